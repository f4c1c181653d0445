/** Who may ask the agent, and how often: each account for itself, so that none keeps another from asking. Pure but for its memory. */
import type { ClientRequest } from './client-protocol.ts';

type Kind = ClientRequest['do'];

/** So many at once, and one more after each period. */
const limits: Readonly<Record<Kind, { readonly burst: number; readonly everyMs: number }>> = {
  status: { burst: 20, everyMs: 500 },
  connect: { burst: 5, everyMs: 10_000 },
  register: { burst: 5, everyMs: 20_000 },
  'set-proxy': { burst: 10, everyMs: 10_000 },
};
const mostAccounts = 1_000;

/** `nobody` is no person: on Linux, and on macOS, where it is -2. */
const nobody = [65_534, 4_294_967_294];

/** @param firstPerson accounts of services have smaller numbers */
export function isPerson(userId: number, firstPerson: number): boolean {
  return userId === 0 || (userId >= firstPerson && !nobody.includes(userId));
}

export interface ClientGate {
  /** Counts the request where it may pass. */
  admits(userId: number, kind: Kind): boolean;
}

export function createClientGate(nowMs: () => number): ClientGate {
  /** When the last of the burst would be free again; nothing is kept for who has asked nothing lately. */
  const freeAt = new Map<string, number>();
  return {
    admits(userId, kind) {
      const { burst, everyMs } = limits[kind];
      const key = `${userId} ${kind}`;
      const now = nowMs();
      const next = Math.max(now, freeAt.get(key) ?? now) + everyMs;
      if (next > now + burst * everyMs) return false;
      if (freeAt.size >= mostAccounts) forgetFree(freeAt, now);
      freeAt.set(key, next);
      return true;
    },
  };
}

function forgetFree(freeAt: Map<string, number>, now: number): void {
  for (const [key, at] of freeAt) if (at <= now) freeAt.delete(key);
}
