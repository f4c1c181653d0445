// The clock and the timers that the lock screen works with, as a port.

export interface Timers {
  /** Milliseconds that only grow, for measuring spans. */
  now(): number;
  /** Runs once after the time; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
  /** Runs again and again; the returned function ends it. */
  every(periodMs: number, run: () => void): () => void;
}

export interface WallClock {
  /** Epoch milliseconds. */
  wallNow(): number;
}

/** The machine's own timers. */
export function machineTimers(): Timers & WallClock {
  return {
    now: () => performance.now(),
    wallNow: () => Date.now(),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    every: (periodMs, run) => {
      const timer = setInterval(run, periodMs);
      return () => clearInterval(timer);
    },
  };
}
