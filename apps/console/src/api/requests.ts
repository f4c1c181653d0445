/** How a request is sent to the server, and what becomes of its answer. */
import createClient from 'openapi-fetch';
import type { paths } from './generated/openapi.d.ts';
import { failureOf, RequestFailed } from './problem.ts';

export const client = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

type Outcome<Answer> = { data?: Answer; error?: unknown; response: Response };

/** The answer of a request, or RequestFailed with the server's code; `no-connection` where none came. An abort stays an abort. */
export async function answerOf<Answer>(request: Promise<Outcome<Answer>>): Promise<Answer> {
  let outcome: Outcome<Answer>;
  try {
    outcome = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestFailed('no-connection', 0, [], undefined, error);
  }
  if (!outcome.response.ok) throw failureOf(outcome.response.status, outcome.error);
  return outcome.data as Answer;
}

export type Signal = AbortSignal | undefined;
export const until = (signal: Signal) => (signal === undefined ? {} : { signal });
