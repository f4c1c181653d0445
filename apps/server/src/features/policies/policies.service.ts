/** Policies: read, saved with a check against somebody else's save, signed for devices, announced to whom they concern. */
import {
  type ApprovalAsked,
  type AuditAction,
  defaultPolicySettings,
  type Language,
  type PolicyCreate,
  type PolicySave,
  type PolicySettings,
  policySettingsFaults,
  type SignedText,
  type UninstallVerifier,
} from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { ApprovalGate, CarryOut, StandingPolicy } from '../approvals/index.ts';
import type { Organizations } from '../organizations/index.ts';
import { builtInPolicyCodes, devicePolicyText, knownSettings } from './device-policy.rules.ts';
import * as store from './policies.store.ts';
import { createPolicyCarryOut, policyStatement, standingPolicies } from './policy-approval.ts';
import { settingsSavedTopic } from './settings-saved.ts';

export type PolicyRecord = store.PolicyRow;

/** Saved, or waiting for approval while the old one stays. */
export type SavedPolicy = { readonly saved: PolicyRecord } | { readonly asked: ApprovalAsked };

export interface Policies {
  list(organizationId: string, tx?: Tx): Promise<PolicyRecord[]>;
  find(organizationId: string, code: string, tx?: Tx): Promise<PolicyRecord | null>;
  /** Throws `policy-not-found`. */
  get(organizationId: string, code: string, tx?: Tx): Promise<PolicyRecord>;
  /** Keeps the policy from being deleted until the commit. Throws `policy-not-found`. */
  hold(tx: Tx, organizationId: string, code: string): Promise<void>;
  /** A01–A10 with default settings, signed; at set-up. */
  createBuiltIn(tx: Tx, organizationId: string, language: Language): Promise<void>;
  /** Where policies need approval, devices get it only with that. */
  create(principal: Principal, request: PolicyCreate): Promise<PolicyRecord>;
  /** Throws `policy-changed-meanwhile` when `revision` is not the stored one. */
  save(principal: Principal, code: string, request: PolicySave): Promise<SavedPolicy>;
  /** What approvers have signed. */
  carryOut: CarryOut;
  standing(tx: Tx, organizationId: string): Promise<readonly StandingPolicy[]>;
  /** The policy under a new unlock key, within a caller's transaction. Throws `policy-not-found`. */
  renewUnlockKey(
    tx: Tx,
    organizationId: string,
    code: string,
  ): Promise<{ readonly before: PolicyRecord; readonly after: PolicyRecord }>;
  /** Every policy of the organization under one new number, within a caller's transaction: what all of them carry has changed. */
  signAnew(tx: Tx, organizationId: string): Promise<void>;
  /** Throws `policy-built-in`, `policy-in-use`. */
  delete(principal: Principal, code: string): Promise<void>;
  /** 'Save all' on Home; the new revision. */
  saveAll(principal: Principal): Promise<number>;
}

export interface PoliciesPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly approvals: ApprovalGate;
  readonly organizations: Pick<Organizations, 'raiseSettingsNumber' | 'raiseHomeRevision'>;
  /** Signs for the devices of an organization, with its server key; of the trust feature. */
  readonly signPolicy: (tx: Tx, organizationId: string, text: string) => Promise<SignedText>;
  /** Of the organization's uninstall password; of that feature. */
  readonly uninstallVerifier: (tx: Tx, organizationId: string) => Promise<UninstallVerifier>;
  /** Takes deregistered devices off the policy and says whether others stay; of the devices feature. */
  readonly vacatePolicy: (tx: Tx, organizationId: string, code: string, to: string) => Promise<boolean>;
}

/** Where deregistered devices go when their policy is deleted. */
const firstPolicyCode = 'A01';

function refuseFaults(settings: PolicySettings): void {
  const faults = policySettingsFaults(settings);
  const [first] = faults;
  if (first === undefined) return;
  const errors = faults.map(({ pointer, code }) => ({ pointer: `/settings${pointer}`, code }));
  throw new SekishoError(first.code, { errors });
}

