/** Requests that have ended, newest first, more on demand. */
import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import { RequestTable } from './RequestTable.tsx';

const pageSize = 20;

export function PastRequests({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useWording();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['approvals', 'closed'],
    queryFn: ({ pageParam, signal }) =>
      api.approvalRequests(
        { state: 'closed', limit: pageSize, ...(pageParam === undefined ? {} : { before: pageParam }) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ items, more }) => (more ? items.at(-1)?.id : undefined),
  });
  const requests = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title={t('approvals.past')}>
      {data !== undefined && requests.length === 0 && <Text size="sm">{t('approvals.past.none')}</Text>}
      {requests.length > 0 && <RequestTable ended label={t('approvals.past')} requests={requests} onOpen={onOpen} />}
      {hasNextPage && (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('approvals.more')}
        </Button>
      )}
    </Section>
  );
}
