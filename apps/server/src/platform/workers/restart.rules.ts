/** How long a worker that ended by itself is waited with: at once when it had served for a while, ever longer when it ends at the start. Pure. */

const firstMs = 100;
const longestMs = 10_000;
/** Whoever has served so long is not in a loop of failures. */
const provenMs = 60_000;

export interface Life {
  readonly livedMs: number;
  /** How many lives before it ended early, one after another. */
  readonly earlyEnds: number;
}

export function restartAfter({ livedMs, earlyEnds }: Life): { readonly delayMs: number; readonly earlyEnds: number } {
  if (livedMs >= provenMs) return { delayMs: firstMs, earlyEnds: 0 };
  return { delayMs: Math.min(longestMs, firstMs * 2 ** Math.min(earlyEnds, 20)), earlyEnds: earlyEnds + 1 };
}
