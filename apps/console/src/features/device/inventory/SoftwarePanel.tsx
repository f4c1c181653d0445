/** Installed programs, with search; only the lines in view are drawn. */
import { Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { DeviceDetail } from '@sekisho/contracts';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../../ui/ProblemAlert.tsx';
import { Section } from '../../../ui/Section.tsx';
import { CollectedAt } from './CollectedAt.tsx';
import { CollectNow } from './CollectNow.tsx';
import { NothingYet } from './NothingYet.tsx';
import classes from './SoftwarePanel.module.css';
import { type Program, searchSoftware } from './software-search.ts';
import { type Collected, useInventory } from './use-inventory.ts';

export function SoftwarePanel({ device }: { device: DeviceDetail }) {
  const { t } = useWording();
  const { inventory, leftOut, error, isPending } = useInventory(device.id);
  if (isPending) return <Skeleton height={300} role="status" aria-label={t('common.loading')} />;
  const { software } = inventory;
  if (software === undefined && error !== null) return <ProblemAlert error={error} />;
  return (
    <Stack>
      <CollectNow device={device} />
      {software === undefined ? (
        <NothingYet leftOut={leftOut.includes('software')} />
      ) : (
        <Software collected={software} />
      )}
    </Stack>
  );
}

function Software({ collected }: { collected: Collected<'software'> }) {
  const { content } = collected;
  const { t, compare } = useWording();
  const [typed, setTyped] = useState('');
  const [searched] = useDebouncedValue(typed, 120);
  const programs = useMemo(() => searchSoftware(content.packages, searched, compare), [content, searched, compare]);
  return (
    <Section title={t('inventory.software')} aside={<CollectedAt collected={collected} />}>
      <Group mb="sm">
        <TextInput
          type="search"
          w={280}
          aria-label={t('inventory.software.search')}
          placeholder={t('inventory.software.search')}
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed" role="status" className="sekisho-numbers">
          {t('inventory.software.count', { shown: programs.length, total: content.packages.length })}
        </Text>
      </Group>
      {programs.length === 0 ? (
        <Text size="sm">{t('inventory.software.nothing')}</Text>
      ) : (
        <Programs programs={programs} />
      )}
    </Section>
  );
}

const columns = ['name', 'version', 'architecture', 'publisher', 'source'] as const;

function Programs({ programs }: { programs: readonly Program[] }) {
  const { t } = useWording();
  const scrollRef = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: programs.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => 31,
    overscan: 15,
  });
  return (
    <section
      ref={scrollRef}
      className={classes['scroll']}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('inventory.software')}
    >
      <table aria-label={t('inventory.software')} aria-rowcount={programs.length + 1} className={classes['table']}>
        <thead className={classes['headGroup']}>
          <tr aria-rowindex={1} className={classes['head']}>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {t(`inventory.software.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={classes['body']} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const program = programs[index];
            if (program === undefined) return null;
            const style = { transform: `translateY(${start}px)` };
            return (
              <tr key={key} aria-rowindex={index + 2} className={classes['row']} style={style}>
                {columns.map((column) => (
                  <td key={column} title={program[column]}>
                    {program[column]}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
