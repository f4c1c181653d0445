/** The state of the device, and why. */
import { List, Text } from '@mantine/core';
import { type DeviceDetail, isResident } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { commandsQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import { stateReasons } from './state-reason.ts';

export function StatePanel({ device }: { device: DeviceDetail }) {
  const { t, dateTime } = useWording();
  const commands = useQuery(commandsQuery(device.id)).data?.items ?? [];
  const { fetched, wanted } = device.settingsRevision;
  const isCurrent = fetched !== null && fetched >= wanted;
  return (
    <Section
      title={t('device.state.title')}
      aside={
        isResident(device.clientKind) && (
          <Text size="xs" c="dimmed">
            {t(isCurrent ? 'device.settings.current' : 'device.settings.waiting')}
          </Text>
        )
      }
    >
      <List size="sm" spacing={4} aria-live="polite">
        {stateReasons(device, commands).map(({ key, who, at }) => (
          <List.Item key={key}>{t(key, { who: who ?? '', time: at === undefined ? '' : dateTime(at) })}</List.Item>
        ))}
      </List>
    </Section>
  );
}
