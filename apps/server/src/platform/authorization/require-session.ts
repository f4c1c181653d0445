/** For routes about the caller's own account, and for what wants a person who has just shown who it is. */
import { SekishoError } from '../sekisho-error.ts';
import type { Principal, SessionPrincipal } from './permissions.ts';

/** A token is handed to programs; none of them may turn it into a log-in. Throws `authentication-required`, `permission-denied`. */
export function requireSession(principal: Principal | null): SessionPrincipal {
  if (principal === null) throw new SekishoError('authentication-required');
  if (principal.kind !== 'session') throw new SekishoError('permission-denied');
  return principal;
}

/** So long after log-in, or after showing it again, a person is believed to be the one who sits there. */
export const provenForMs = 10 * 60_000;

/** Throws `proof-required` for a session whose person has not shown for a while who it is; a token proves itself at each request. */
export function requireRecentProof(principal: Principal, nowMs: number): void {
  if (principal.kind === 'session' && nowMs - principal.provenAtMs > provenForMs)
    throw new SekishoError('proof-required');
}
