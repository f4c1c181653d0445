/** The hour of day in which a fleet lives: it begins where it is told to, and may pass faster than ours. */
import type { Timers } from '@sekisho/agent-core';

export interface FleetTime {
  /** How many times faster than ours. */
  readonly scale: number;
  /** Since the midnight at which the first day began, milliseconds of the fleet. */
  nowMs(): number;
  /** How long we wait until then. */
  realDelayUntil(fleetMs: number): number;
}

export function createFleetTime(timers: Timers, beginsAtMs: number, scale: number): FleetTime {
  const startedMs = timers.nowMs();
  const nowMs = () => beginsAtMs + (timers.nowMs() - startedMs) * scale;
  return { scale, nowMs, realDelayUntil: (fleetMs) => Math.max(0, fleetMs - nowMs()) / scale };
}
