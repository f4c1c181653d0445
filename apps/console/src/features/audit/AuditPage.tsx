/** The audit log: who did what, in words, with details; and how far it is sealed. */
import { Button, Paper, Skeleton, Text } from '@mantine/core';
import type { AuditLog } from '@sekisho/contracts';
import { IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useBeginTask } from '../tasks/use-begin-task.ts';
import { AuditEntries } from './AuditEntries.tsx';
import { AuditFilterBar } from './AuditFilterBar.tsx';
import { toAuditQuery } from './audit-filters.ts';

export function AuditPage() {
  const { t } = useWording();
  usePageTitle(t('audit.title'));
  const filters = useSearch({ from: '/shell/audit' });
  const begin = useBeginTask(api.exportAuditLog);
  const log = useInfiniteQuery({
    queryKey: ['audit-log', filters],
    queryFn: ({ pageParam, signal }) =>
      api.auditLog({ ...toAuditQuery(filters), ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });
  const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <PageHead title={t('audit.title')} lead={t('audit.lead')}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {t('audit.export')}
        </Button>
      </PageHead>
      <AuditFilterBar filters={filters} />
      {log.isPending && <Skeleton height={260} role="status" aria-label={t('common.loading')} />}
      {log.data === undefined && <ProblemAlert error={log.error} />}
      {log.data !== undefined && (
        <Paper p={entries.length === 0 ? 'xl' : 0}>
          {entries.length === 0 ? <Text>{t('audit.none')}</Text> : <AuditEntries entries={entries} />}
        </Paper>
      )}
      {log.hasNextPage && (
        <Button variant="default" mt="sm" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      <Sealed sealed={log.data?.pages[0]?.sealed} />
    </>
  );
}

function Sealed({ sealed }: { sealed: AuditLog['sealed'] | undefined }) {
  const { t, dateTime } = useWording();
  if (sealed === undefined) return null;
  return (
    <Text size="sm" c="dimmed" mt="md">
      <IconShieldCheck size={16} aria-hidden="true" style={{ verticalAlign: 'text-bottom' }} />{' '}
      {sealed.at === null
        ? t('audit.sealed.none')
        : t('audit.sealed', {
            entries: sealed.entries,
            time: dateTime(sealed.at),
            keyId: sealed.keyId?.slice(0, 8) ?? '',
          })}
    </Text>
  );
}
