// Ends a fight over the top of the stack: a window that raises itself again and again is unmapped until the screen opens.

import type x11 from 'x11';
import type { Timers } from './timers.ts';

const ROUNDS = 6;
const WITHIN_MS = 1_000;

export interface Contest {
  /** Another window was mapped or moved; `above` is the one right under it, where that is known. */
  raised(window: number, above: number | undefined, own: number | undefined): void;
  /** Maps again whatever was unmapped. */
  giveBack(): void;
}

/** `isLockScreen` tells whether a window belongs to a lock screen: of two, the newer one ends the older, without a fight. */
export function createContest(
  client: x11.Client,
  timers: Timers,
  isLockScreen: (window: number) => Promise<boolean>,
): Contest {
  const banish = async (window: number): Promise<void> => {
    if (await isLockScreen(window)) return;
    banished.add(window);
    client.UnmapWindow(window);
  };
  const rounds = new Map<number, { count: number; since: number }>();
  const banished = new Set<number>();
  return {
    raised: (window, above, own) => {
      // A window that only moves about under ours is no contender.
      if (above !== undefined && above !== own && !rounds.has(above)) return;
      const now = timers.now();
      const known = rounds.get(window);
      const round = known === undefined || now - known.since > WITHIN_MS ? { count: 0, since: now } : known;
      round.count++;
      rounds.set(window, round);
      if (banished.has(window)) client.UnmapWindow(window);
      // Fails only when the server is gone, which ends the whole process.
      else if (round.count >= ROUNDS) banish(window).catch(() => undefined);
    },
    giveBack: () => {
      for (const window of banished) client.MapWindow(window);
    },
  };
}
