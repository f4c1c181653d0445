/** Clocks, timers and chance of the machine this process runs on. */
import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Clock, Random, Timers } from '../ports/clock.ts';

/** The monotonic clock is the time since the machine started: it goes on while the machine sleeps and while no agent runs. */
export const systemClock: Clock = {
  read: () => ({ wallMs: Date.now(), monotonicMs: Math.floor(uptime() * 1000) }),
};

/** For many agents in one process: cheaper, and none of them outlives it. */
export const processClock: Clock = {
  read: () => ({ wallMs: Date.now(), monotonicMs: performance.now() }),
};

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  fraction: () => Math.random(),
};
