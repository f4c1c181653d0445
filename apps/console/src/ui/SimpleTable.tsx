/** A plain table with a name; scrolls sideways by itself where the screen is narrow. */
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = {
  label: string;
  head: readonly ReactNode[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  minWidth?: number;
};

export function SimpleTable({ label, head, rows, minWidth = 480 }: Props) {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      type="native"
      scrollAreaProps={{}}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table fz={13} aria-label={label} highlightOnHover>
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
