/** Hardware and freshness over all devices, as charts and tables. */
import { Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { type InventoryFigures, inventorySectionChoices } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { inventoryFiguresQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import type { TextKey } from '../../i18n/wording.ts';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useNow } from '../../ui/use-now.ts';
import { FigureChart } from './FigureChart.tsx';
import { type Bar, byAge, byMemory, foremost } from './figures.ts';
import { LeftOut } from './LeftOut.tsx';

const mostBars = 8;

export function FiguresPanel() {
  const { t } = useWording();
  const { data, error, isPending } = useQuery(inventoryFiguresQuery);
  if (isPending) return <Skeleton height={320} role="status" aria-label={t('common.loading')} />;
  if (data === undefined) return <ProblemAlert error={error} />;
  return (
    <Stack>
      <Text size="sm" c="dimmed" role="status" className="sekisho-numbers">
        {t('fleet.devices', { devices: data.devices })}
        {data.waiting > 0 && ` · ${t('fleet.waiting', { waiting: data.waiting })}`}
      </Text>
      <LeftOut sections={inventorySectionChoices} />
      {data.devices === 0 ? <Nothing /> : <Charts figures={data} />}
    </Stack>
  );
}

function Nothing() {
  const { t } = useWording();
  return (
    <Paper p="xl">
      <Text fw={650}>{t('fleet.none.title')}</Text>
      <Text size="sm" c="dimmed">
        {t('fleet.none.text')}
      </Text>
    </Paper>
  );
}

function Charts({ figures }: { figures: InventoryFigures }) {
  const { t } = useWording();
  const nowMs = useNow();
  const few = (bars: readonly Bar[]) => foremost(bars, mostBars, t('fleet.others'));
  const labelled = (bars: readonly Bar[], label: (value: string) => string) =>
    bars.map(({ value, devices }) => ({ value: label(value), devices }));
  return (
    <SimpleGrid cols={{ base: 1, xl: 2 }} spacing="md">
      <FigureChart title={t('fleet.os')} bars={few(figures.os)} />
      <FigureChart title={t('fleet.agent')} bars={few(figures.agent)} />
      <FigureChart
        title={t('fleet.encryption')}
        bars={labelled(figures.encryption, (value) => t(`fleet.encryption.${value}` as TextKey))}
      />
      <FigureChart
        title={t('fleet.memory')}
        bars={labelled(byMemory(figures.memory), (gib) => t('fleet.memory.value', { gib }))}
      />
      <FigureChart
        title={t('fleet.topSoftware')}
        bars={figures.software.map(({ name, devices }) => ({ value: name, devices }))}
        link={({ value }, index) => (
          <Link to="/" search={{ software: figures.software[index]?.id ?? 0 }} className="sekisho-link">
            {value}
          </Link>
        )}
      />
      <FigureChart
        title={t('fleet.freshness')}
        lead={t('fleet.freshness.lead')}
        bars={byAge(figures.day, nowMs).map(({ age, devices }) => ({ value: t(`fleet.freshness.${age}`), devices }))}
      />
    </SimpleGrid>
  );
}
