/** When a simulated device is on, off, or away from the network: a working day that follows from its seed, its number and the date. Pure. */
import { between, seededFraction } from '../seeded-random.ts';

export type DeviceState =
  | 'on'
  /** It runs, and reaches nobody. */
  | 'offline'
  /** Asleep or switched off. */
  | 'off';

export interface DeviceMoment {
  readonly state: DeviceState;
  /** Not before then. */
  readonly changesAtMs: number;
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Day {
  readonly on: readonly Span[];
  readonly offline: readonly Span[];
}

const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** @param fleetMs since the midnight at which the fleet's first day began */
export function momentOf(seed: number, index: number, fleetMs: number): DeviceMoment {
  const day = Math.floor(fleetMs / dayMs);
  const startMs = day * dayMs;
  const atMs = fleetMs - startMs;
  const plan = planDay(seededFraction(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b) ^ day), index);
  const within = ({ fromMs, untilMs }: Span) => fromMs <= atMs && atMs < untilMs;
  const bounds = [...plan.on, ...plan.offline].flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]);
  const next = Math.min(dayMs, ...bounds.filter((bound) => bound > atMs));
  const state = plan.on.some(within) ? (plan.offline.some(within) ? 'offline' : 'on') : 'off';
  return { state, changesAtMs: startMs + next };
}

/** Of twelve devices one is never switched off, one works from the afternoon on; the others come around nine, in one great wave. */
function planDay(fraction: () => number, index: number): Day {
  const kind = index % 12;
  if (kind === 0) return { on: [{ fromMs: 0, untilMs: dayMs }], offline: spells(fraction, 0, dayMs, 1) };
  // A holiday, an illness, a laptop that stays at home.
  if (fraction() < 0.05) return { on: [], offline: [] };
  const middle = kind === 1 ? 16 : 9;
  const fromMs = middle * hourMs + Math.round(bell(fraction) * 45) * minuteMs;
  const untilMs = Math.min(dayMs, fromMs + 9 * hourMs + Math.round(bell(fraction) * 90) * minuteMs);
  const on = fraction() < 0.4 ? withBreak(fraction, fromMs, untilMs) : [{ fromMs, untilMs }];
  return { on, offline: spells(fraction, fromMs, untilMs, 3) };
}

/** From −1 to 1, mostly around 0. */
function bell(fraction: () => number): number {
  return (fraction() + fraction() + fraction()) / 1.5 - 1;
}

/** A lid that is closed at lunch. */
function withBreak(fraction: () => number, fromMs: number, untilMs: number): Span[] {
  const breakMs = fromMs + 3 * hourMs + Math.round(bell(fraction) * 30) * minuteMs;
  return [
    { fromMs, untilMs: breakMs },
    { fromMs: breakMs + between(fraction, 20, 70) * minuteMs, untilMs },
  ];
}

/** On the train, in the lift, in a cellar. */
function spells(fraction: () => number, fromMs: number, untilMs: number, most: number): Span[] {
  return Array.from({ length: between(fraction, 0, most) }, () => {
    const startMs = Math.floor(fromMs + fraction() * (untilMs - fromMs));
    return { fromMs: startMs, untilMs: Math.min(dayMs, startMs + between(fraction, 1, 30) * minuteMs) };
  });
}
