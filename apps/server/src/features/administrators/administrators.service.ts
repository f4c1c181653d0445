/** Administrators: made at set-up, proving who they are by password, changing their own e-mail, language and password. */
import { createHash } from 'node:crypto';
import type { AdministratorPatch, Language } from '@sekisho/contracts';
import { type AppendAudit, auditActorOf } from '../../platform/audit/audit.ts';
import type { SessionPrincipal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { Ids } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { AccessRow } from './access.rules.ts';
import * as store from './administrators.store.ts';
import { failuresForgottenAfterMs } from './lockout.rules.ts';
import { deleteOldAttempts, forgetAttempts, reserveAttempt } from './login-attempts.store.ts';
import { isPasswordTooWeak } from './password.rules.ts';
import type { PasswordHasher } from './password-hash.ts';

export type AdministratorRecord = store.AdministratorRow;

export interface NewAdministrator {
  readonly organizationId: string;
  readonly loginId: string;
  readonly email: string;
  readonly language: Language;
  readonly passwordHash: string;
  readonly at: Date;
}

export interface Administrators {
  /** Throws `password-too-weak` with the field at fault. @param pointer of the password in the request */
  refuseWeakPassword(password: string, loginId: string, pointer: string): void;
  hashPassword(password: string): Promise<string>;
  create(tx: Tx, administrator: NewAdministrator): Promise<AdministratorRecord>;
  /** Throws `login-refused` or `login-locked`; takes equally long whether the login id exists or not. */
  proveByPassword(loginId: string, password: string): Promise<AdministratorRecord>;
  /** Counts an attempt at `what` as failed before it is tried. Throws `login-locked`. */
  reserveAttempt(what: string): Promise<void>;
  /** After a success. */
  forgetAttempts(what: string): Promise<void>;
  get(organizationId: string, administratorId: string): Promise<AdministratorRecord | null>;
  /** What the administrator may do today. */
  access(organizationId: string, administratorId: string): Promise<AccessRow | null>;
  findByLoginId(loginId: string, tx?: Tx): Promise<AdministratorRecord | null>;
  /** Of every organization: one person may have an account in several. At most ten. */
  findByEmail(email: string): Promise<AdministratorRecord[]>;
  /** Opens a log-in that failures have closed; ends no session. */
  setPassword(tx: Tx, owner: AdministratorRecord, passwordHash: string): Promise<void>;
  /** Throws `current-password-wrong` (also when it is missing). A new password ends every other session. */
  changeOwn(principal: SessionPrincipal, changes: AdministratorPatch): Promise<AdministratorRecord>;
  forgetOldAttempts(): Promise<void>;
}

/** @param before the account as it was */
export type TellOldAddress = (tx: Tx, before: AdministratorRecord, newEmail: string) => Promise<void>;

export interface AdministratorsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly passwordHasher: PasswordHasher;
  /** Every session of the administrator but this one ends; of the sessions feature. */
  readonly endOtherSessions: (tx: Tx, administratorId: string, keptSessionId: string) => Promise<void>;
  /** Writes to the address that was, after the commit; of the account links. */
  readonly tellOldAddress: TellOldAddress;
}

/** Not 401: the session is good, a field is wrong. */
const currentPasswordWrong = () =>
  new SekishoError('current-password-wrong', {
    errors: [{ pointer: '/currentPassword', code: 'current-password-wrong' }],
  });

const mostPerEmail = 10;

const byPassword = (loginId: string) => `login/${loginId}`;
const attemptHashOf = (what: string) => createHash('sha256').update(what).digest();

