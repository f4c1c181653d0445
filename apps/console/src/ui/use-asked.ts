/** Says that something waits for approval instead of having been done, and has the inbox looked at anew. */
import type { ApprovalAsked } from '@sekisho/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useWording } from '../i18n/WordingProvider.tsx';
import { useNotices } from './use-notices.ts';

export function useAsked(): (asked: ApprovalAsked) => void {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  return ({ approvals }) => {
    void queryClient.invalidateQueries({ queryKey: ['approvals'] });
    notices.done(t('approvals.asked', { count: approvals }));
  };
}
