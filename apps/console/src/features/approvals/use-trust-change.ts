/** Asks for a change of approvers or rules; the first approver is taken at once. */
import type { TrustChange } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { approvalsQuery } from '../../api/queries.ts';

/** @param onDone with the request that now waits for signatures; `null`: taken at once */
export function useTrustChange(onDone: (requestId: string | null) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: TrustChange) => api.changeApprovals(change),
    onSuccess: (answer) => {
      if (!('requestId' in answer)) queryClient.setQueryData(approvalsQuery.queryKey, answer);
      void queryClient.invalidateQueries({ queryKey: ['approvals'] });
      onDone('requestId' in answer ? answer.requestId : null);
    },
  });
}
