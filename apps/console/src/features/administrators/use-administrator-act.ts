/** One act on an administrator that ends its dialog: with proof, the list read again, a notice. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { administratorsQuery } from '../../api/queries.ts';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';

export function useAdministratorAct(act: () => Promise<unknown>, done: string, onClose: () => void) {
  const notices = useNotices();
  const queryClient = useQueryClient();
  const withProof = useProof();
  return useMutation({
    mutationFn: () => withProof(act),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: administratorsQuery.queryKey });
      notices.done(done);
      onClose();
    },
  });
}
