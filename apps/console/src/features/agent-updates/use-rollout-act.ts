/** Starts or changes a rollout, or deletes a release. What reaches more devices is asked to be proven again first. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';

/** @param said when it is done; then `close` */
export function useRolloutAct(act: () => Promise<unknown>, said: string, close: () => void) {
  const notices = useNotices();
  const withProof = useProof();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => withProof(act),
    onSuccess: () => {
      notices.done(said);
      close();
    },
    // Also after a refusal: it may be about what has happened meanwhile.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['agent-updates'] }),
  });
}
