/** Home: every device at a glance, alive. */
import { Alert, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { DeviceListQuery } from '@sekisho/contracts';
import { IconCloudOff, IconDeviceFloppy, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { RowSelectionState } from '@tanstack/react-table';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { isPassing } from '../../api/problem.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { NowContext } from '../../ui/Ago.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNow } from '../../ui/use-now.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { CsvMenu } from '../device-csv/CsvMenu.tsx';
import { useColumnChoice } from './column-choice.ts';
import { DeviceTable } from './DeviceTable.tsx';
import { type DeviceFilters, isFiltered, nextSort, type SortableColumn, toDeviceQuery } from './device-filters.ts';
import { FilterBar } from './FilterBar.tsx';
import classes from './HomePage.module.css';
import { type DevicePages, useDevicePages } from './use-device-pages.ts';

// What the first list does not need comes when it is asked for.
const AddDeviceDialog = lazy(async () => ({ default: (await import('./AddDeviceDialog.tsx')).AddDeviceDialog }));
const EmptyHome = lazy(async () => ({ default: (await import('./EmptyHome.tsx')).EmptyHome }));
const SelectionActions = lazy(async () => ({ default: (await import('./SelectionActions.tsx')).SelectionActions }));
const SaveAllDialog = lazy(async () => ({ default: (await import('./SaveAllDialog.tsx')).SaveAllDialog }));

export function HomePage() {
  const { t } = useWording();
  usePageTitle(t('home.title'));
  const filters = useSearch({ from: '/shell/' });
  const navigate = useNavigate({ from: '/' });
  const nowMs = useNow();
  const query = useMemo(() => toDeviceQuery(filters, nowMs), [filters, nowMs]);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const pages = useDevicePages(query, range.first, range.last);
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const change = useCallback(
    (changed: Partial<DeviceFilters>) => void navigate({ search: (old) => ({ ...old, ...changed }), replace: true }),
    [navigate],
  );
  const sortBy = useCallback(
    (column: SortableColumn) => change({ sort: nextSort(filters.sort, column) }),
    [change, filters.sort],
  );
  const may = useMay();
  const [columns, setColumns] = useColumnChoice();
  const [selection, setSelection] = useState<RowSelectionState>({});
  const isEmpty =
    !pages.isPending && !pages.isStale && pages.error === null && pages.total === 0 && !isFiltered(filters);
  return (
    <NowContext value={nowMs}>
      <div className={classes['page']}>
        <Head pages={pages} isEmpty={isEmpty} filters={filters} query={query} onAdd={() => change({ add: true })} />
        {isEmpty ? (
          <Suspense fallback={null}>
            <EmptyHome />
          </Suspense>
        ) : (
          <>
            <FilterBar
              filters={filters}
              onChange={change}
              onClear={() => void navigate({ search: filters.sort === undefined ? {} : { sort: filters.sort } })}
              columns={columns}
              onColumns={setColumns}
            />
            {Object.keys(selection).length > 0 && (
              <Suspense fallback={null}>
                <SelectionActions pages={pages} query={query} selection={selection} onSelection={setSelection} />
              </Suspense>
            )}
            <Trouble pages={pages} />
            {pages.isPending && pages.error === null ? (
              <Rows />
            ) : pages.devices.length === 0 && pages.error === null ? (
              <NothingFound />
            ) : (
              pages.devices.length > 0 && (
                <DeviceTable
                  devices={pages.devices}
                  total={pages.total}
                  stale={pages.isStale}
                  sort={filters.sort}
                  onSort={sortBy}
                  columns={columns}
                  selection={selection}
                  onSelection={setSelection}
                  onRange={onRange}
                />
              )
            )}
          </>
        )}
      </div>
      {filters.add === true && !isEmpty && may('system.read') && (
        <Suspense fallback={null}>
          <AddDeviceDialog onClose={() => change({ add: undefined })} />
        </Suspense>
      )}
    </NowContext>
  );
}

type HeadProps = {
  pages: DevicePages;
  isEmpty: boolean;
  filters: DeviceFilters;
  query: DeviceListQuery;
  onAdd: () => void;
};

function Head({ pages, isEmpty, filters, query, onAdd }: HeadProps) {
  const { t } = useWording();
  const { sort: _sort, ...filter } = query;
  const count = t(pages.totalIsExact ? 'home.count' : 'home.countAtLeast', { count: pages.total });
  const isKnown = !pages.isPending && (pages.error === null || pages.devices.length > 0);
  const may = useMay();
  const [saving, setSaving] = useState(false);
  return (
    <Group justify="space-between">
      <Group gap="sm" align="baseline">
        <Title order={1}>{t('home.title')}</Title>
        {isKnown && !isEmpty && (
          <Text c="dimmed" size="sm" role="status" className="sekisho-numbers">
            {count}
          </Text>
        )}
      </Group>
      {!isEmpty && (
        <Group gap={8}>
          <CsvMenu filter={filter} isFiltered={isFiltered(filters)} devices={count} />
          {may('system.write') && (
            <Button variant="default" leftSection={<IconDeviceFloppy size={16} />} onClick={() => setSaving(true)}>
              {t('home.saveAll')}
            </Button>
          )}
          {may('system.read') && (
            <Button leftSection={<IconPlus size={16} />} onClick={onAdd}>
              {t('home.add')}
            </Button>
          )}
        </Group>
      )}
      {saving && (
        <Suspense fallback={null}>
          <SaveAllDialog onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </Group>
  );
}

function Trouble({ pages }: { pages: DevicePages }) {
  const { t, time } = useWording();
  if (pages.error === null) return null;
  if (pages.devices.length > 0 && isPassing(pages.error)) {
    return (
      <Alert color="yamabuki" icon={<IconCloudOff />} role="status" py={8}>
        {t('shell.offline', { time: time(pages.updatedAtMs) })}
      </Alert>
    );
  }
  return <ProblemAlert error={pages.error} />;
}

function NothingFound() {
  const { t } = useWording();
  return (
    <Paper p="xl">
      <Text fw={650}>{t('home.none.title')}</Text>
      <Text size="sm" c="dimmed">
        {t('home.none.text')}
      </Text>
    </Paper>
  );
}

function Rows() {
  const { t } = useWording();
  return (
    <Paper p="md" role="status" aria-label={t('common.loading')}>
      <Stack gap={14}>
        {[0, 1, 2, 3, 4, 5, 6, 7].map((row) => (
          <Skeleton key={row} height={18} />
        ))}
      </Stack>
    </Paper>
  );
}
