/** What a locked device says, how that looks, and whether it goes off some time after a remote or SIM lock. */
import { Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { lockMessageMaxLength, lockTelephoneMaxLength } from '@sekisho/contracts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { DurationInput } from '../../../ui/DurationInput.tsx';
import { Section } from '../../../ui/Section.tsx';
import { LockScreenPreview } from './LockScreenPreview.tsx';
import { usualShutDownMs } from './lock-screen.ts';
import type { SectionProps } from './section.ts';

export function LockScreenSection({ settings, faults, frozen, set }: SectionProps) {
  const { t } = useWording();
  const { lockScreen } = settings;
  const change = (changed: Partial<typeof lockScreen>) => set({ lockScreen: { ...lockScreen, ...changed } });
  return (
    <Section title={t('policy.section.lockScreen')}>
      <Stack>
        <Textarea
          label={t('policy.lockScreen.message')}
          description={t('policy.lockScreen.message.help')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={lockMessageMaxLength}
          disabled={frozen}
          value={lockScreen.message}
          error={faults['message']}
          onChange={(event) => change({ message: event.currentTarget.value })}
        />
        <TextInput
          label={t('policy.lockScreen.telephone')}
          description={t('policy.lockScreen.telephone.help')}
          maxLength={lockTelephoneMaxLength}
          maw={420}
          disabled={frozen}
          value={lockScreen.telephone}
          error={faults['telephone']}
          onChange={(event) => change({ telephone: event.currentTarget.value })}
        />
        <LockScreenPreview message={lockScreen.message} telephone={lockScreen.telephone} />
        <Switch
          label={t('policy.lockScreen.shutDown')}
          description={t('policy.lockScreen.shutDown.help')}
          checked={lockScreen.shutDownAfterLockMs !== null}
          disabled={frozen}
          onChange={(event) => change({ shutDownAfterLockMs: event.currentTarget.checked ? usualShutDownMs : null })}
        />
        {lockScreen.shutDownAfterLockMs !== null && (
          <DurationInput
            label={t('policy.lockScreen.shutDown.after')}
            description={t('policy.lockScreen.shutDown.after.help')}
            valueMs={lockScreen.shutDownAfterLockMs}
            onChange={(shutDownAfterLockMs) => change({ shutDownAfterLockMs })}
            error={faults['shutDown']}
            disabled={frozen}
          />
        )}
      </Stack>
    </Section>
  );
}
