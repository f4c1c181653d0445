/** Check-in: its interval. */
import { PolicySettings, policySettingsFaults } from '@sekisho/contracts';
import { schemaFaults } from '../../../ui/schema-faults.ts';
import { lengthOf, type SectionRules } from './section.ts';

export const checkInRules: SectionRules = {
  faults(settings, { t }) {
    const pointer = '/checkInIntervalMs';
    const wrong =
      schemaFaults(PolicySettings, settings).has(pointer) ||
      policySettingsFaults(settings).some((fault) => fault.pointer === pointer);
    return wrong ? { checkIn: t('policy.checkIn.wrong') } : {};
  },
  changes: (saved, edited, words) => [
    {
      field: 'policy.checkIn.interval',
      from: lengthOf(words, saved.checkInIntervalMs),
      to: lengthOf(words, edited.checkInIntervalMs),
    },
  ],
};
