/** Where one device is and was: its track of a day on the map, moment by moment; or why there is none. */
import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { DeviceDetail, DeviceLocation } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { Ago } from '../../../ui/Ago.tsx';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { ProblemAlert } from '../../../ui/ProblemAlert.tsx';
import { Section } from '../../../ui/Section.tsx';
import { useMay } from '../../../ui/use-may.ts';
import { useNotices } from '../../../ui/use-notices.ts';
import { deviceLocationQuery } from '../../map/map-queries.ts';
import { usePlaceWords } from '../../map/use-place-words.ts';
import { noPositionText } from './no-position.ts';
import { TrackOfDay } from './TrackOfDay.tsx';

export function LocationPanel({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const { data, error, isPending } = useQuery(deviceLocationQuery(device.id));
  return (
    <Section title={t('location.title')} aside={data?.last && <DeleteTrack device={device} />}>
      {isPending && <Skeleton height={320} role="status" aria-label={t('common.loading')} />}
      <ProblemAlert error={error} />
      {data !== undefined && <Location deviceId={device.id} location={data} />}
    </Section>
  );
}

function Location({ deviceId, location }: { deviceId: string; location: DeviceLocation }) {
  const { t } = useWording();
  const words = usePlaceWords();
  const { last } = location;
  const reason = t(noPositionText(location));
  if (last === null) return <Alert color="gray">{reason}</Alert>;
  const isTold = location.enabled && (location.state === 'found' || location.state === null);
  return (
    <Stack gap="sm">
      <Text>
        {words.where(last)} ·{' '}
        <Text span c="dimmed">
          <Ago at={last.at} /> · {words.exactness(last.accuracyM)} · {words.source(last.source)}
        </Text>
      </Text>
      {!isTold && <Alert color="gray">{reason}</Alert>}
      {last.source === 'network-address' && <Alert color="yamabuki">{t('location.coarse')}</Alert>}
      <TrackOfDay deviceId={deviceId} lastAt={last.at} />
      <Text size="xs" c="dimmed">
        {t('location.kept', { days: location.retentionDays })}
      </Text>
    </Stack>
  );
}

function DeleteTrack({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const may = useMay();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.deleteTrack(device.id),
    onSuccess: () => {
      setAsking(false);
      notices.done(t('location.delete.done'));
      void queryClient.invalidateQueries({ queryKey: ['devices', 'one', device.id] });
      void queryClient.invalidateQueries({ queryKey: ['locations'] });
    },
  });
  if (!may('devices.write')) return null;
  return (
    <Group>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setAsking(true)}>
        {t('location.delete')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('location.delete.title', { name: device.computerName })}
          text={t('location.delete.text')}
          confirm={t('location.delete.confirm')}
          error={remove.error}
          pending={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </Group>
  );
}
