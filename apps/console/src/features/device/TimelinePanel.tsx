/** What happened to the device, newest first: its own words and what was done to it from here. */
import { Button, Text } from '@mantine/core';
import type { TimelineEntry } from '@sekisho/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { liveIntervalMs } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './DevicePage.module.css';
import { timelineLabel, timelineNote, timelineTone } from './timeline-label.ts';

const briefLength = 8;
const lateMs = 60_000;

export function TimelinePanel({ deviceId, brief = false }: { deviceId: string; brief?: boolean }) {
  const { t } = useWording();
  const timeline = useInfiniteQuery({
    queryKey: ['devices', 'one', deviceId, 'timeline'],
    queryFn: ({ pageParam, signal }) => api.timeline(deviceId, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 3 ? false : liveIntervalMs),
  });
  const entries = timeline.data?.pages.flatMap(({ items }) => items) ?? [];
  const shown = brief ? entries.slice(0, briefLength) : entries;
  return (
    <Section title={t('timeline.title')}>
      <ProblemAlert error={timeline.data === undefined ? timeline.error : null} />
      {timeline.isSuccess && entries.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('timeline.none')}
        </Text>
      )}
      <ol className={classes['timeline']}>
        {shown.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {!brief && timeline.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={timeline.isFetchingNextPage}
          onClick={() => void timeline.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </Section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const wording = useWording();
  const { t, dateTime } = wording;
  const { at, receivedAt, what, actor } = entry;
  const note = timelineNote(entry, wording);
  const isLate = receivedAt !== null && Date.parse(receivedAt) - Date.parse(at) > lateMs;
  return (
    <li data-what={what}>
      <time dateTime={at}>{dateTime(at)}</time>
      <span className={classes['dot']} data-tone={timelineTone(what)} aria-hidden="true" />
      <span>
        {timelineLabel(entry, wording)}
        {note !== null && (
          <Text span size="xs" c="dimmed" ml={8}>
            {note}
          </Text>
        )}
        {actor !== null && (
          <Text span size="xs" c="dimmed" ml={8}>
            {t('timeline.by', { who: actor })}
          </Text>
        )}
        {isLate && (
          <Text span size="xs" c="dimmed" ml={8}>
            {t('timeline.late', { time: dateTime(receivedAt) })}
          </Text>
        )}
      </span>
    </li>
  );
}
