/** Whether a device locks itself when another SIM is in it. */
import { Stack, Switch, Text } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Section } from '../../../ui/Section.tsx';
import type { SectionProps } from './section.ts';

export function SimSection({ settings, frozen, set }: SectionProps) {
  const { t } = useWording();
  return (
    <Section title={t('policy.sim.title')}>
      <Stack gap="sm">
        <Switch
          label={t('policy.sim.enabled')}
          description={t('policy.sim.enabled.help')}
          checked={settings.simMonitoring}
          disabled={frozen}
          onChange={(event) => set({ simMonitoring: event.currentTarget.checked })}
        />
        {settings.simMonitoring && (
          <Text size="sm" c="dimmed">
            {t('policy.sim.exchange')}
          </Text>
        )}
      </Stack>
    </Section>
  );
}
