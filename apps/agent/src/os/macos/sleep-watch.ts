/**
 * Notices that the Mac slept, or that its clock was set. The runtime's clock may go on during sleep here (`mach_continuous_time`): then only a look
 * that comes much too late tells.
 */
import type { Closable } from '../../machine.ts';
import { watchClocks } from '../any/clock-watch.ts';

const periodMs = 2_000;
/** A busy machine is late by less. */
const lateMs = 10_000;

/** Whether a look so long after the one before speaks of sleep. */
export function cameTooLate(sinceLastMs: number): boolean {
  return sinceLastMs > periodMs + lateMs;
}

export function watchSleep(woke: () => void): Closable {
  const clocks = watchClocks(woke);
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const late = cameTooLate(nowMs - lastMs);
    lastMs = nowMs;
    if (late) woke();
  }, periodMs);
  timer.unref();
  return {
    close() {
      clearInterval(timer);
      clocks.close();
    },
  };
}
