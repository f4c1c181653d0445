/** Head of the table: names of the columns, order, selection of all that is loaded. */
import { Checkbox, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { ColumnId } from './columns.tsx';
import classes from './DeviceTable.module.css';
import { type DeviceSort, type SortableColumn, sortableColumns } from './device-filters.ts';

type Props = {
  columns: readonly ColumnId[];
  template: string;
  sort: DeviceSort | undefined;
  onSort: (column: SortableColumn) => void;
  loaded: number;
  allSelected: boolean;
  someSelected: boolean;
  onSelectAll: (selected: boolean) => void;
};

function isSortable(id: ColumnId): id is ColumnId & SortableColumn {
  return sortableColumns.includes(id as SortableColumn);
}

export function DeviceTableHead({
  columns,
  template,
  sort,
  onSort,
  loaded,
  allSelected,
  someSelected,
  onSelectAll,
}: Props) {
  const { t } = useWording();
  return (
    <thead className={classes['head']}>
      <tr aria-rowindex={1} className={classes['headRow']} style={{ gridTemplateColumns: template }}>
        <th scope="col" className={classes['headCell']} data-column="select">
          <Checkbox
            size="xs"
            checked={allSelected && loaded > 0}
            indeterminate={someSelected && !allSelected}
            onChange={(event) => onSelectAll(event.currentTarget.checked)}
            aria-label={t('selection.all', { devices: t('common.devices', { count: loaded }) })}
          />
        </th>
        {columns.map((id) => (
          <HeadCell key={id} id={id} sort={sort ?? 'computerName'} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell({ id, sort, onSort }: { id: ColumnId; sort: DeviceSort; onSort: (column: SortableColumn) => void }) {
  const { t } = useWording();
  const name = t(`home.column.${id}`);
  if (!isSortable(id)) {
    return (
      <th scope="col" className={classes['headCell']} data-column={id}>
        {name}
      </th>
    );
  }
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : 'none';
  const Arrow = direction === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" aria-sort={direction} className={classes['headCell']} data-column={id}>
      <UnstyledButton
        className={classes['sort']}
        onClick={() => onSort(id)}
        title={t('home.sort.by', { column: name })}
      >
        {name}
        <Arrow size={13} stroke={2.2} aria-hidden="true" data-shown={direction !== 'none' || undefined} />
      </UnstyledButton>
    </th>
  );
}
