/** Set-up: from an empty database to an organization with trust, policies and its first administrator, in one transaction. */
import { createHash } from 'node:crypto';
import type { Language, SetupRequest } from '@sekisho/contracts';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids, Randomness } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Administrators } from '../administrators/index.ts';
import type { Organizations } from '../organizations/index.ts';
import type { Policies } from '../policies/index.ts';
import type { Sessions } from '../sessions/index.ts';
import * as links from './setup-links.store.ts';

export interface Founding {
  readonly organizationName: string;
  readonly contractedDevices: number;
  readonly loginId: string;
  readonly email: string;
  readonly language: Language;
  readonly passwordHash: string;
}

export interface Founded {
  readonly organizationId: string;
  readonly organizationCode: string;
  readonly administratorId: string;
  /** Shown or written once, stored nowhere. */
  readonly recoveryKey: string;
}

export interface Setup {
  isNeeded(): Promise<boolean>;
  /** Voids every earlier link; the secret of the new one, or `null` when set-up is done. */
  makeLink(): Promise<string | null>;
  /** Throws `setup-already-done`, `setup-link-invalid`, `password-too-weak`. The session's secret is for the cookie. */
  byLink(request: SetupRequest): Promise<Founded & { sessionSecret: string }>;
}

export interface SetupPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomness: Randomness;
  readonly organizations: Pick<Organizations, 'create' | 'anyExists'>;
  readonly administrators: Pick<Administrators, 'create' | 'hashPassword' | 'refuseWeakPassword'>;
  readonly policies: Pick<Policies, 'createBuiltIn'>;
  readonly sessions: Pick<Sessions, 'begin'>;
  /** Server key, recovery key and first trust set; signing works from then on, also within `tx`. Of the trust feature. */
  readonly establishTrust: (tx: Tx, organizationId: string, at: Date) => Promise<{ recoveryKey: string }>;
}

const tokenBytes = 32;
const hashOf = (token: string) => createHash('sha256').update(`setup/${token}`).digest();

export function createSetup(ports: SetupPorts): Setup {
  const now = () => new Date(ports.clock.now());

  /** Throws unless nobody has set up and the link is the newest. */
  async function checkLink(tokenHash: Buffer, tx?: Tx): Promise<void> {
    if (await ports.organizations.anyExists(tx)) throw new SekishoError('setup-already-done');
    if (!(await links.isLinkGood(tx ?? ports.db, tokenHash))) throw new SekishoError('setup-link-invalid');
  }

  return {
    isNeeded: async () => !(await ports.organizations.anyExists()),
    makeLink: () =>
      ports.transaction(async (tx) => {
        await links.lockSetup(tx);
        if (await ports.organizations.anyExists(tx)) return null;
        const token = ports.randomness.bytes(tokenBytes).toString('base64url');
        await links.replaceLinks(tx, hashOf(token), now());
        return token;
      }),
    async byLink(request) {
      const tokenHash = hashOf(request.token);
      // Before the costly hash, so that only a holder of the link can make us work; again under the lock.
      await checkLink(tokenHash);
      const organizationName = request.organizationName.normalize('NFC').trim();
      if (organizationName === '') {
        throw new SekishoError('name-blank', { errors: [{ pointer: '/organizationName', code: 'name-blank' }] });
      }
      ports.administrators.refuseWeakPassword(request.password, request.loginId, '/password');
      const passwordHash = await ports.administrators.hashPassword(request.password);
      return ports.transaction(async (tx) => {
        await links.lockSetup(tx);
        await checkLink(tokenHash, tx);
        await links.markLinkUsed(tx, tokenHash, now());
        const founded = await found(ports, tx, { ...request, organizationName, passwordHash });
        return { ...founded, sessionSecret: await ports.sessions.begin(tx, founded) };
      });
    },
  };
}

/** Everything an organization begins with. Call under the set-up lock, when there is none. */
export async function found(
  ports: Omit<SetupPorts, 'sessions' | 'db' | 'transaction' | 'randomness'>,
  tx: Tx,
  founding: Founding,
): Promise<Founded> {
  const { organizationName: name, contractedDevices, loginId, email, language, passwordHash } = founding;
  const organizationId = ports.ids.next();
  const at = new Date(ports.clock.now());
  const { code } = await ports.organizations.create(tx, { id: organizationId, name, contractedDevices, at });
  const { recoveryKey } = await ports.establishTrust(tx, organizationId, at);
  await ports.policies.createBuiltIn(tx, organizationId, language);
  const administrator = await ports.administrators.create(tx, {
    organizationId,
    loginId,
    email,
    language,
    passwordHash,
    at,
  });
  await ports.appendAudit(tx, {
    organizationId,
    actor: { type: 'administrator', id: administrator.id, loginId },
    action: 'organization.founded',
    target: { type: 'organization', id: organizationId },
    detail: { name, code, contractedDevices },
    at,
  });
  return { organizationId, organizationCode: code, administratorId: administrator.id, recoveryKey };
}
