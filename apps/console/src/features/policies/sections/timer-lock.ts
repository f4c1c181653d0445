/** Timer lock: whether, and after how long without a check-in. */
import {
  PolicySettings,
  policySettingsFaults,
  timerPeriodMaxMs,
  timerPeriodMinIntervals,
  timerPeriodMinMs,
} from '@sekisho/contracts';
import { schemaFaults } from '../../../ui/schema-faults.ts';
import { lengthOf, onOrOff, type SectionRules } from './section.ts';

/** The shortest period that keeps a healthy device from locking. */
export function shortestPeriodMs(checkInIntervalMs: number): number {
  return Math.max(
    timerPeriodMinMs,
    timerPeriodMinIntervals * (Number.isFinite(checkInIntervalMs) ? checkInIntervalMs : 0),
  );
}

/** A period that is switched off is not looked at beyond its schema. */
export const timerLockRules: SectionRules = {
  faults(settings, { t, duration }) {
    const pointer = '/timerLock/periodMs';
    const wrong =
      schemaFaults(PolicySettings, settings).has(pointer) ||
      policySettingsFaults(settings).some((fault) => fault.pointer === pointer);
    if (!wrong) return {};
    const shortestMs = settings.timerLock.enabled
      ? Math.min(shortestPeriodMs(settings.checkInIntervalMs), timerPeriodMaxMs)
      : timerPeriodMinMs;
    return { period: t('policy.timer.wrong', { shortest: duration(shortestMs) }) };
  },
  changes: (saved, edited, words) => [
    {
      field: 'policy.section.timer',
      from: onOrOff(words, saved.timerLock.enabled),
      to: onOrOff(words, edited.timerLock.enabled),
    },
    {
      field: 'policy.timer.period',
      from: lengthOf(words, saved.timerLock.periodMs),
      to: lengthOf(words, edited.timerLock.periodMs),
    },
  ],
};
