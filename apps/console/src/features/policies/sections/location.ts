/** Location: whether positions are taken, and for how long they are kept. */
import { PolicySettings } from '@sekisho/contracts';
import { schemaFaults } from '../../../ui/schema-faults.ts';
import { onOrOff, type SectionRules } from './section.ts';

export const longestRetentionDays = 3650;

export const locationRules: SectionRules = {
  faults(settings, { t }) {
    const wrong = schemaFaults(PolicySettings, settings).has('/location/retentionDays');
    return wrong ? { locationRetention: t('policy.location.retention.wrong', { most: longestRetentionDays }) } : {};
  },
  changes: (saved, edited, words) => [
    {
      field: 'policy.section.location',
      from: onOrOff(words, saved.location.enabled),
      to: onOrOff(words, edited.location.enabled),
    },
    {
      field: 'policy.location.retention',
      from: words.t('policy.location.days', { days: saved.location.retentionDays }),
      to: words.t('policy.location.days', { days: edited.location.retentionDays }),
    },
  ],
};
