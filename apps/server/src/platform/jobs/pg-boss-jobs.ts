/** Jobs on pg-boss: its tables live in a schema of their own and belong to the owner role. */
import { fromKysely, PgBoss, type SendOptions, systemClock } from 'pg-boss';
import type { Json } from '../bus/bus.ts';
import type { ConnectionOptions } from '../database/connections.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import type { JobQueue, Jobs, WorkOptions } from './jobs.ts';

export interface RunningJobs extends Jobs {
  start(): Promise<void>;
  /** Waits for jobs at work, at most ten seconds; what is cut off runs again elsewhere. */
  stop(): Promise<void>;
}

interface Definition {
  readonly options: WorkOptions;
  readonly work: (data: Json) => Promise<void>;
}

const stopTimeoutMs = 10_000;
/** No statement of the queue takes this long: a connection that says nothing for so long is one that nobody answers on. */
const silentAfterMs = 15_000;
/**
 * Never goes back. pg-boss sets off what a look at the queue took against its pause until the next: by the system's clock, set back by
 * an hour in that moment, the pause would be an hour. How far PostgreSQL's clock is from this one it asks now and then by itself.
 */
const steadyClock = { ...systemClock, now: () => performance.timeOrigin + performance.now() };
const compareClocksSeconds = 60;

export function createJobs(connection: ConnectionOptions, ids: Ids, log: Log): RunningJobs {
  const options = {
    ...connection,
    max: 3,
    schema: 'pgboss',
    query_timeout: silentAfterMs,
    clock: steadyClock,
    clockMonitorIntervalSeconds: compareClocksSeconds,
  };
  const boss = new PgBoss(options);
  boss.on('error', (cause) => log.warn({ err: cause }, 'the job queue had trouble'));
  const definitions = new Map<string, Definition>();
  const schedules: { readonly name: string; readonly cron: string; readonly data: Json }[] = [];
  let started = false;

  async function work(name: string, { options, work }: Definition): Promise<void> {
    const { concurrency = 1, pollMs = 2_000 } = options;
    const how = { batchSize: 1, localConcurrency: concurrency, pollingIntervalSeconds: pollMs / 1000 };
    await boss.work<{ value: Json }>(name, how, async ([job]) => {
      if (job === undefined) return;
      try {
        await work(job.data.value);
      } catch (cause) {
        log.warn({ err: cause, queue: name, job: job.id }, 'a job failed, it will be tried again');
        throw cause;
      }
    });
  }

  return {
    define<T extends Json>(queue: JobQueue<T>, options: WorkOptions, task: (data: T) => Promise<void>) {
      if (started) throw new Error(`queue ${queue.name} is defined after the start`);
      if (definitions.has(queue.name)) throw new Error(`queue ${queue.name} is defined twice`);
      definitions.set(queue.name, { options, work: (data) => task(data as T) });
    },
    schedule(queue, cron, data) {
      if (started) throw new Error(`queue ${queue.name} is scheduled after the start`);
      schedules.push({ name: queue.name, cron, data });
    },
    async send(queue, data, options = {}, tx) {
      if (!definitions.has(queue.name)) throw new Error(`queue ${queue.name} is not defined`);
      const sendOptions: SendOptions = {
        ...(options.startAfterMs === undefined ? {} : { startAfter: Math.ceil(options.startAfterMs / 1000) }),
        // Policy 'short' lets one job of a key wait; a job that may stand beside others gets a key of its own.
        singletonKey: options.onceKey ?? ids.next(),
        ...(tx === undefined ? {} : { db: fromKysely(tx) }),
      };
      await boss.send(queue.name, { value: data }, sendOptions);
    },
    async start() {
      started = true;
      await boss.start();
      for (const [name, definition] of definitions) {
        const { retries = 3, timeoutMs = 15 * 60_000 } = definition.options;
        await boss.createQueue(name, {
          policy: 'short',
          retryLimit: retries,
          retryBackoff: true,
          expireInSeconds: Math.ceil(timeoutMs / 1000),
        });
        await work(name, definition);
      }
      for (const { name, cron, data } of schedules) await boss.schedule(name, cron, { value: data });
    },
    async stop() {
      if (started) await boss.stop({ graceful: true, close: true, timeout: stopTimeoutMs });
      started = false;
    },
  };
}
