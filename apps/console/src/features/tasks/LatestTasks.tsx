/** The latest tasks, at a press in the header. */
import { Stack, Text } from '@mantine/core';
import type { Task } from '@sekisho/contracts';
import { Link } from '@tanstack/react-router';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { TaskView } from './TaskView.tsx';

export function LatestTasks({ tasks, onLeave }: { tasks: readonly Task[]; onLeave: () => void }) {
  const { t } = useWording();
  return (
    <Stack gap="md">
      {tasks.length === 0 && <Text size="sm">{t('tasks.none')}</Text>}
      {tasks.map((task) => (
        <TaskView key={task.id} task={task} />
      ))}
      <Link to="/tasks" className="sekisho-link" onClick={onLeave}>
        {t('tasks.all')}
      </Link>
    </Stack>
  );
}
