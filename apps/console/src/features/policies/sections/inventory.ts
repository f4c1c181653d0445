/** Inventory: when it is collected, and what. */
import {
  defaultInventoryRules,
  type InventoryRules,
  InventorySchedule,
  type InventoryTimes,
  inventorySectionChoices,
  type PolicySettings,
} from '@sekisho/contracts';
import { Check } from 'typebox/value';
import type { SectionRules, Words } from './section.ts';

/** In the order of a Japanese week. */
export const weekdays = [0, 1, 2, 3, 4, 5, 6] as const;
export const minuteMs = 60_000;

/** At noon, when devices are on, spread over two hours. */
export const usualTimes: InventoryTimes = {
  kind: 'times',
  minuteOfDay: 12 * 60,
  weekdays: [...weekdays],
  spreadMs: 120 * minuteMs,
};

/** What each way of scheduling begins with, in the order in which they are offered. */
export const usualSchedules: { readonly [Kind in InventorySchedule['kind']]: InventorySchedule } = {
  interval: defaultInventoryRules.schedule,
  times: usualTimes,
  'start-up': { kind: 'start-up' },
  request: { kind: 'request' },
};
export const scheduleKinds = Object.keys(usualSchedules) as InventorySchedule['kind'][];

export const inventoryOf = ({ inventory }: PolicySettings): InventoryRules => inventory ?? defaultInventoryRules;

/** `09:05` as an input of time has it; an empty one is no time. */
export function minuteOfDayOf(text: string): number {
  const [hours, minutes] = text.split(':');
  return text === '' ? Number.NaN : Number(hours) * 60 + Number(minutes);
}

export function timeText(minuteOfDay: number): string {
  if (!Number.isInteger(minuteOfDay)) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

export const inventoryRules: SectionRules = {
  faults(settings, { t }) {
    const { schedule, sections } = inventoryOf(settings);
    const faults: Record<string, string> = {};
    if (sections.length === 0) faults['inventorySections'] = t('deploy.sections.wrong');
    if (schedule.kind === 'interval') {
      if (!Check(InventorySchedule, schedule)) faults['inventoryEvery'] = t('policy.inventory.every.wrong');
      return faults;
    }
    if (schedule.kind !== 'times') return faults;
    // Each by itself: the other fields stand in as they usually are.
    const wrong = (field: Partial<InventoryTimes>) => !Check(InventorySchedule, { ...usualTimes, ...field });
    const { minuteOfDay, weekdays: days, spreadMs } = schedule;
    if (wrong({ minuteOfDay })) faults['inventoryTime'] = t('common.required');
    if (wrong({ weekdays: days })) faults['inventoryWeekdays'] = t('policy.inventory.weekdays.wrong');
    if (wrong({ spreadMs })) faults['inventorySpread'] = t('policy.inventory.spread.wrong');
    return faults;
  },
  changes: (saved, edited, words) => [
    { field: 'policy.inventory.schedule', from: scheduleText(saved, words), to: scheduleText(edited, words) },
    { field: 'policy.inventory.sections', from: sectionsText(saved, words), to: sectionsText(edited, words) },
  ],
};

function scheduleText(settings: PolicySettings, { t, duration }: Words): string {
  const { schedule } = inventoryOf(settings);
  if (schedule.kind === 'interval')
    return Number.isFinite(schedule.everyMs)
      ? t('policy.inventory.every.value', { length: duration(schedule.everyMs) })
      : '—';
  if (schedule.kind !== 'times') return t(`policy.inventory.${schedule.kind}`);
  const days = weekdays
    .filter((day) => schedule.weekdays.includes(day))
    .map((day) => t(`policy.inventory.weekday.${day}`));
  const minutes = schedule.spreadMs / minuteMs;
  if (!Number.isFinite(minutes)) return '—';
  return t('policy.inventory.times.value', { days: days.join(' '), time: timeText(schedule.minuteOfDay), minutes });
}

function sectionsText(settings: PolicySettings, { t }: Words): string {
  const { sections } = inventoryOf(settings);
  if (sections.length === inventorySectionChoices.length) return t('deploy.sections.all');
  return sections.map((name) => t(`deploy.sections.${name}`)).join(', ') || '—';
}
