/** Sessions: begun by password, found by cookie, extended while used, ended at will. */
import { createHash } from 'node:crypto';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { SessionPrincipal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { AuthenticatedRequest } from '../../platform/http/authenticate.ts';
import type { Randomness } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type Administrators, rightsOfSession } from '../administrators/index.ts';
import { sessionCookieName } from './session-cookie.ts';
import * as store from './sessions.store.ts';

export interface SessionOwner {
  readonly organizationId: string;
  readonly administratorId: string;
}

export interface Sessions {
  /** The answer is the cookie's value; only its hash is stored. */
  begin(tx: Tx, owner: SessionOwner): Promise<string>;
  /** Checks the password and begins a session with a new id; the one the browser came with ends. Throws as `proveByPassword`. */
  logIn(loginId: string, password: string, previousSecret: string | undefined): Promise<LogIn>;
  logOut(principal: SessionPrincipal): Promise<void>;
  /** The person has shown again who it is. Throws `current-password-wrong`, `login-locked`. */
  proveByPassword(principal: SessionPrincipal, password: string): Promise<void>;
  authenticate(request: AuthenticatedRequest): Promise<SessionPrincipal | null>;
  endOthers(tx: Tx, administratorId: string, keptSessionId: string): Promise<void>;
  endAll(tx: Tx, administratorId: string): Promise<void>;
  forgetExpired(): Promise<void>;
}

export interface LogIn extends SessionOwner {
  readonly secret: string;
}

export interface SessionsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly proveByPassword: Administrators['proveByPassword'];
}

/** A session nobody used for so long is over; each use begins it anew, up to the longest. */
const idleMs = 12 * 3_600_000;
const longestMs = 7 * 24 * 3_600_000;
const extendEveryMs = 5 * 60_000;
const secretBytes = 32;

/** Not 401: the session is good, a field is wrong. */
const passwordWrong = (cause: unknown) =>
  new SekishoError('current-password-wrong', {
    errors: [{ pointer: '/password', code: 'current-password-wrong' }],
    cause,
  });

const hashOf = (secret: string) => createHash('sha256').update(`session/${secret}`).digest();

export function createSessions(ports: SessionsPorts): Sessions {
  const now = () => new Date(ports.clock.now());

  async function begin(tx: Tx, owner: SessionOwner): Promise<string> {
    const secret = ports.randomness.bytes(secretBytes).toString('base64url');
    const at = now();
    await store.insertSession(tx, {
      id_hash: hashOf(secret),
      organization_id: owner.organizationId,
      administrator_id: owner.administratorId,
      created_at: at,
      last_used_at: at,
      expires_at: new Date(at.getTime() + idleMs),
      proven_at: at,
    });
    return secret;
  }

  async function extend(idHash: Buffer, row: { created_at: Date; last_used_at: Date }, at: Date): Promise<void> {
    if (at.getTime() - row.last_used_at.getTime() < extendEveryMs) return;
    const expiresAt = new Date(Math.min(at.getTime() + idleMs, row.created_at.getTime() + longestMs));
    await store.extendSession(ports.db, idHash, at, expiresAt);
  }

  return {
    begin,
    async logIn(loginId, password, previousSecret) {
      const administrator = await ports.proveByPassword(loginId, password);
      const owner = { organizationId: administrator.organization_id, administratorId: administrator.id };
      const secret = await ports.transaction(async (tx) => {
        if (previousSecret !== undefined) await store.deleteSession(tx, hashOf(previousSecret));
        await ports.appendAudit(tx, {
          organizationId: owner.organizationId,
          actor: { type: 'administrator', id: administrator.id, loginId: administrator.login_id },
          action: 'session.begun',
          at: now(),
        });
        return begin(tx, owner);
      });
      return { ...owner, secret };
    },
    async logOut(principal) {
      await ports.transaction(async (tx) => {
        await store.deleteSession(tx, Buffer.from(principal.sessionId, 'hex'));
        await ports.appendAudit(tx, {
          organizationId: principal.organizationId,
          actor: { type: 'administrator', id: principal.administratorId, loginId: principal.loginId },
          action: 'session.ended',
          at: now(),
        });
      });
    },
    async proveByPassword(principal, password) {
      await ports.proveByPassword(principal.loginId, password).catch((cause: unknown) => {
        throw cause instanceof SekishoError && cause.code === 'login-refused' ? passwordWrong(cause) : cause;
      });
      await store.markProven(ports.db, Buffer.from(principal.sessionId, 'hex'), now());
    },
    async authenticate(request) {
      const secret = request.cookies[sessionCookieName(request.secure)];
      if (secret === undefined || secret === '') return null;
      const idHash = hashOf(secret);
      const at = now();
      const row = await store.selectLiveSession(ports.db, idHash, at);
      if (row === undefined) return null;
      await extend(idHash, row, at);
      return {
        kind: 'session',
        sessionId: idHash.toString('hex'),
        provenAtMs: row.proven_at.getTime(),
        organizationId: row.organization_id,
        administratorId: row.id,
        loginId: row.login_id,
        ...rightsOfSession(row),
      };
    },
    endOthers: (tx, administratorId, keptSessionId) =>
      store.deleteOtherSessions(tx, administratorId, Buffer.from(keptSessionId, 'hex')),
    endAll: store.deleteSessionsOf,
    forgetExpired: () => store.deleteExpiredSessions(ports.db, now()),
  };
}
