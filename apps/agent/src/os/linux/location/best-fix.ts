/** Sources grow more exact while one waits: the first good fix ends the wait, else the best that came. */
import type { LocationReading, Position } from '@sekisho/agent-core';

/** As exact as this, nobody waits for better. */
const goodAccuracyM = 50;

export interface FixWaiter {
  offer(position: Position): void;
  /** Ends the wait with what there is. */
  end(): void;
  readonly result: Promise<LocationReading>;
}

export interface WaitLimits {
  /** For a first fix. */
  readonly firstMs: number;
  /** After the first, for a better one. */
  readonly betterMs: number;
}

export function waitForFix({ firstMs, betterMs }: WaitLimits): FixWaiter {
  let best: Position | null = null;
  let ended = false;
  let resolve = (_reading: LocationReading): void => {};
  const result = new Promise<LocationReading>((settle) => {
    resolve = settle;
  });
  const end = (): void => {
    ended = true;
    clearTimeout(timer);
    resolve(best === null ? { found: false, why: 'no-fix' } : { found: true, position: best });
  };
  let timer = setTimeout(end, firstMs);
  return {
    result,
    end,
    offer(position) {
      if (ended) return;
      if (best === null) {
        clearTimeout(timer);
        timer = setTimeout(end, betterMs);
      }
      if (best === null || position.accuracyM <= best.accuracyM) best = position;
      if (best.accuracyM <= goodAccuracyM) end();
    },
  };
}
