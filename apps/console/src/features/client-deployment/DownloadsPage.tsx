/** Who downloaded which installer for which group, how often it was used, and whether it still works. */
import { Button, Group, Paper, Select, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import classes from './ClientDeployment.module.css';
import { DownloadTable } from './DownloadTable.tsx';
import { type DownloadFilters, downloadPlatforms, downloadStates } from './download-filters.ts';

export function DownloadsPage() {
  const { t } = useWording();
  usePageTitle(t('deploy.history'));
  const filters = useSearch({ from: '/shell/client-deployment/downloads' });
  const pages = useInfiniteQuery({
    queryKey: ['installers', 'downloads', filters],
    queryFn: ({ pageParam, signal }) =>
      api.installerDownloads({ ...filters, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 3 ? false : 5000),
    placeholderData: (previous) => previous,
  });
  const downloads = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <PageHead title={t('deploy.history')} lead={t('deploy.history.lead')} />
      <Filters filters={filters} />
      {pages.isPending && <Skeleton height={260} role="status" aria-label={t('common.loading')} />}
      {pages.data === undefined && <ProblemAlert error={pages.error} />}
      {pages.data !== undefined && (
        <Paper p={downloads.length === 0 ? 'xl' : 0} className={classes['table']}>
          {downloads.length === 0 ? (
            <Text>{t(isFiltered ? 'deploy.history.notFound' : 'deploy.history.none')}</Text>
          ) : (
            <DownloadTable downloads={downloads} />
          )}
        </Paper>
      )}
      {pages.hasNextPage && (
        <Button variant="default" mt="sm" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function Filters({ filters }: { filters: DownloadFilters }) {
  const { t } = useWording();
  const navigate = useNavigate({ from: '/client-deployment/downloads' });
  const change = (changed: { [Name in keyof DownloadFilters]?: DownloadFilters[Name] | undefined }) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true });
  const [typed, setTyped] = useState(filters.keyword ?? '');
  useEffect(() => setTyped(filters.keyword ?? ''), [filters.keyword]);
  const search = useDebouncedCallback((keyword: string) => change({ keyword: keyword || undefined }), 250);
  const choice = { clearable: true, clearButtonProps: { 'aria-label': t('common.clear') } };
  return (
    <Group component="search" gap={8} mb="sm" aria-label={t('home.filters')}>
      <TextInput
        type="search"
        w={320}
        aria-label={t('deploy.history.filter')}
        placeholder={t('deploy.history.filter')}
        leftSection={<IconSearch size={16} />}
        maxLength={200}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
      />
      <Select
        {...choice}
        w={150}
        aria-label={t('deploy.history.column.state')}
        placeholder={t('deploy.history.column.state')}
        data={downloadStates.map((value) => ({ value, label: t(`deploy.history.state.${value}`) }))}
        value={filters.state ?? null}
        onChange={(state) => change({ state: downloadStates.find((each) => each === state) })}
      />
      <Select
        {...choice}
        w={150}
        aria-label={t('deploy.history.filter.platform')}
        placeholder={t('deploy.history.filter.platform')}
        data={downloadPlatforms.map((value) => ({ value, label: t(`deploy.system.${value}`) }))}
        value={filters.platform ?? null}
        onChange={(platform) => change({ platform: downloadPlatforms.find((each) => each === platform) })}
      />
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => void navigate({ search: {} })}>
          {t('home.filter.clear')}
        </Button>
      )}
    </Group>
  );
}
