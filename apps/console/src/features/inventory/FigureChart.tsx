/** Bars of how many devices there are of each kind, with the same as a table for whoever cannot see them. */
import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Table, Text } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './FigureChart.module.css';
import type { Bar } from './figures.ts';

type Props = {
  title: string;
  lead?: string;
  bars: readonly Bar[];
  /** What stands in the table for a bar, where it leads somewhere. */
  link?: (bar: Bar, index: number) => ReactNode;
};

const barPx = 26;
const axisPx = 34;

export function FigureChart({ title, lead, bars, link }: Props) {
  const { t, number } = useWording();
  const calm = useReducedMotion();
  if (bars.length === 0) return null;
  return (
    <Section title={title}>
      {lead !== undefined && (
        <Text size="sm" c="dimmed" mb="xs">
          {lead}
        </Text>
      )}
      <div className={classes['pair']}>
        <div aria-hidden="true" className={classes['chart']}>
          <BarChart
            h={bars.length * barPx + axisPx}
            data={bars.map(({ value, devices }) => ({ value, devices }))}
            dataKey="value"
            orientation="vertical"
            series={[{ name: 'devices', label: t('fleet.count'), color: 'ai.6' }]}
            gridAxis="y"
            tickLine="none"
            withYAxis={false}
            xAxisProps={{ allowDecimals: false, tickFormatter: number }}
            valueFormatter={number}
            barChartProps={{ accessibilityLayer: false }}
            barProps={{ isAnimationActive: calm !== true, radius: 2, maxBarSize: 16 }}
          />
        </div>
        <Table.ScrollContainer
          minWidth={220}
          type="native"
          scrollAreaProps={{}}
          tabIndex={0}
          role="region"
          aria-label={title}
        >
          <Table fz={13} aria-label={title}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th c="dimmed" fz={12}>
                  {t('fleet.value')}
                </Table.Th>
                <Table.Th c="dimmed" fz={12} ta="right" style={{ whiteSpace: 'nowrap' }}>
                  {t('fleet.count')}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {bars.map((bar, index) => (
                <Table.Tr key={bar.value}>
                  <Table.Td>{link?.(bar, index) ?? bar.value}</Table.Td>
                  <Table.Td ta="right" className="sekisho-numbers">
                    {number(bar.devices)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </div>
    </Section>
  );
}
