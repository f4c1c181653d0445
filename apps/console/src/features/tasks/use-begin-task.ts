/** Starts a task and says where it can be followed. */
import type { Task } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { tasksQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';

export function useBeginTask(begin: () => Promise<Task>) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: begin,
    onSuccess: async () => {
      notices.done(t('tasks.started'));
      await queryClient.invalidateQueries(tasksQuery);
    },
    onError: notices.failed,
  });
}
