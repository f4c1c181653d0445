// Ends a fight over the top of the stack: a window that raises itself again and again is unmapped until the screen opens.

import type x11 from 'x11';
import type { Timers } from './timers.ts';

const ROUNDS = 6;
const WITHIN_MS = 1_000;
/** A window that is mapped so often after it was unmapped: its program is thrown out. */
const LAST_ROUND = 30;

export interface Contest {
  /** Another window was mapped or moved; `above` is the one right under it, where that is known. Returns whether to answer it. */
  raised(window: number, above: number | undefined, own: number | undefined): boolean;
  /** Maps again whatever was unmapped. */
  giveBack(): void;
}

export interface ContestOptions {
  readonly client: x11.Client;
  readonly timers: Timers;
  /** Of two lock screens, the newer one ends the older, without a fight. */
  readonly isLockScreen: (window: number) => Promise<boolean>;
  /** A window to be left where it is, below the overlay. */
  readonly isTolerated: (window: number) => Promise<boolean>;
}

export function createContest({ client, timers, isLockScreen, isTolerated }: ContestOptions): Contest {
  const rounds = new Map<number, { count: number; since: number }>();
  const banished = new Map<number, number>();
  const tolerated = new Set<number>();
  const banish = async (window: number): Promise<void> => {
    if (await isLockScreen(window)) return;
    if (await isTolerated(window)) {
      tolerated.add(window);
      return;
    }
    banished.set(window, 0);
    client.UnmapWindow(window);
  };
  const banishAgain = (window: number, times: number): void => {
    banished.set(window, times + 1);
    if (times + 1 === LAST_ROUND) client.KillClient(window);
    else client.UnmapWindow(window);
  };
  return {
    raised: (window, above, own) => {
      if (tolerated.has(window)) return false;
      // A window that only moves about under ours is no contender.
      if (above !== undefined && above !== own && !rounds.has(above)) return true;
      const now = timers.now();
      const known = rounds.get(window);
      const round = known === undefined || now - known.since > WITHIN_MS ? { count: 0, since: now } : known;
      round.count++;
      rounds.set(window, round);
      const times = banished.get(window);
      if (times !== undefined) banishAgain(window, times);
      // Fails only when the server is gone, which ends the whole process.
      else if (round.count >= ROUNDS) banish(window).catch(() => undefined);
      return true;
    },
    giveBack: () => {
      for (const window of banished.keys()) client.MapWindow(window);
    },
  };
}
