/** Ends the session, forgets everything that was read, and shows the log-in. */
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { api } from '../api/client.ts';
import { codeOf } from '../api/problem.ts';
import { useNotices } from '../ui/use-notices.ts';

export function useLogOut(): () => void {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const notices = useNotices();
  return useCallback(() => {
    const leave = async () => {
      try {
        await api.logOut();
      } catch (error) {
        if (codeOf(error) !== 'authentication-required') return notices.failed(error);
      }
      await navigate({ to: '/login', search: { why: 'logged-out' } });
      queryClient.clear();
    };
    void leave();
  }, [queryClient, navigate, notices]);
}
