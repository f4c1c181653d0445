/** The track of a day: the line on the map, a slider through its moments, and every point in words. */
import { ActionIcon, Group, Skeleton, Slider, Stack, Text, TextInput } from '@mantine/core';
import type { TrackPoint } from '@sekisho/contracts';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../../ui/SimpleTable.tsx';
import { boxAround } from '../../map/geometry.ts';
import classes from '../../map/Map.module.css';
import { marksOfTrack } from '../../map/map-marks.ts';
import { trackQuery } from '../../map/map-queries.ts';
import { usePlaceWords } from '../../map/use-place-words.ts';
import { dayOf, shiftDay, spanOfDay } from './track-day.ts';

const MapCanvas = lazy(async () => ({ default: (await import('../../map/MapCanvas.tsx')).MapCanvas }));

export function TrackOfDay({ deviceId, lastAt }: { deviceId: string; lastAt: string }) {
  const { t } = useWording();
  const [chosen, setChosen] = useState<string | null>(null);
  const day = chosen ?? dayOf(lastAt);
  const { data, error, isPending } = useQuery(trackQuery(deviceId, spanOfDay(day)));
  const points = data?.items ?? [];
  return (
    <Stack gap="sm">
      <Group gap={6} align="flex-end">
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('location.dayBefore')}
          onClick={() => setChosen(shiftDay(day, -1))}
        >
          <IconChevronLeft size={18} />
        </ActionIcon>
        <TextInput
          type="date"
          aria-label={t('location.day')}
          value={day}
          onChange={(event) => setChosen(event.currentTarget.value || null)}
        />
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('location.dayAfter')}
          onClick={() => setChosen(shiftDay(day, 1))}
        >
          <IconChevronRight size={18} />
        </ActionIcon>
        <Text size="sm" c="dimmed" role="status">
          {isPending ? t('common.loading') : t('location.points', { count: points.length })}
        </Text>
      </Group>
      <ProblemAlert error={error} />
      {points.length > 0 && <Course key={day} points={points} />}
    </Stack>
  );
}

function Course({ points }: { points: readonly TrackPoint[] }) {
  const { t } = useWording();
  const [moved, setMoved] = useState<number | null>(null);
  const now = Math.min(moved ?? points.length - 1, points.length - 1);
  const marks = useMemo(() => marksOfTrack(points, now), [points, now]);
  // Only the first view is ours; afterwards the map stays where the reader has moved it.
  const [target] = useState(() => {
    const box = boxAround(points);
    return box === null ? null : { box };
  });
  return (
    <Stack gap="sm">
      <section className={classes['frame']} style={{ height: 380 }} aria-label={t('location.map')}>
        <Suspense fallback={<Skeleton height="100%" role="status" aria-label={t('common.loading')} />}>
          <MapCanvas
            label={t('location.map')}
            marks={marks}
            target={target}
            onPick={({ id }) => setMoved(Number(id))}
          />
        </Suspense>
      </section>
      <Moment points={points} now={now} onMove={setMoved} />
      <PointTable points={points} />
    </Stack>
  );
}

function Moment({
  points,
  now,
  onMove,
}: {
  points: readonly TrackPoint[];
  now: number;
  onMove: (index: number) => void;
}) {
  const { t, time } = useWording();
  const words = usePlaceWords();
  const point = points[now];
  if (point === undefined) return null;
  return (
    <div>
      <Slider
        min={0}
        max={points.length - 1}
        value={now}
        onChange={onMove}
        disabled={points.length < 2}
        label={time(point.at)}
        thumbLabel={t('location.slider')}
        thumbValueText={`${time(point.at)} ${words.where(point)}`}
        mb={8}
      />
      <Text size="sm">
        <b className="sekisho-numbers">{time(point.at)}</b> · {words.where(point)} · {words.exactness(point.accuracyM)}{' '}
        · {words.source(point.source)}
      </Text>
    </div>
  );
}

function PointTable({ points }: { points: readonly TrackPoint[] }) {
  const { t, time } = useWording();
  const words = usePlaceWords();
  return (
    <details>
      <summary>{t('location.table')}</summary>
      <SimpleTable
        label={t('location.table')}
        head={[
          t('location.column.time'),
          t('location.column.place'),
          t('location.column.exactness'),
          t('location.column.source'),
        ]}
        rows={points.map((point, index) => ({
          key: `${point.at} ${index}`,
          cells: [time(point.at), words.where(point), words.exactness(point.accuracyM), words.source(point.source)],
        }))}
      />
    </details>
  );
}
