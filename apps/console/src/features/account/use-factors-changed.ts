/** After a second factor came or went: what the console knows of it, and of what one may do, is read again. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { administratorsQuery, secondFactorsQuery, sessionQuery } from '../../api/queries.ts';

export function useFactorsChanged(): () => void {
  const queryClient = useQueryClient();
  return useCallback(() => {
    for (const { queryKey } of [secondFactorsQuery, sessionQuery, administratorsQuery])
      void queryClient.invalidateQueries({ queryKey });
  }, [queryClient]);
}
