/** In the header: whether something is at work, and the latest tasks at a press. */
import { ActionIcon, Indicator, Popover, Tooltip } from '@mantine/core';
import { IconProgress } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { tasksQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { isUnderWay } from './task-state.ts';

const LatestTasks = lazy(async () => ({ default: (await import('./LatestTasks.tsx')).LatestTasks }));

const shown = 4;

export function TasksIndicator() {
  const { t } = useWording();
  const [opened, setOpened] = useState(false);
  const tasks = useQuery(tasksQuery).data?.items ?? [];
  const count = tasks.filter(isUnderWay).length;
  const isAwaited = count === 0 && tasks.some(({ state }) => state === 'awaiting-confirmation');
  const label = t('tasks.indicator', { count });
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={label} disabled={opened}>
          <Indicator
            disabled={count === 0 && !isAwaited}
            processing={count > 0}
            color={isAwaited ? 'yamabuki' : 'ai'}
            label={count > 0 ? count : undefined}
            size={count > 0 ? 15 : 9}
            offset={5}
          >
            <ActionIcon size={30} aria-label={label} onClick={() => setOpened((before) => !before)}>
              <IconProgress size={20} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={null}>
          <LatestTasks tasks={tasks.slice(0, shown)} onLeave={() => setOpened(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