export function createPolicies(ports: PoliciesPorts): Policies {
  async function sign(
    tx: Tx,
    organizationId: string,
    policy: Pick<PolicyRecord, 'code' | 'name' | 'settings' | 'revision'> & Partial<Pick<PolicyRecord, 'unlockKey'>>,
  ): Promise<PolicyRecord> {
    const updatedAt = new Date(ports.clock.now());
    // A key's number is the revision under which it was issued: it rises, and no other key ever has it.
    const row = { ...policy, unlockKey: policy.unlockKey ?? { number: policy.revision, issuedAt: updatedAt } };
    const uninstall = await ports.uninstallVerifier(tx, organizationId);
    const text = devicePolicyText(organizationId, { ...row, uninstall });
    const signed = await ports.signPolicy(tx, organizationId, text);
    return { ...row, signed, updatedAt };
  }

  async function audit(
    tx: Tx,
    principal: Principal,
    action: AuditAction,
    target: string,
    detail: Record<string, unknown>,
  ) {
    await ports.appendAudit(tx, {
      organizationId: principal.organizationId,
      actor: auditActorOf(principal),
      action,
      target: { type: 'policy', id: target },
      detail,
      at: new Date(ports.clock.now()),
    });
  }

  /** Where policies need approval, devices get those that are stored already only with that. */
  async function askForStanding(
    tx: Tx,
    asker: Parameters<ApprovalGate['ask']>[1],
    ...rows: readonly PolicyRecord[]
  ): Promise<void> {
    if (!(await ports.approvals.isNeeded(tx, asker.organizationId, 'policy'))) return;
    const statements = rows.map((row) => policyStatement(row, row.revision));
    await ports.approvals.ask(tx, asker, 'policy', statements);
  }

  async function get(organizationId: string, code: string, tx?: Tx): Promise<PolicyRecord> {
    const row = await store.selectPolicy(tx ?? ports.db, organizationId, code);
    if (row === null) throw new SekishoError('policy-not-found');
    return row;
  }

  return {
    list: (organizationId, tx) => store.selectPolicies(tx ?? ports.db, organizationId),
    find: (organizationId, code, tx) => store.selectPolicy(tx ?? ports.db, organizationId, code),
    get,
    async hold(tx, organizationId, code) {
      if (!(await store.holdPolicy(tx, organizationId, code))) throw new SekishoError('policy-not-found');
    },
    async createBuiltIn(tx, organizationId, language) {
      const revision = await ports.organizations.raiseSettingsNumber(tx, organizationId);
      const rows: PolicyRecord[] = [];
      for (const code of builtInPolicyCodes) {
        const name = language === 'ja' ? `設定 ${code}` : `Policy ${code}`;
        rows.push(await sign(tx, organizationId, { code, name, settings: defaultPolicySettings, revision }));
      }
      await store.insertPolicies(tx, organizationId, rows);
    },
    async create(principal, { code, name, settings }) {
      refuseFaults(settings);
      const { organizationId } = principal;
      return ports.transaction(async (tx) => {
        const revision = await ports.organizations.raiseSettingsNumber(tx, organizationId);
        const row = await sign(tx, organizationId, { code, name, settings: knownSettings(settings), revision });
        if ((await store.insertPolicies(tx, organizationId, [row])) === 0) {
          throw new SekishoError('policy-code-taken', { errors: [{ pointer: '/code', code: 'policy-code-taken' }] });
        }
        await audit(tx, principal, 'policy.created', code, { name, settings: row.settings, revision });
        await askForStanding(tx, principal, row);
        await ports.outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: code });
        return row;
      });
    },
    async save(principal, code, { name, settings, revision: readRevision }) {
      refuseFaults(settings);
      const { organizationId } = principal;
      return ports.transaction(async (tx) => {
        // The organization's row first: everybody who saves waits there, so nobody waits for each other in a ring.
        const revision = await ports.organizations.raiseSettingsNumber(tx, organizationId);
        const before = await store.lockPolicy(tx, organizationId, code);
        if (before === null) throw new SekishoError('policy-not-found');
        if (before.revision !== readRevision) throw new SekishoError('policy-changed-meanwhile');
        const { unlockKey } = before;
        const changed = { code, name, settings: knownSettings(settings), revision, unlockKey };
        const row = await sign(tx, organizationId, changed);
        if (await ports.approvals.isNeeded(tx, organizationId, 'policy')) {
          return { asked: await ports.approvals.ask(tx, principal, 'policy', [policyStatement(row, readRevision)]) };
        }
        await store.updatePolicy(tx, organizationId, row);
        await audit(tx, principal, 'policy.saved', code, {
          before: { name: before.name, settings: before.settings, revision: before.revision },
          after: { name, settings: row.settings, revision },
        });
        await ports.outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: code });
        return { saved: row };
      });
    },
    async renewUnlockKey(tx, organizationId, code) {
      const revision = await ports.organizations.raiseSettingsNumber(tx, organizationId);
      const before = await store.lockPolicy(tx, organizationId, code);
      if (before === null) throw new SekishoError('policy-not-found');
      const { name, settings } = before;
      const after = await sign(tx, organizationId, { code, name, settings, revision });
      await store.updatePolicy(tx, organizationId, after);
      await askForStanding(tx, { organizationId, loginId: null }, after);
      await ports.outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: code });
      return { before, after };
    },
    carryOut: createPolicyCarryOut(ports),
    standing: standingPolicies,
    async signAnew(tx, organizationId) {
      const revision = await ports.organizations.raiseSettingsNumber(tx, organizationId);
      const rows: PolicyRecord[] = [];
      for (const before of await store.lockPolicies(tx, organizationId)) {
        const row = await sign(tx, organizationId, { ...before, revision });
        rows.push(row);
        await store.updatePolicy(tx, organizationId, row);
        await ports.outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: before.code });
      }
      await askForStanding(tx, { organizationId, loginId: null }, ...rows);
    },
    async delete(principal, code) {
      const { organizationId } = principal;
      if (builtInPolicyCodes.includes(code)) throw new SekishoError('policy-built-in');
      await ports.transaction(async (tx) => {
        const row = await store.lockPolicy(tx, organizationId, code);
        if (row === null) throw new SekishoError('policy-not-found');
        if (await ports.vacatePolicy(tx, organizationId, code, firstPolicyCode))
          throw new SekishoError('policy-in-use');
        await store.deletePolicy(tx, organizationId, code);
        await audit(tx, principal, 'policy.deleted', code, { name: row.name, settings: row.settings });
        await ports.outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: code });
      });
    },
    async saveAll(principal) {
      const { organizationId } = principal;
      return ports.transaction(async (tx) => {
        const revision = await ports.organizations.raiseHomeRevision(tx, organizationId);
        await ports.appendAudit(tx, {
          organizationId,
          actor: auditActorOf(principal),
          action: 'organization.settings-saved',
          target: { type: 'organization', id: organizationId },
          detail: { revision },
          at: new Date(ports.clock.now()),
        });
        await ports.outbox.enqueue(tx, settingsSavedTopic, { organizationId, policyCode: null });
        return revision;
      });
    },
  };
}
