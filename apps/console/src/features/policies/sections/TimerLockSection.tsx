/** Whether and when a device that cannot check in locks itself. */
import { Stack, Switch } from '@mantine/core';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { DurationInput } from '../../../ui/DurationInput.tsx';
import { Section } from '../../../ui/Section.tsx';
import type { SectionProps } from './section.ts';
import { shortestPeriodMs } from './timer-lock.ts';

export function TimerLockSection({ settings, faults, frozen, set }: SectionProps) {
  const { t, duration } = useWording();
  const { timerLock } = settings;
  return (
    <Section title={t('policy.section.timer')}>
      <Stack>
        <Switch
          label={t('policy.timer.enabled')}
          description={t('policy.timer.enabled.help')}
          checked={timerLock.enabled}
          disabled={frozen}
          onChange={(event) => set({ timerLock: { ...timerLock, enabled: event.currentTarget.checked } })}
        />
        <DurationInput
          label={t('policy.timer.period')}
          description={t('policy.timer.period.help', {
            shortest: duration(shortestPeriodMs(settings.checkInIntervalMs)),
          })}
          valueMs={timerLock.periodMs}
          onChange={(periodMs) => set({ timerLock: { ...timerLock, periodMs } })}
          error={faults['period']}
          disabled={frozen || !timerLock.enabled}
        />
      </Stack>
    </Section>
  );
}
