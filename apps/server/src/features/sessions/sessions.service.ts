/** Sessions: begun by password, found by cookie, extended while used, ended at will. */
import { createHash } from 'node:crypto';
import type { LoginRequest, PasskeyAnswer, ProofRequest, SecondStep, SecondStepAnswer } from '@sekisho/contracts';
import type { AppendAudit } from '../../platform/audit/audit.ts';
import type { SessionPrincipal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { AuthenticatedRequest } from '../../platform/http/authenticate.ts';
import type { Randomness } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import { type Administrators, rightsOfSession } from '../administrators/index.ts';
import type { PasskeyPlace, Passkeys, ProvenOwner, SecondSteps } from '../second-factors/index.ts';
import { sessionCookieName } from './session-cookie.ts';
import * as store from './sessions.store.ts';

export interface SessionOwner {
  readonly organizationId: string;
  readonly administratorId: string;
}

export interface Sessions {
  /** The answer is the cookie's value; only its hash is stored. */
  begin(tx: Tx, owner: SessionOwner): Promise<string>;
  /**
   * Checks the password. Where a second factor is set up it is asked for; otherwise a session with a new id begins, and the one
   * the browser came with ends. Throws as `proveByPassword`.
   */
  logIn(request: LoginRequest, from: Browser): Promise<LogIn | SecondStep>;
  /** The same after the second step. Throws `second-factor-refused`, `login-step-expired`, `login-locked`. */
  logInBySecondStep(answer: SecondStepAnswer, from: Browser): Promise<LogIn>;
  /** By a passkey alone. Throws `passkey-refused`, `login-step-expired`, `passkey-impossible-here`. */
  logInByPasskey(answer: PasskeyAnswer, from: Browser): Promise<LogIn>;
  logOut(principal: SessionPrincipal): Promise<void>;
  /** The person has shown again who it is. Throws `current-password-wrong`, `login-locked`, `passkey-refused`. */
  prove(principal: SessionPrincipal, proof: ProofRequest, place: PasskeyPlace | null): Promise<void>;
  authenticate(request: AuthenticatedRequest): Promise<SessionPrincipal | null>;
  endOthers(tx: Tx, administratorId: string, keptSessionId: string): Promise<void>;
  endAll(tx: Tx, administratorId: string): Promise<void>;
  /** Of everybody in the installation; the number ended. */
  endEvery(tx: Tx): Promise<number>;
  forgetExpired(): Promise<void>;
}

export interface LogIn extends SessionOwner {
  readonly secret: string;
}

/** What a request says of the browser it comes from. */
export interface Browser {
  readonly previousSecret: string | undefined;
  readonly place: PasskeyPlace | null;
}

type WayIn = 'password' | 'passkey' | `password, ${ProvenOwner['by']}`;

export interface SessionsPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly proveByPassword: Administrators['proveByPassword'];
  readonly secondSteps: SecondSteps;
  readonly passkeys: Pick<Passkeys, 'answer'>;
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

  async function admit(owner: SessionOwner & { readonly loginId: string }, by: WayIn, from: Browser): Promise<LogIn> {
    const { organizationId, administratorId, loginId } = owner;
    const secret = await ports.transaction(async (tx) => {
      if (from.previousSecret !== undefined) await store.deleteSession(tx, hashOf(from.previousSecret));
      await ports.appendAudit(tx, {
        organizationId,
        actor: { type: 'administrator', id: administratorId, loginId },
        action: 'session.begun',
        detail: { by },
        at: now(),
      });
      return begin(tx, { organizationId, administratorId });
    });
    return { organizationId, administratorId, secret };
  }

  async function extend(idHash: Buffer, row: { created_at: Date; last_used_at: Date }, at: Date): Promise<void> {
    if (at.getTime() - row.last_used_at.getTime() < extendEveryMs) return;
    const expiresAt = new Date(Math.min(at.getTime() + idleMs, row.created_at.getTime() + longestMs));
    await store.extendSession(ports.db, idHash, at, expiresAt);
  }

  return {
    begin,
    async logIn({ loginId, password }, from) {
      const { organization_id: organizationId, id: administratorId } = await ports.proveByPassword(loginId, password);
      const step = await ports.secondSteps.ask(administratorId, from.place);
      return step ?? admit({ organizationId, administratorId, loginId }, 'password', from);
    },
    async logInBySecondStep(answer, from) {
      const owner = await ports.secondSteps.answer(answer, from.place);
      return admit(owner, `password, ${owner.by}`, from);
    },
    async logInByPasskey(answer, from) {
      const administratorId = await ports.passkeys.answer('log-in', answer, from.place);
      return admit(await ports.secondSteps.ownerOfPasskey(administratorId), 'passkey', from);
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
    async prove(principal, { password, passkey }, place) {
      if (passkey === undefined) {
        await ports.proveByPassword(principal.loginId, password ?? '').catch((cause: unknown) => {
          throw cause instanceof SekishoError && cause.code === 'login-refused' ? passwordWrong(cause) : cause;
        });
      } else if ((await ports.passkeys.answer('proof', passkey, place)) !== principal.administratorId) {
        throw new SekishoError('passkey-refused');
      }
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
    endEvery: store.deleteEverySession,
    forgetExpired: () => store.deleteExpiredSessions(ports.db, now()),
  };
}
