/** Lock history: remote locks, unlocks and SIM locks with their times; by part of a name and by day. */
import { Badge, Button, Group, Paper, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { LockHistoryEntry } from '@sekisho/contracts';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useBeginTask } from '../tasks/use-begin-task.ts';
import { toHistoryQuery } from './history-filters.ts';

export function HistoryPage() {
  const { t } = useWording();
  usePageTitle(t('history.title'));
  const filters = useSearch({ from: '/shell/history' });
  const history = useInfiniteQuery({
    queryKey: ['lock-history', filters],
    queryFn: ({ pageParam, signal }) =>
      api.lockHistory(
        { ...toHistoryQuery(filters), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 3 ? false : 3000),
    placeholderData: (previous) => previous,
  });
  const entries = history.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = filters.computerName !== undefined || filters.day !== undefined;
  return (
    <>
      <PageHead title={t('history.title')} lead={t('history.lead')}>
        <ExportButton />
      </PageHead>
      <Filters />
      {history.isPending && <Skeleton height={260} role="status" aria-label={t('common.loading')} />}
      {history.data === undefined && <ProblemAlert error={history.error} />}
      {history.data !== undefined && (
        <Paper p={entries.length === 0 ? 'xl' : 0}>
          {entries.length === 0 ? (
            <Text>{t(isFiltered ? 'history.notFound' : 'history.none')}</Text>
          ) : (
            <Entries entries={entries} />
          )}
        </Paper>
      )}
      {history.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function ExportButton() {
  const { t } = useWording();
  const filters = useSearch({ from: '/shell/history' });
  const begin = useBeginTask(() => {
    const { limit: _limit, ...filter } = toHistoryQuery(filters);
    return api.exportLockHistory({ filter, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={begin.isPending}
      onClick={() => begin.mutate()}
    >
      {t('history.export')}
    </Button>
  );
}

function Filters() {
  const { t } = useWording();
  const filters = useSearch({ from: '/shell/history' });
  const navigate = useNavigate({ from: '/history' });
  const [typed, setTyped] = useState(filters.computerName ?? '');
  useEffect(() => setTyped(filters.computerName ?? ''), [filters.computerName]);
  const search = useDebouncedCallback(
    (computerName: string) =>
      void navigate({ search: (old) => ({ ...old, computerName: computerName || undefined }), replace: true }),
    200,
  );
  return (
    <Group component="search" gap={8} mb="sm" aria-label={t('home.filters')}>
      <TextInput
        type="search"
        w={400}
        aria-label={t('history.filter.name')}
        placeholder={t('history.filter.name.placeholder')}
        leftSection={<IconSearch size={16} />}
        maxLength={200}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      <TextInput
        type="date"
        w={170}
        aria-label={t('history.filter.day')}
        value={filters.day ?? ''}
        onChange={(event) => {
          const day = event.currentTarget.value || undefined;
          void navigate({ search: (old) => ({ ...old, day }), replace: true });
        }}
      />
      {(filters.computerName !== undefined || filters.day !== undefined) && (
        <Button variant="subtle" size="compact-sm" onClick={() => void navigate({ search: {} })}>
          {t('home.filter.clear')}
        </Button>
      )}
    </Group>
  );
}

const looks = { lock: 'shu', unlock: 'wakatake', 'sim-lock': 'fuji' } as const;

function Entries({ entries }: { entries: readonly LockHistoryEntry[] }) {
  const { t, dateTime } = useWording();
  const when = (at: string | null, otherwise = '—') => (
    <span className="sekisho-numbers" style={{ whiteSpace: 'nowrap' }}>
      {at === null ? otherwise : dateTime(at)}
    </span>
  );
  return (
    <SimpleTable
      label={t('history.title')}
      minWidth={900}
      head={[
        t('history.column.computerName'),
        t('history.column.what'),
        t('history.column.issuedBy'),
        t('history.column.issuedAt'),
        t('history.column.completedAt'),
        t('history.column.lockedAt'),
        t('history.column.shutDownAt'),
      ]}
      rows={entries.map((entry) => ({
        key: entry.id,
        cells: [
          <Link key="name" to="/devices/$deviceId" params={{ deviceId: entry.deviceId }} className="sekisho-link">
            {entry.computerName}
          </Link>,
          <Badge key="what" color={looks[entry.what]}>
            {t(`history.what.${entry.what}`)}
          </Badge>,
          entry.issuedBy ?? t('history.byDevice'),
          when(entry.issuedAt),
          when(entry.completedAt, t('history.waiting')),
          when(entry.lockedAt),
          when(entry.shutDownAt),
        ],
      }))}
    />
  );
}
