/** Every task of the last days: one's own, or everybody's for administrators of the whole organization. */
import { Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { tasksQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { TaskView } from './TaskView.tsx';

export function TasksPage() {
  const { t } = useWording();
  usePageTitle(t('tasks.title'));
  const tasks = useQuery(tasksQuery);
  return (
    <>
      <PageHead title={t('tasks.title')} lead={t('tasks.lead')} />
      {tasks.isPending && <Skeleton height={200} role="status" aria-label={t('common.loading')} />}
      {tasks.data === undefined && <ProblemAlert error={tasks.error} />}
      {tasks.data?.items.length === 0 && (
        <Paper p="xl">
          <Text>{t('tasks.none')}</Text>
        </Paper>
      )}
      <Stack gap="sm" maw={820}>
        {tasks.data?.items.map((task) => (
          <Paper key={task.id} p="md">
            <TaskView task={task} />
          </Paper>
        ))}
      </Stack>
    </>
  );
}
