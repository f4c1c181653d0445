/** Notices that the machine slept, or that its clock was set: the clocks have gone different ways. */
import { uptime } from 'node:os';
import type { Closable } from '../../machine.ts';

export interface Clocks {
  /** Stands still while the machine sleeps. */
  readonly awakeMs: number;
  /** Since the machine started, sleep included. */
  readonly sinceBootMs: number;
  readonly wallMs: number;
}

const periodMs = 2_000;
const toleranceMs = 1_500;

/** Whether something other than plain time lies between the two readings. */
export function hasJumped(before: Clocks, after: Clocks): boolean {
  const awakeMs = after.awakeMs - before.awakeMs;
  const sleptMs = after.sinceBootMs - before.sinceBootMs - awakeMs;
  const setMs = after.wallMs - before.wallMs - awakeMs;
  return Math.abs(sleptMs) > toleranceMs || Math.abs(setMs) > toleranceMs;
}

function readClocks(): Clocks {
  return { awakeMs: performance.now(), sinceBootMs: uptime() * 1000, wallMs: Date.now() };
}

/** @param read where a system's clocks are others */
export function watchClocks(woke: () => void, read: () => Clocks = readClocks): Closable {
  let before = read();
  const timer = setInterval(() => {
    const after = read();
    const jumped = hasJumped(before, after);
    before = after;
    if (jumped) woke();
  }, periodMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
