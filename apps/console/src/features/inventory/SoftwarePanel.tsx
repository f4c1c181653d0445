/** Software over all devices: searched, sorted, page by page; from each to its versions and to the devices that have it. */
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { SoftwareTitle } from '@sekisho/contracts';
import { IconArrowDown, IconArrowUp, IconDownload, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../../api/client.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useBeginTask } from '../tasks/use-begin-task.ts';
import { type InventoryView, nextSoftwareSort } from './inventory-view.ts';
import { LeftOut } from './LeftOut.tsx';
import { VersionsDialog } from './VersionsDialog.tsx';

type Props = { view: InventoryView };

export function SoftwarePanel({ view }: Props) {
  const { t } = useWording();
  const filter = view.keyword === undefined ? {} : { keyword: view.keyword };
  const begin = useBeginTask(() => api.exportSoftware({ filter }));
  const [shown, setShown] = useState<SoftwareTitle | null>(null);
  const sort = view.sort ?? '-devices';
  const list = useInfiniteQuery({
    queryKey: ['software', 'list', filter, sort],
    queryFn: ({ pageParam, signal }) =>
      api.software({ ...filter, sort, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: (previous) => previous,
  });
  const titles = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack gap="sm">
      <Group component="search" gap={8} aria-label={t('home.filters')}>
        <Keyword view={view} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {t('software.export')}
        </Button>
      </Group>
      <LeftOut sections={['software']} />
      {list.isPending && <Skeleton height={260} role="status" aria-label={t('common.loading')} />}
      {list.data === undefined && <ProblemAlert error={list.error} />}
      {list.data !== undefined && (
        <Paper p={titles.length === 0 ? 'xl' : 0}>
          {titles.length === 0 ? (
            <Text>{t(view.keyword === undefined ? 'fleet.none.title' : 'software.none')}</Text>
          ) : (
            <Titles titles={titles} view={view} onShow={setShown} />
          )}
        </Paper>
      )}
      {list.hasNextPage && (
        <Group>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </Group>
      )}
      {shown !== null && <VersionsDialog id={shown.id} name={shown.name} onClose={() => setShown(null)} />}
    </Stack>
  );
}

function Titles({ titles, view, onShow }: Props & { titles: SoftwareTitle[]; onShow: (title: SoftwareTitle) => void }) {
  const { t, number } = useWording();
  return (
    <SimpleTable
      label={t('fleet.tab.software')}
      head={[
        <SortHead key="name" column="name" view={view} />,
        t('software.publisher'),
        t('software.versions'),
        <SortHead key="devices" column="devices" view={view} />,
      ]}
      rows={titles.map((title) => ({
        key: String(title.id),
        cells: [
          title.name,
          title.publisher,
          <Anchor
            key="versions"
            component="button"
            type="button"
            fz={13}
            aria-label={t('software.versions.show', { name: title.name, versions: title.versions })}
            onClick={() => onShow(title)}
          >
            {number(title.versions)}
          </Anchor>,
          <Link
            key="devices"
            to="/"
            search={{ software: title.id }}
            className="sekisho-link"
            aria-label={t('software.devices.show', { name: title.name, devices: title.devices })}
          >
            {number(title.devices)}
          </Link>,
        ],
      }))}
    />
  );
}

function SortHead({ column, view }: Props & { column: 'name' | 'devices' }) {
  const { t } = useWording();
  const navigate = useNavigate({ from: '/inventory' });
  const sort = view.sort ?? '-devices';
  const Arrow = sort === column ? IconArrowUp : sort === `-${column}` ? IconArrowDown : null;
  return (
    <UnstyledButton
      fz={12}
      c="inherit"
      fw="inherit"
      aria-pressed={Arrow !== null}
      onClick={() => void navigate({ search: { ...view, sort: nextSoftwareSort(view.sort, column) }, replace: true })}
    >
      {t(`software.${column}`)} {Arrow !== null && <Arrow size={12} aria-hidden="true" />}
    </UnstyledButton>
  );
}

function Keyword({ view }: Props) {
  const { t } = useWording();
  const navigate = useNavigate({ from: '/inventory' });
  const [typed, setTyped] = useState(view.keyword ?? '');
  useEffect(() => setTyped(view.keyword ?? ''), [view.keyword]);
  const search = useDebouncedCallback(
    (text: string) => void navigate({ search: (old) => ({ ...old, keyword: text || undefined }), replace: true }),
    200,
  );
  return (
    <TextInput
      type="search"
      miw={220}
      maw={420}
      flex={1}
      maxLength={200}
      aria-label={t('software.search')}
      placeholder={t('software.search')}
      leftSection={<IconSearch size={16} />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}
