/** The table of devices: only the rows in view are drawn, however many there are. */
import { Checkbox } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { DeviceSummary } from '@sekisho/contracts';
import {
  type ColumnVisibilityState,
  columnVisibilityFeature,
  createColumnHelper,
  type Row,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  type Updater,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useMemo, useRef } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { Wording } from '../../i18n/wording.ts';
import { type ColumnId, deviceColumns } from './columns.tsx';
import classes from './DeviceTable.module.css';
import { DeviceTableHead } from './DeviceTableHead.tsx';
import type { DeviceSort, SortableColumn } from './device-filters.ts';

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });
const column = createColumnHelper<typeof features, DeviceSummary>();
type DeviceRow = Row<typeof features, DeviceSummary>;

const rowHeightPx = 40;
const selectTrack = '38px';

type Props = {
  devices: readonly DeviceSummary[];
  total: number;
  stale: boolean;
  sort: DeviceSort | undefined;
  onSort: (column: SortableColumn) => void;
  columns: ColumnVisibilityState;
  selection: RowSelectionState;
  onSelection: (updater: Updater<RowSelectionState>) => void;
  onRange: (firstRow: number, lastRow: number) => void;
};

export function DeviceTable({ devices, total, stale, sort, onSort, columns, selection, onSelection, onRange }: Props) {
  const wording = useWording();
  const compact = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  const definitions = useMemo(
    () => deviceColumns.map(({ id, cell }) => column.display({ id, cell: ({ row }) => cell(row.original, wording) })),
    [wording],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: devices as DeviceSummary[],
    getRowId: ({ id }) => id,
    state: { columnVisibility: columns, rowSelection: selection },
    onRowSelectionChange: onSelection,
  });
  const rows = table.getRowModel().rows;
  const scrollRef = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => (compact ? 62 : rowHeightPx),
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows has to be measured anew
  useEffect(() => virtualizer.measure(), [virtualizer, compact]);
  const items = virtualizer.getVirtualItems();
  const firstRow = items[0]?.index ?? 0;
  const lastRow = items.at(-1)?.index ?? 0;
  useEffect(() => onRange(firstRow, lastRow), [onRange, firstRow, lastRow]);

  const visible = table.getVisibleLeafColumns().map(({ id }) => id as ColumnId);
  const shown = deviceColumns.filter(({ id }) => visible.includes(id));
  const gridTemplateColumns = [selectTrack, ...shown.map(({ track }) => track)].join(' ');
  const minWidth = shown.reduce((sum, { minWidth }) => sum + minWidth, 38);
  return (
    <section
      ref={scrollRef}
      className={classes['scroll']}
      data-stale={stale || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={wording.t('home.caption')}
    >
      <table
        className={classes['table']}
        aria-label={wording.t('home.caption')}
        aria-rowcount={total + 1}
        aria-colcount={shown.length + 1}
        style={compact ? undefined : { minWidth }}
      >
        <DeviceTableHead
          columns={shown.map(({ id }) => id)}
          template={gridTemplateColumns}
          sort={sort}
          onSort={onSort}
          loaded={rows.length}
          allSelected={table.getIsAllRowsSelected()}
          someSelected={table.getIsSomeRowsSelected()}
          onSelectAll={(selected) => table.toggleAllRowsSelected(selected)}
        />
        <tbody className={classes['body']} style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start, key, size }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const style = { transform: `translateY(${start}px)`, height: size, gridTemplateColumns };
            return <DeviceTableRow key={key} row={row} index={index} wording={wording} style={style} />;
          })}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = { row: DeviceRow; index: number; wording: Wording; style: CSSProperties };

function DeviceTableRow({ row, index, wording, style }: RowProps) {
  const { state, pending, computerName } = row.original;
  return (
    <tr
      aria-rowindex={index + 2}
      className={classes['row']}
      data-selected={row.getIsSelected() || undefined}
      data-pending={pending || undefined}
      data-state={state}
      style={style}
    >
      <td className={classes['cell']} data-column="select">
        <Checkbox
          size="xs"
          checked={row.getIsSelected()}
          onClick={row.getToggleSelectedHandler()}
          onChange={() => undefined}
          aria-label={wording.t('selection.one', { name: computerName })}
        />
      </td>
      {row.getVisibleCells().map((cell) => (
        <td key={cell.id} className={classes['cell']} data-column={cell.column.id}>
          {deviceColumns.find(({ id }) => id === cell.column.id)?.cell(row.original, wording)}
        </td>
      ))}
    </tr>
  );
}
