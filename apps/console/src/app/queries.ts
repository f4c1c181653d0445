/** How the console asks the server: patient where waiting helps, silent in the background, never twice for a change. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { codeOf, isPassing } from '../api/problem.ts';
import { sessionQuery } from '../api/queries.ts';

/** `onSessionEnd` is called when any request learns that the log-in no longer holds. */
export function createQueries(onSessionEnd: () => void): QueryClient {
  const watch = (error: unknown) => {
    if (codeOf(error) === 'authentication-required') onSessionEnd();
  };
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (query.queryKey[0] !== sessionQuery.queryKey[0]) watch(error);
      },
    }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        refetchOnWindowFocus: true,
        retry: (failures, error) => isPassing(error) && failures < 2,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4000),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
