/** Second factors of administrators: authenticator app, passkeys, recovery codes; the second step of a log-in; the organization's rule. */
import type { AuditAction, Passkey, RecoveryCodes, SecondFactors as SecondFactorsAnswer } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal, SessionPrincipal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Randomness } from '../../platform/ids.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Managing } from '../administrators/index.ts';
import { appSecretBytes, describeAppSecret, stepOfCode } from './authenticator-app.ts';
import type { PasskeyPlace } from './passkey-place.rules.ts';
import type { NewPasskeyGiven, Passkeys } from './passkeys.ts';
import { makeRecoveryCode, recoveryCodeCount, recoveryCodeHash } from './recovery-codes.rules.ts';
import * as store from './second-factors.store.ts';

export interface SecondFactors {
  of(administratorId: string): Promise<SecondFactorsAnswer>;
  /** A secret for an app; not in force until a code has shown that the app has it. Throws `second-factor-exists` where one is in force. */
  beginApp(principal: SessionPrincipal): Promise<{ secret: string; uri: string }>;
  /** Throws `code-wrong`. */
  confirmApp(principal: SessionPrincipal, code: string): Promise<RecoveryCodes>;
  addPasskey(principal: SessionPrincipal, given: NewPasskeyGiven, place: PasskeyPlace | null): Promise<RecoveryCodes>;
  /** Throws `second-factor-needed` for the last one where the organization wants one. */
  removeApp(principal: SessionPrincipal): Promise<void>;
  /** Throws also `passkey-not-found`. */
  removePasskey(principal: SessionPrincipal, id: string): Promise<void>;
  renewRecoveryCodes(principal: SessionPrincipal): Promise<RecoveryCodes>;
  /** For somebody who has lost them all; sessions end. */
  removeAllOf(principal: Principal, administratorId: string): Promise<void>;
  /** Whether a code of the app is right, each once. */
  isCodeRight(administratorId: string, code: string): Promise<boolean>;
  takeRecoveryCode(administratorId: string, code: string): Promise<boolean>;
  isRequired(organizationId: string): Promise<boolean>;
  /** Throws `second-factor-needed` unless whoever wants it of others has one. */
  setRequired(principal: Principal, required: boolean): Promise<void>;
}

export interface SecondFactorsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sealer: Sealer;
  readonly passkeys: Passkeys;
  readonly managing: Pick<Managing, 'hold'>;
  readonly endSessions: (tx: Tx, administratorId: string) => Promise<void>;
}

const sealContext = (administratorId: string) => `authenticator-app/${administratorId}`;

