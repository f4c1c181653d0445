/** The one back-off of the agent: decorrelated jitter, so that a fleet that lost its server does not come back in one wave. */

export interface BackoffBounds {
  readonly baseMs: number;
  /** The longest first wait, three times the base unless told otherwise: for what a whole fleet loses at one moment. */
  readonly firstMs?: number;
  readonly capMs: number;
}

export interface Backoff {
  /** How long to wait now: never shorter than the server asked for. */
  next(retryAfterMs?: number | null): number;
  reset(): void;
}

/** Whatever a server says, an hour is enough. */
const retryAfterMaxMs = 3_600_000;

/** @param fraction from 0 to 1: each wait lies between `baseMs` and three times the one before, at most `capMs` */
export function createBackoff(bounds: BackoffBounds, fraction: () => number): Backoff {
  const { baseMs, firstMs = 3 * baseMs } = bounds;
  let previousMs = firstMs / 3;
  return {
    next(retryAfterMs = null) {
      const highest = Math.min(bounds.capMs, previousMs * 3);
      previousMs = baseMs + fraction() * Math.max(0, highest - baseMs);
      if (retryAfterMs === null) return previousMs;
      // Spread over as long again: all who were refused together were told the same.
      const asked = Math.min(Math.max(0, retryAfterMs), retryAfterMaxMs);
      return Math.max(previousMs, asked * (1 + fraction()));
    },
    reset() {
      previousMs = firstMs / 3;
    },
  };
}

/** Reads a Retry-After header: seconds, or a date of HTTP. @param dateHeader the answer's own Date: the device's clock may be wrong */
export function retryAfterMsOf(header: string | undefined, dateHeader: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim()) * 1000;
  const [until, from] = [Date.parse(header), Date.parse(dateHeader ?? '')];
  return Number.isNaN(until) || Number.isNaN(from) ? null : Math.max(0, until - from);
}

/** `valueMs` give or take `share` of it: what a fleet does at the same interval must not happen at the same moment. */
export function jitter(valueMs: number, share: number, fraction: () => number): number {
  return valueMs * (1 - share + 2 * share * fraction());
}
