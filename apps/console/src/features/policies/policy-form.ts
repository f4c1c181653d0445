/** The form of a policy as values: its faults by the server's own rules, and what differs from what is saved. Pure. */
import {
  PolicySettings,
  policySettingsFaults,
  timerPeriodMaxMs,
  timerPeriodMinIntervals,
  timerPeriodMinMs,
} from '@sekisho/contracts';
import type { TextKey, Wording } from '../../i18n/wording.ts';
import { schemaFaults } from '../../ui/schema-faults.ts';

export type PolicyValues = { name: string; settings: PolicySettings };
export type PolicyField = 'name' | 'checkIn' | 'period';

/** The shortest period that keeps a healthy device from locking. */
export function shortestPeriodMs(checkInIntervalMs: number): number {
  return Math.max(
    timerPeriodMinMs,
    timerPeriodMinIntervals * (Number.isFinite(checkInIntervalMs) ? checkInIntervalMs : 0),
  );
}

/** The text at each field that would be refused. A period that is switched off is not looked at beyond its schema. */
export function policyFaults(
  { name, settings }: PolicyValues,
  { t, duration }: Pick<Wording, 't' | 'duration'>,
): Partial<Record<PolicyField, string>> {
  const faults: Partial<Record<PolicyField, string>> = {};
  if (name.trim() === '') faults.name = t('common.required');
  else if (name.trim().length > 100) faults.name = t('common.tooLong', { max: 100 });
  const ofSchema = schemaFaults(PolicySettings, settings);
  const ofRules = policySettingsFaults(settings).map(({ pointer }) => pointer);
  if (ofSchema.has('/checkInIntervalMs') || ofRules.includes('/checkInIntervalMs'))
    faults.checkIn = t('policy.checkIn.wrong');
  if (ofSchema.has('/timerLock/periodMs') || ofRules.includes('/timerLock/periodMs')) {
    const shortestMs = Math.min(shortestPeriodMs(settings.checkInIntervalMs), timerPeriodMaxMs);
    faults.period = t('policy.timer.wrong', {
      shortest: duration(settings.timerLock.enabled ? shortestMs : timerPeriodMinMs),
    });
  }
  return faults;
}

export type PolicyChange = { field: TextKey; from: string; to: string };

export function policyChanges(
  saved: PolicyValues,
  edited: PolicyValues,
  { t, duration }: Pick<Wording, 't' | 'duration'>,
): PolicyChange[] {
  const changes: PolicyChange[] = [];
  const add = (field: TextKey, from: string, to: string) => {
    if (from !== to) changes.push({ field, from, to });
  };
  const length = (valueMs: number) => (Number.isFinite(valueMs) ? duration(valueMs) : '—');
  const toggle = (enabled: boolean) => t(enabled ? 'policy.on' : 'policy.off');
  add('policy.name', saved.name, edited.name.trim());
  add('policy.checkIn.interval', length(saved.settings.checkInIntervalMs), length(edited.settings.checkInIntervalMs));
  add('policy.section.timer', toggle(saved.settings.timerLock.enabled), toggle(edited.settings.timerLock.enabled));
  add('policy.timer.period', length(saved.settings.timerLock.periodMs), length(edited.settings.timerLock.periodMs));
  return changes;
}

export function samePolicy(left: PolicyValues, right: PolicyValues): boolean {
  return left.name === right.name.trim() && JSON.stringify(left.settings) === JSON.stringify(right.settings);
}

const codePattern = /^[A-Z][0-9]{2}$/;

export function isPolicyCode(text: string): boolean {
  return codePattern.test(text);
}

/** The first code nobody uses: A11 after A01–A10. */
export function freePolicyCode(taken: readonly string[]): string {
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
    for (let number = 1; number < 100; number++) {
      const code = `${letter}${String(number).padStart(2, '0')}`;
      if (!taken.includes(code)) return code;
    }
  }
  return '';
}