function toPasskey(row: store.PasskeysTable): Passkey {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

export function createSecondFactors(ports: SecondFactorsPorts): SecondFactors {
  const now = () => new Date(ports.clock.now());

  async function audit(tx: Tx, principal: Principal, action: AuditAction, detail: object, target?: string) {
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      ...(target === undefined ? {} : { target: { type: 'administrator', id: target } }),
      detail: { ...detail },
      at: now(),
    });
  }

  /** With the first factor come recovery codes. */
  async function firstRecoveryCodes(tx: Tx, administratorId: string): Promise<RecoveryCodes> {
    if ((await store.countRecoveryCodes(tx, administratorId)) > 0) return { recoveryCodes: null };
    return newRecoveryCodes(tx, administratorId);
  }

  async function newRecoveryCodes(tx: Tx, administratorId: string): Promise<{ recoveryCodes: string[] }> {
    const codes = Array.from({ length: recoveryCodeCount }, () => makeRecoveryCode(ports.randomness.bytes));
    const hashes = codes.map((code) => recoveryCodeHash(administratorId, code));
    await store.replaceRecoveryCodes(tx, administratorId, hashes);
    return { recoveryCodes: codes };
  }

  async function codeStep(db: Db | Tx, administratorId: string, code: string, confirmed: boolean) {
    const app = await store.selectApp(db, administratorId);
    if (app === undefined || (app.confirmed_at !== null) !== confirmed) return null;
    const secret = ports.sealer.open(app.sealed_secret, sealContext(administratorId));
    return stepOfCode(secret, code, ports.clock.now());
  }

  /** After one was removed: refuses where the rule leaves nothing, and takes the recovery codes with the last. */
  async function afterRemoval(tx: Tx, { organizationId, administratorId }: Principal): Promise<void> {
    const owner = await store.selectOwner(tx, administratorId);
    if (owner === undefined || owner.has_second_factor) return;
    if (owner.second_factor_required) throw new SekishoError('second-factor-needed');
    if (owner.organization_id === organizationId) await store.replaceRecoveryCodes(tx, administratorId, []);
  }

  return {
    async of(administratorId) {
      const app = await store.selectApp(ports.db, administratorId);
      return {
        app: app !== undefined && app.confirmed_at !== null,
        passkeys: (await store.selectPasskeys(ports.db, administratorId)).map(toPasskey),
        recoveryCodesLeft: await store.countRecoveryCodes(ports.db, administratorId),
      };
    },
    async beginApp({ administratorId, loginId }) {
      const secret = ports.randomness.bytes(appSecretBytes);
      const sealed = ports.sealer.seal(secret, sealContext(administratorId));
      if (!(await store.upsertApp(ports.db, administratorId, sealed, now())))
        throw new SekishoError('second-factor-exists');
      return describeAppSecret(secret, loginId);
    },
    confirmApp: (principal, code) =>
      ports.transaction(async (tx) => {
        const { administratorId } = principal;
        const step = await codeStep(tx, administratorId, code, false);
        if (step === null || !(await store.raiseStep(tx, administratorId, step))) {
          throw new SekishoError('code-wrong', { errors: [{ pointer: '/code', code: 'code-wrong' }] });
        }
        await store.confirmApp(tx, administratorId, now());
        await audit(tx, principal, 'second-factor.added', { kind: 'app' });
        return firstRecoveryCodes(tx, administratorId);
      }),
    async addPasskey(principal, given, place) {
      const row = await ports.passkeys.readNew(principal.administratorId, given, place);
      return ports.transaction(async (tx) => {
        await store.insertPasskey(tx, row);
        await audit(tx, principal, 'second-factor.added', { kind: 'passkey', name: row.name });
        return firstRecoveryCodes(tx, principal.administratorId);
      });
    },
    removeApp: (principal) =>
      ports.transaction(async (tx) => {
        if (!(await store.deleteApp(tx, principal.administratorId))) return;
        await afterRemoval(tx, principal);
        await audit(tx, principal, 'second-factor.removed', { kind: 'app' });
      }),
    removePasskey: (principal, id) =>
      ports.transaction(async (tx) => {
        const row = await store.deletePasskey(tx, principal.administratorId, id);
        if (row === undefined) throw new SekishoError('passkey-not-found');
        await afterRemoval(tx, principal);
        await audit(tx, principal, 'second-factor.removed', { kind: 'passkey', name: row.name });
      }),
    renewRecoveryCodes: (principal) =>
      ports.transaction(async (tx) => {
        const owner = await store.selectOwner(tx, principal.administratorId);
        if (owner?.has_second_factor !== true) throw new SekishoError('second-factor-needed');
        await audit(tx, principal, 'second-factor.recovery-codes-made', {});
        return newRecoveryCodes(tx, principal.administratorId);
      }),
    removeAllOf: (principal, administratorId) =>
      ports.transaction(async (tx) => {
        const { login_id: loginId } = await ports.managing.hold(tx, principal, administratorId);
        await store.deleteFactors(tx, administratorId);
        await ports.endSessions(tx, administratorId);
        await audit(tx, principal, 'administrator.second-factors-removed', { loginId }, administratorId);
      }),
    async isCodeRight(administratorId, code) {
      const step = await codeStep(ports.db, administratorId, code, true);
      return step !== null && store.raiseStep(ports.db, administratorId, step);
    },
    takeRecoveryCode: (administratorId, code) =>
      store.takeRecoveryCode(ports.db, administratorId, recoveryCodeHash(administratorId, code)),
    isRequired: (organizationId) => store.selectRule(ports.db, organizationId),
    setRequired: (principal, required) =>
      ports.transaction(async (tx) => {
        const owner = await store.selectOwner(tx, principal.administratorId);
        if (required && owner?.has_second_factor !== true) throw new SekishoError('second-factor-needed');
        await store.upsertRule(tx, principal.organizationId, required);
        await audit(tx, principal, 'login-rules.changed', { secondFactorRequired: required });
      }),
  };
}
