/** Background work that survives restarts, as a port: queues in PostgreSQL, worked on by any server process. */
import type { Json } from '../bus/bus.ts';
import type { Tx } from '../database/tables.ts';

export interface JobQueue<T extends Json> {
  readonly name: string;
  /** Never present at run time: carries the type. */
  readonly data?: T;
}

export interface JobOptions {
  readonly startAfterMs?: number;
  /** At most one waiting job with the same key. */
  readonly onceKey?: string;
}

export interface WorkOptions {
  readonly retries?: number;
  readonly timeoutMs?: number;
  /** How many jobs one server process takes at a time. */
  readonly concurrency?: number;
  /** How often a process looks for jobs of this queue: the longest that one waits. */
  readonly pollMs?: number;
}

export interface Jobs {
  /** Says how a queue's jobs are done. Call before `start`; a rejected promise is a retry. */
  define<T extends Json>(queue: JobQueue<T>, options: WorkOptions, work: (data: T) => Promise<void>): void;
  /** Puts a job in line; with `tx` it exists only if that transaction commits. */
  send<T extends Json>(queue: JobQueue<T>, data: T, options?: JobOptions, tx?: Tx): Promise<void>;
  /** Repeats by a cron expression (UTC); one run over all processes. Call before `start`. */
  schedule<T extends Json>(queue: JobQueue<T>, cron: string, data: T): void;
}

export function defineJobQueue<T extends Json>(name: string): JobQueue<T> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw new Error(`'${name}' is not a name for a queue`);
  return { name };
}
