/** A plain table with a name; where the screen is narrow it scrolls sideways by itself, or its rows fold. */
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './SimpleTable.module.css';

type Props = {
  label: string;
  head: readonly ReactNode[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  minWidth?: number;
  /** The last cell of a row goes below the others instead of out of sight: for three columns of which the last is sentences. */
  folds?: boolean;
};

export function SimpleTable({ label, head, rows, minWidth = 480, folds = false }: Props) {
  return (
    <Table.ScrollContainer
      minWidth={folds ? 0 : minWidth}
      type="native"
      scrollAreaProps={{}}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table fz={13} aria-label={label} highlightOnHover className={folds ? classes['folds'] : undefined}>
        <Table.Thead>
          <Table.Tr>
            {head.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
              <Table.Th key={index} c="dimmed" fz={12} style={{ whiteSpace: 'nowrap' }}>
                {cell}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, cells }) => (
            <Table.Tr key={key}>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                <Table.Td key={index}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
