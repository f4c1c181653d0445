/** Filters of the list; they stand in the address, so that a view can be shared. */
import { ActionIcon, Button, CloseButton, Group, Menu, Select, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconColumns3, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ColumnVisibilityState } from '@tanstack/react-table';
import { lazy, Suspense, useEffect, useState } from 'react';
import { groupsQuery, policiesQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { policyLabel } from '../../ui/policy-label.ts';
import { SavedSearches } from '../saved-searches/SavedSearches.tsx';
import { initialColumns } from './column-choice.ts';
import { deviceColumns } from './columns.tsx';
import { type DeviceFilters, isFiltered, listStates, unseenChoices } from './device-filters.ts';

// Few come with software in the address: the list does not wait for it.
const SoftwareFilter = lazy(async () => ({ default: (await import('./SoftwareFilter.tsx')).SoftwareFilter }));

type Props = {
  filters: DeviceFilters;
  onChange: (change: Partial<DeviceFilters>) => void;
  onClear: () => void;
  columns: ColumnVisibilityState;
  onColumns: (columns: ColumnVisibilityState) => void;
};

export function FilterBar({ filters, onChange, onClear, columns, onColumns }: Props) {
  const { t } = useWording();
  return (
    <Group component="search" gap={8} aria-label={t('home.filters')}>
      <KeywordInput
        keyword={filters.keyword ?? ''}
        onChange={(keyword) => onChange({ keyword: keyword || undefined })}
      />
      <Select
        w={146}
        aria-label={t('home.filter.state')}
        placeholder={t('home.filter.state.any')}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
        data={listStates.map((value) => ({ value, label: t(`state.${value}`) }))}
        value={filters.state ?? null}
        onChange={(state) => onChange({ state: (state as DeviceFilters['state']) ?? undefined })}
      />
      <AssignmentFilters filters={filters} onChange={onChange} />
      <UnseenFilter filters={filters} onChange={onChange} />
      {filters.software !== undefined && (
        <Suspense fallback={null}>
          <SoftwareFilter software={filters.software} onClear={() => onChange({ software: undefined })} />
        </Suspense>
      )}
      {isFiltered(filters) && (
        <Button variant="subtle" size="compact-sm" onClick={onClear}>
          {t('home.filter.clear')}
        </Button>
      )}
      <SavedSearches filters={filters} />
      <ColumnMenu columns={columns} onColumns={onColumns} />
    </Group>
  );
}

/** For so many days, or since a day that is chosen. */
function UnseenFilter({ filters, onChange }: Pick<Props, 'filters' | 'onChange'>) {
  const { t } = useWording();
  const [choosing, setChoosing] = useState(false);
  const { unseenDays, unseenSince } = filters;
  const byDay = choosing || unseenSince !== undefined;
  return (
    <>
      <Select
        w={176}
        aria-label={t('home.filter.unseen')}
        placeholder={t('home.filter.unseen.any')}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
        data={[
          ...unseenChoices.map((days) => ({ value: String(days), label: t('home.filter.unseen.days', { days }) })),
          { value: 'since', label: t('home.filter.unseen.since') },
        ]}
        value={byDay ? 'since' : unseenDays === undefined ? null : String(unseenDays)}
        onChange={(value) => {
          setChoosing(value === 'since');
          const days = value === null || value === 'since' ? undefined : Number(value);
          onChange({ unseenDays: days, unseenSince: undefined });
        }}
      />
      {byDay && (
        <TextInput
          type="date"
          w={150}
          aria-label={t('home.filter.unseen.day')}
          value={unseenSince ?? ''}
          onChange={(event) => onChange({ unseenSince: event.currentTarget.value || undefined })}
        />
      )}
    </>
  );
}

function KeywordInput({ keyword, onChange }: { keyword: string; onChange: (keyword: string) => void }) {
  const { t } = useWording();
  const [typed, setTyped] = useState(keyword);
  useEffect(() => setTyped(keyword), [keyword]);
  const change = useDebouncedCallback(onChange, 200);
  return (
    <TextInput
      type="search"
      miw={170}
      flex={1}
      aria-label={t('home.filter.keyword')}
      placeholder={t('home.filter.keyword.placeholder')}
      leftSection={<IconSearch size={16} />}
      rightSection={
        typed === '' ? null : (
          <CloseButton
            size="sm"
            aria-label={t('common.clear')}
            onClick={() => {
              setTyped('');
              onChange('');
            }}
          />
        )
      }
      value={typed}
      maxLength={200}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        change(event.currentTarget.value);
      }}
    />
  );
}

function AssignmentFilters({ filters, onChange }: Pick<Props, 'filters' | 'onChange'>) {
  const { t, compare } = useWording();
  const groups = useQuery(groupsQuery).data?.items ?? [];
  const policies = useQuery(policiesQuery).data?.items ?? [];
  const groupChoices = groups
    .map(({ id, name }) => ({ value: String(id), label: name }))
    .sort((left, right) => compare(left.label, right.label));
  return (
    <>
      <Select
        w={146}
        aria-label={t('home.filter.group')}
        placeholder={t('home.filter.group.any')}
        searchable={groups.length > 8}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
        data={[{ value: 'none', label: t('home.filter.group.none') }, ...groupChoices]}
        value={filters.group === undefined ? null : String(filters.group)}
        onChange={(group) =>
          onChange({ group: group === null ? undefined : group === 'none' ? 'none' : Number(group) })
        }
      />
      <Select
        w={146}
        aria-label={t('home.filter.policy')}
        placeholder={t('home.filter.policy.any')}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
        data={policies.map(({ code, name }) => ({ value: code, label: policyLabel(code, name) }))}
        value={filters.policy ?? null}
        onChange={(policy) => onChange({ policy: policy ?? undefined })}
      />
    </>
  );
}

function ColumnMenu({ columns, onColumns }: Pick<Props, 'columns' | 'onColumns'>) {
  const { t } = useWording();
  return (
    <Menu closeOnItemClick={false} position="bottom-end" shadow="md" width={230}>
      <Menu.Target>
        <Tooltip label={t('home.columns')}>
          <ActionIcon size={34} variant="default" aria-label={t('home.columns')}>
            <IconColumns3 size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {deviceColumns.map(({ id }) => (
          <Menu.CheckboxItem
            key={id}
            checked={columns[id] === true}
            disabled={id === 'computerName'}
            onChange={(checked) => onColumns({ ...columns, [id]: checked })}
          >
            {t(`home.column.${id}`)}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onColumns(initialColumns)}>{t('home.columns.reset')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
