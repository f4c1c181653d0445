/** Figures as charts show them: days taken together, what is seldom taken together, memory in order. Pure. */
import type { InventoryFigures } from '@sekisho/contracts';

export type Bar = { readonly value: string; readonly devices: number };
export const ages = ['today', 'week', 'month', 'older'] as const;
export type Age = (typeof ages)[number];

const dayMs = 86_400_000;

function ageOf(day: string, nowMs: number): Age {
  // Days of the server are in UTC: yesterday's may be today's where the reader is.
  const days = Math.floor((nowMs - Date.parse(day)) / dayMs);
  return days <= 1 ? 'today' : days <= 7 ? 'week' : days <= 30 ? 'month' : 'older';
}

export function byAge(days: InventoryFigures['day'], nowMs: number): { readonly age: Age; readonly devices: number }[] {
  return ages.map((age) => ({
    age,
    devices: days.filter(({ value }) => ageOf(value, nowMs) === age).reduce((sum, { devices }) => sum + devices, 0),
  }));
}

export function byMemory(memory: InventoryFigures['memory']): Bar[] {
  return memory.toSorted((left, right) => Number(left.value) - Number(right.value));
}

/** The first `most`, and one bar for all others. */
export function foremost(bars: readonly Bar[], most: number, others: string): Bar[] {
  const rest = bars.slice(most).reduce((sum, { devices }) => sum + devices, 0);
  return rest === 0 ? [...bars] : [...bars.slice(0, most), { value: others, devices: rest }];
}
