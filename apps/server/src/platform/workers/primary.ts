/** The process that watches over the workers: it holds the listening sockets and no code of the server, so it is small and does not fail. */
import cluster from 'node:cluster';
import { createWorkforce } from './workforce.ts';

export interface PrimaryInput {
  readonly workers: number;
  /** Resolves when the server is to stop. */
  readonly told: Promise<unknown>;
  /** Calls back whenever the workers are to be replaced. */
  readonly onReplace: (replace: () => void) => void;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Returns the exit code, as a single process would: see `runServer`. */
export async function runPrimary({ workers, told, onReplace, print, complain }: PrimaryInput): Promise<number> {
  // Every worker takes connections from the shared socket by itself: cheaper than being handed them, and what waits in the socket
  // outlives any worker. Measured in docs/adr/0014-workers.md.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const workforce = createWorkforce({ size: workers, complain });
  const begun = await workforce.begin();
  if (typeof begun === 'number') return begun;
  onReplace(() => {
    print('Replacing the workers …');
    workforce.replaceAll().then(() => print('The workers have been replaced.'));
  });
  for (const line of begun) print(line);
  await told;
  print('Stopping …');
  const orderly = await workforce.stop();
  print('Sekisho has stopped.');
  return orderly ? 0 : 1;
}