export function createAdministrators(ports: AdministratorsPorts): Administrators {
  const now = () => new Date(ports.clock.now());

  function refuseWeakPassword(password: string, loginId: string, pointer: string): void {
    if (!isPasswordTooWeak(password, loginId)) return;
    throw new SekishoError('password-too-weak', { errors: [{ pointer, code: 'password-too-weak' }] });
  }

  async function reserve(what: string): Promise<void> {
    const attempt = await reserveAttempt(ports.db, attemptHashOf(what), now());
    if (attempt.allowed) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((attempt.lockedUntil.getTime() - ports.clock.now()) / 1000));
    throw new SekishoError('login-locked', { retryAfterSeconds });
  }

  const forget = (what: string, db: Db | Tx = ports.db) => forgetAttempts(db, attemptHashOf(what));

  async function prove(loginId: string, password: string): Promise<AdministratorRecord> {
    await reserve(byPassword(loginId));
    const row = await store.selectByLoginId(ports.db, loginId);
    const proven = await ports.passwordHasher.verify(password, row?.password_hash ?? null);
    if (!proven || row === undefined) throw new SekishoError('login-refused');
    await forget(byPassword(loginId));
    return row;
  }

  return {
    refuseWeakPassword,
    hashPassword: (password) => ports.passwordHasher.hash(password),
    async create(tx, { organizationId, loginId, email, language, passwordHash, at }) {
      const row: AdministratorRecord = {
        organization_id: organizationId,
        id: ports.ids.next(),
        login_id: loginId,
        email,
        role: 'organization',
        language,
        password_hash: passwordHash,
        created_at: at,
      };
      await store.insertAdministrator(tx, row);
      return row;
    },
    proveByPassword: prove,
    reserveAttempt: reserve,
    forgetAttempts: (what) => forget(what),
    async get(organizationId, administratorId) {
      return (await store.selectById(ports.db, organizationId, administratorId)) ?? null;
    },
    async access(organizationId, administratorId) {
      return (await store.selectAccess(ports.db, organizationId, administratorId)) ?? null;
    },
    async findByLoginId(loginId, tx) {
      return (await store.selectByLoginId(tx ?? ports.db, loginId)) ?? null;
    },
    findByEmail: (email) => store.selectByEmail(ports.db, email, mostPerEmail),
    async setPassword(tx, owner, passwordHash) {
      await store.updateAdministrator(tx, owner.organization_id, owner.id, { password_hash: passwordHash });
      await forget(byPassword(owner.login_id), tx);
    },
    async changeOwn(principal, changes) {
      const passwordHash = await newPasswordHash(principal, changes);
      return ports.transaction((tx) => saveOwn(ports, tx, principal, changes, passwordHash));
    },
    forgetOldAttempts: () => deleteOldAttempts(ports.db, new Date(ports.clock.now() - failuresForgottenAfterMs)),
  };

  async function newPasswordHash(principal: SessionPrincipal, changes: AdministratorPatch): Promise<string | null> {
    if (changes.newPassword === undefined) return null;
    refuseWeakPassword(changes.newPassword, principal.loginId, '/newPassword');
    if (changes.currentPassword === undefined) throw currentPasswordWrong();
    await prove(principal.loginId, changes.currentPassword).catch((cause: unknown) => {
      throw cause instanceof SekishoError && cause.code === 'login-refused' ? currentPasswordWrong() : cause;
    });
    return ports.passwordHasher.hash(changes.newPassword);
  }
}

async function saveOwn(
  ports: AdministratorsPorts,
  tx: Tx,
  principal: SessionPrincipal,
  changes: AdministratorPatch,
  passwordHash: string | null,
): Promise<AdministratorRecord> {
  const { organizationId, administratorId } = principal;
  const values = {
    ...(changes.email === undefined ? {} : { email: changes.email }),
    ...(changes.language === undefined ? {} : { language: changes.language }),
    ...(passwordHash === null ? {} : { password_hash: passwordHash }),
  };
  if (Object.keys(values).length > 0) {
    const before = await store.lockAdministrator(tx, organizationId, administratorId);
    if (before !== undefined && changes.email !== undefined) await ports.tellOldAddress(tx, before, changes.email);
    await store.updateAdministrator(tx, organizationId, administratorId, values);
    if (passwordHash !== null) await ports.endOtherSessions(tx, administratorId, principal.sessionId);
    await ports.appendAudit(tx, {
      organizationId,
      actor: auditActorOf(principal),
      action: 'administrator.changed',
      target: { type: 'administrator', id: administratorId },
      detail: { changed: Object.keys(values).map((name) => (name === 'password_hash' ? 'password' : name)) },
      at: new Date(ports.clock.now()),
    });
  }
  const row = await store.selectById(tx, organizationId, administratorId);
  if (row === undefined) throw new SekishoError('authentication-required');
  return row;
}
