/** What has changed on a device: entry by entry, or all since a day as one. */
import { Button, Group, Paper, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { inventoryDifferenceQuery } from '../../../api/queries.ts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { isDay, startOfDay } from '../../../ui/day.ts';
import { ProblemAlert } from '../../../ui/ProblemAlert.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ChangeTables } from './ChangeTables.tsx';

type Days = { from: string; until: string; compare: string };

export function ChangesPanel({ deviceId }: { deviceId: string }) {
  const { t } = useWording();
  const [days, setDays] = useState<Days>({ from: '', until: '', compare: '' });
  return (
    <Stack>
      <Group component="search" gap={8} align="flex-end" aria-label={t('home.filters')}>
        {(['from', 'until', 'compare'] as const).map((name) => (
          <TextInput
            key={name}
            type="date"
            w={170}
            label={t(`changes.${name}`)}
            value={days[name]}
            disabled={name !== 'compare' && days.compare !== ''}
            onChange={(event) => setDays({ ...days, [name]: event.currentTarget.value })}
          />
        ))}
        {Object.values(days).some((day) => day !== '') && (
          <Button variant="subtle" size="compact-sm" onClick={() => setDays({ from: '', until: '', compare: '' })}>
            {t('home.filter.clear')}
          </Button>
        )}
      </Group>
      {isDay(days.compare) ? (
        <Difference deviceId={deviceId} day={days.compare} />
      ) : (
        <Entries deviceId={deviceId} days={days} />
      )}
    </Stack>
  );
}

function Difference({ deviceId, day }: { deviceId: string; day: string }) {
  const { t, date } = useWording();
  const since = startOfDay(day);
  const { data, error, isPending } = useQuery(inventoryDifferenceQuery(deviceId, since));
  if (isPending) return <Skeleton height={200} role="status" aria-label={t('common.loading')} />;
  if (data === undefined) return <ProblemAlert error={error} />;
  const { software, facts } = data.changes;
  const same = software.length === 0 && facts.length === 0;
  return (
    <Section
      title={t('changes.title')}
      aside={<Text size="sm">{t('changes.compare.times', { times: data.times })}</Text>}
    >
      <Text size="sm" mb="sm" role="status">
        {t(same ? 'changes.compare.none' : 'changes.compare.lead', { day: date(since) })}
      </Text>
      <ChangeTables changes={data.changes} />
    </Section>
  );
}

function Entries({ deviceId, days: { from, until } }: { deviceId: string; days: Days }) {
  const { t, dateTime } = useWording();
  const period = {
    ...(isDay(from) ? { from: startOfDay(from) } : {}),
    ...(isDay(until) ? { until: startOfDay(until, 1) } : {}),
  };
  const list = useInfiniteQuery({
    queryKey: ['devices', 'one', deviceId, 'inventory-changes', period],
    queryFn: ({ pageParam, signal }) =>
      api.inventoryChanges(deviceId, { ...period, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });
  if (list.isPending) return <Skeleton height={200} role="status" aria-label={t('common.loading')} />;
  if (list.data === undefined) return <ProblemAlert error={list.error} />;
  const entries = list.data.pages.flatMap(({ items }) => items);
  if (entries.length === 0) return <NoChanges />;
  return (
    <>
      {entries.map(({ at, collectedAt, changes }) => (
        <Section
          key={at}
          title={dateTime(at)}
          aside={
            <Text size="sm" c="dimmed">
              {t('inventory.collectedAt', { time: dateTime(collectedAt) })}
            </Text>
          }
        >
          <ChangeTables changes={changes} />
        </Section>
      ))}
      {list.hasNextPage && (
        <Group>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </Group>
      )}
    </>
  );
}

function NoChanges() {
  const { t } = useWording();
  return (
    <Paper p="xl">
      <Text fw={650} component="h2" fz="md">
        {t('changes.none')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('changes.none.lead')}
      </Text>
    </Paper>
  );
}
