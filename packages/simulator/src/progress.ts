/** The line of figures that a fleet prints, from those of all its parts. Pure. */
import type { FleetStatistics } from './fleet.ts';

export interface Progress {
  /** The newest of every part. */
  readonly parts: readonly FleetStatistics[];
  readonly devices: number;
  /** Since the last line. */
  readonly seconds: number;
}

export function progressLine({ parts, devices, seconds }: Progress): string {
  const sum = (of: (part: FleetStatistics) => number) => parts.reduce((total, part) => total + of(part), 0);
  const worst = (of: (part: FleetStatistics) => number) => Math.max(0, ...parts.map(of));
  const refused = sum((part) => part.refused);
  return [
    `registered ${sum((part) => part.registered)}/${devices}`,
    ...(refused > 0 ? [`refused ${refused}`] : []),
    `on ${sum((part) => part.on)}`,
    `live ${sum((part) => part.live)}`,
    `locked ${sum((part) => part.locked)}`,
    `check-ins ${(sum((part) => part.latency.count) / seconds).toFixed(0)}/s`,
    `p50 ${worst((part) => part.latency.p50Ms).toFixed(0)} ms`,
    `p99 ${worst((part) => part.latency.p99Ms).toFixed(0)} ms`,
    `p99.9 ${worst((part) => part.latency.p999Ms).toFixed(0)} ms`,
    `failed ${sum((part) => part.failedCheckIns)}`,
    `waiting items ${sum((part) => part.itemsWaiting)}`,
  ].join(' · ');
}
