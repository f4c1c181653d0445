/** How often devices under this policy check in. */
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { DurationInput } from '../../../ui/DurationInput.tsx';
import { Section } from '../../../ui/Section.tsx';
import type { SectionProps } from './section.ts';

export function CheckInSection({ settings, faults, frozen, set }: SectionProps) {
  const { t } = useWording();
  return (
    <Section title={t('policy.section.checkIn')}>
      <DurationInput
        label={t('policy.checkIn.interval')}
        description={t('policy.checkIn.interval.help')}
        valueMs={settings.checkInIntervalMs}
        onChange={(checkInIntervalMs) => set({ checkInIntervalMs })}
        error={faults['checkIn']}
        disabled={frozen}
      />
    </Section>
  );
}
