/** One task: what it is, how far, what came of it, its files. */
import { Anchor, Badge, Button, Group, Progress, Stack, Text } from '@mantine/core';
import type { Task } from '@sekisho/contracts';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { tasksQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { isUnderWay, percentOf, taskColors } from './task-state.ts';

export function TaskView({ task }: { task: Task }) {
  const { t, dateTime } = useWording();
  return (
    <Stack gap={4} data-task-state={task.state}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" fw={650}>
          {t(`tasks.kind.${task.kind}`)}
        </Text>
        <Badge color={taskColors[task.state]} style={{ flexShrink: 0 }}>
          {t(`tasks.state.${task.state}`)}
        </Badge>
      </Group>
      {isUnderWay(task) && <TaskProgress task={task} />}
      <Text size="xs" c="dimmed">
        {t('tasks.by', { who: task.startedBy, time: dateTime(task.createdAt) })}
        <Outcome task={task} />
      </Text>
      <Files task={task} />
    </Stack>
  );
}

export function TaskProgress({ task }: { task: Task }) {
  const { t } = useWording();
  const percent = percentOf(task);
  return (
    <Progress.Root size="lg">
      <Progress.Section
        value={percent ?? 100}
        animated={percent === null}
        striped={percent === null}
        aria-label={t('tasks.progress')}
      >
        {percent !== null && percent > 12 && <Progress.Label>{percent} %</Progress.Label>}
      </Progress.Section>
    </Progress.Root>
  );
}

function Outcome({ task: { state, code, outcome, files, expiresAt } }: { task: Task }) {
  const { t, error, date } = useWording();
  const parts: string[] = [];
  if (outcome?.faults !== undefined) parts.push(t('tasks.faults', { faults: outcome.faults.total }));
  else if (outcome?.changed !== undefined && outcome.rows !== undefined)
    parts.push(t('tasks.changed', { changed: outcome.changed, rows: outcome.rows }));
  else if (outcome?.rows !== undefined) parts.push(t('tasks.rows', { rows: outcome.rows }));
  if (outcome?.leftOut !== undefined) parts.push(t('tasks.leftOut', { devices: outcome.leftOut }));
  if (state === 'failed' && code !== null && outcome === null) parts.push(error(code).title);
  if (files.some(({ name }) => name !== 'input')) parts.push(t('tasks.until', { time: date(expiresAt) }));
  return parts.map((part) => ` · ${part}`).join('');
}

function Files({ task }: { task: Task }) {
  const { t } = useWording();
  const shown = task.files.filter(({ name }) => name !== 'input');
  const isOpenImport = task.kind === 'device-import' && !['done', 'cancelled'].includes(task.state);
  return (
    <Group gap="md">
      {shown.map(({ name, fileName }) => (
        <Anchor key={name} size="sm" href={api.taskFile(task.id, name)} download={fileName}>
          <IconDownload size={14} aria-hidden="true" /> {t('tasks.download', { name: fileName })}
        </Anchor>
      ))}
      {isOpenImport && (
        <Link to="/import" search={{ task: task.id }} className="sekisho-link">
          {t('tasks.review')}
        </Link>
      )}
      {task.kind === 'inventory-import' && !isUnderWay(task) && (
        <Link to="/inventory-import" search={{ task: task.id }} className="sekisho-link">
          {t('tasks.review')}
        </Link>
      )}
      <CancelButton task={task} />
    </Group>
  );
}

function CancelButton({ task }: { task: Task }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.cancelTask(task.id),
    onSuccess: async () => {
      notices.done(t('tasks.cancelled'));
      await queryClient.invalidateQueries(tasksQuery);
    },
    onError: notices.failed,
  });
  if (!isUnderWay(task) && task.state !== 'awaiting-confirmation') return null;
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={cancel.isPending}
      aria-label={t('tasks.cancel.of', { kind: t(`tasks.kind.${task.kind}`) })}
      onClick={() => cancel.mutate()}
    >
      {t('tasks.cancel')}
    </Button>
  );
}
