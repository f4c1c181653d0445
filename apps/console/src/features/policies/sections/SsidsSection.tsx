/** The Wi-Fi networks that release a timer lock. */
import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { maxSsids } from '@sekisho/contracts';
import { IconPlus, IconWifi, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Section } from '../../../ui/Section.tsx';
import classes from './ReleaseSections.module.css';
import type { SectionProps } from './section.ts';
import { ssidFault } from './ssids.ts';

export function SsidsSection({ settings, faults, frozen, set }: SectionProps) {
  const { t } = useWording();
  const { ssids, timerLock } = settings;
  return (
    <Section title={t('policy.ssids.title')}>
      <Stack gap="sm">
        <Text size="sm">{t('policy.ssids.lead')}</Text>
        {!timerLock.enabled && (
          <Text size="sm" c="dimmed">
            {t('policy.ssids.timerOff')}
          </Text>
        )}
        {ssids.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('policy.ssids.none')}
          </Text>
        ) : (
          <ul className={classes['names']} aria-label={t('policy.ssids.list')}>
            {ssids.map((name) => (
              <li key={name}>
                <IconWifi size={15} aria-hidden="true" />
                <code>{name}</code>
                {!frozen && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="sm"
                    aria-label={t('policy.ssids.remove', { ssid: name })}
                    onClick={() => set({ ssids: ssids.filter((other) => other !== name) })}
                  >
                    <IconX size={14} aria-hidden="true" />
                  </ActionIcon>
                )}
              </li>
            ))}
          </ul>
        )}
        {faults['ssids'] !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)">
            {faults['ssids']}
          </Text>
        )}
        {!frozen && <AddSsid registered={ssids} onAdd={(name) => set({ ssids: [...ssids, name] })} />}
      </Stack>
    </Section>
  );
}

function AddSsid({ registered, onAdd }: { registered: readonly string[]; onAdd: (name: string) => void }) {
  const { t } = useWording();
  const [name, setName] = useState('');
  const fault = ssidFault(name, registered);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (fault !== undefined || name === '') return;
    onAdd(name);
    setName('');
  };
  return (
    <form onSubmit={add} noValidate>
      <Group align="flex-start" gap="xs">
        <TextInput
          label={t('policy.ssids.input')}
          description={t('policy.ssids.help')}
          value={name}
          error={fault === undefined ? undefined : t(fault, { max: maxSsids })}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          className={classes['input'] ?? ''}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <Button
          type="submit"
          variant="default"
          className={classes['add'] ?? ''}
          disabled={name === '' || fault !== undefined}
          leftSection={<IconPlus size={16} aria-hidden="true" />}
        >
          {t('policy.ssids.add')}
        </Button>
      </Group>
    </form>
  );
}
