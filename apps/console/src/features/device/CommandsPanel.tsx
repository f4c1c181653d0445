/** What is on its way to the device, and what went before, step by step. */
import { Badge, Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import type { Command } from '@sekisho/contracts';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { commandsQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import { commandSteps, isOpen } from './command-progress.ts';
import classes from './DevicePage.module.css';

export function CommandsPanel({ deviceId }: { deviceId: string }) {
  const { t } = useWording();
  const { data } = useQuery(commandsQuery(deviceId));
  const [opened, setOpened] = useState(false);
  // A wipe has a panel of its own.
  const others = (data?.items ?? []).filter(({ kind }) => kind !== 'wipe');
  const commands = others.sort((left, right) => right.issuedAt.localeCompare(left.issuedAt));
  const shown = commands.filter((command, index) => index === 0 || isOpen(command));
  const older = commands.filter((command) => !shown.includes(command)).slice(0, 50);
  return (
    <Section title={t('device.commands')}>
      {commands.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('device.commands.none')}
        </Text>
      )}
      <Stack gap="md">
        {shown.map((command) => (
          <CommandProgress key={command.id} command={command} />
        ))}
      </Stack>
      {older.length > 0 && (
        <>
          <UnstyledButton mt="sm" fz={13} c="dimmed" onClick={() => setOpened(!opened)} aria-expanded={opened}>
            <Group gap={4}>
              <IconChevronDown size={14} style={opened ? { transform: 'rotate(180deg)' } : {}} aria-hidden="true" />
              {t('device.commands.older')}
            </Group>
          </UnstyledButton>
          <Collapse expanded={opened}>
            <Stack gap="md" mt="sm">
              {older.map((command) => (
                <CommandProgress key={command.id} command={command} />
              ))}
            </Stack>
          </Collapse>
        </>
      )}
    </Section>
  );
}

const stateColors = {
  issued: 'kobai',
  delivered: 'kobai',
  done: 'wakatake',
  already: 'wakatake',
  refused: 'shu',
  superseded: 'gray',
  expired: 'gray',
} as const;

export function CommandProgress({ command }: { command: Command }) {
  const { t, error: textOf, dateTime, time } = useWording();
  const { kind, state, code, noKeys, issuedBy, issuedAt } = command;
  // Within a minute of the issue it is the seconds that tell something.
  const elapsed = (at: string) => {
    const seconds = (Date.parse(at) - Date.parse(issuedAt)) / 1000;
    return seconds >= 0 && seconds < 60 ? t('command.step.elapsed', { seconds }) : dateTime(at);
  };
  return (
    <div data-command={command.id} data-command-state={state}>
      <Group gap={8}>
        <Text fw={650} size="sm">
          {t(`command.kind.${kind}`)}
        </Text>
        {noKeys && (
          <Badge color="shu" variant="outline">
            {t('command.noKeys')}
          </Badge>
        )}
        <Badge color={stateColors[state]}>{t(`command.state.${state}`)}</Badge>
        <Text size="xs" c="dimmed">
          {issuedBy === null ? t('command.bySystem') : t('command.by', { who: issuedBy })} · {dateTime(issuedAt)}
        </Text>
      </Group>
      <ol className={classes['steps']}>
        {commandSteps(command).map(({ name, at, status }) => (
          <li
            key={name}
            className={classes['step']}
            data-status={status}
            aria-current={status === 'current' ? 'step' : undefined}
          >
            <b>{t(`command.step.${name}`)}</b>
            <span>
              {at !== null && (name === 'issued' ? time(at) : elapsed(at))}
              {at === null && status === 'current' && t('command.step.waiting')}
              {at === null && status === 'ended' && '—'}
            </span>
          </li>
        ))}
      </ol>
      {state === 'refused' && (
        <Text size="sm" mt={4}>
          {textOf(code ?? 'unknown').title} {textOf(code ?? 'unknown').action}
        </Text>
      )}
    </div>
  );
}
