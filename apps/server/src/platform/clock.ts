/** Time as a port: what the time is, and timers that can be cancelled, so that tests decide when it passes. */
import { performance } from 'node:perf_hooks';
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';

export interface Clock {
  /** Wall clock, epoch milliseconds. */
  now(): number;
  /** Milliseconds since an arbitrary point; never goes backward. */
  monotonicMs(): number;
}

export type Cancel = () => void;

export interface Timers {
  /** Runs `task` once. Timers never keep the process alive on their own. */
  after(delayMs: number, task: () => void): Cancel;
  every(intervalMs: number, task: () => void): Cancel;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
};

export const systemTimers: Timers = {
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(intervalMs, task) {
    const timer = setInterval(task, intervalMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
