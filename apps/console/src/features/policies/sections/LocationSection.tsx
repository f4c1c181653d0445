/** Whether devices tell where they are, and for how long that is kept. */
import { NumberInput, Stack, Switch } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Section } from '../../../ui/Section.tsx';
import { longestRetentionDays } from './location.ts';
import type { SectionProps } from './section.ts';

export function LocationSection({ settings, faults, frozen, set }: SectionProps) {
  const { t } = useWording();
  const { location } = settings;
  return (
    <Section title={t('policy.section.location')}>
      <Stack>
        <Switch
          label={t('policy.location.enabled')}
          description={t('policy.location.enabled.help')}
          checked={location.enabled}
          disabled={frozen}
          onChange={(event) => set({ location: { ...location, enabled: event.currentTarget.checked } })}
        />
        <NumberInput
          label={t('policy.location.retention')}
          description={t('policy.location.retention.help')}
          suffix={t('policy.location.retention.unit')}
          maw={220}
          min={1}
          max={longestRetentionDays}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          value={location.retentionDays}
          onChange={(days) => set({ location: { ...location, retentionDays: typeof days === 'number' ? days : 0 } })}
          error={faults['locationRetention']}
          disabled={frozen}
        />
      </Stack>
    </Section>
  );
}
