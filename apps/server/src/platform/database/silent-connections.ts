/**
 * Ends connections on which nobody answers any more: a firewall that forgot them, a cable that was pulled. TCP alone notices that a
 * quarter of an hour later, and until then whoever waits on one would wait.
 */
import pg from 'pg';
import type { Log } from '../log.ts';

export interface SilenceWatch {
  stop(): void;
}

interface Silence {
  bytes: number;
  sinceMs: number;
}

/** What the driver has, and its types do not tell. */
interface DriverClient {
  readonly processID: number | null;
  readonly connection: {
    readonly stream: { readonly bytesRead: number; readonly bytesWritten: number; destroy(cause: Error): void };
  };
}

const lookEveryMs = 2_500;
/** Between two looks: a process that stood still has heard nobody, whoever spoke. */
const stoodStillMs = 2 * lookEveryMs;
/** A statement that takes longer is asked after. */
const silentAfterMs = 5_000;
const askTimeoutMs = 3_000;

/** Those whose statement PostgreSQL is at work on; what it holds for us otherwise, it lets go of: nobody here will ever end it. */
const question = `select pid, state = 'active' and coalesce(wait_event_type, '') <> 'Client' as working,
    state = 'active' and coalesce(wait_event_type, '') <> 'Client' or pg_terminate_backend(pid)
  from pg_stat_activity where pid = any($1) and datname = current_database() and usename = current_user`;

export function watchSilence(pool: pg.Pool, connection: pg.ClientConfig, log: Log): SilenceWatch {
  const inUse = new Map<DriverClient, Silence>();
  let asking = false;
  let lookedMs = performance.now();
  pool.on('acquire', (client) => inUse.set(driverClient(client), { bytes: -1, sinceMs: performance.now() }));
  for (const event of ['release', 'remove'] as const)
    pool.on(event, (...args: unknown[]) => inUse.delete(driverClient(args.at(-1))));

  function silentOnes(): [DriverClient, Silence][] {
    const nowMs = performance.now();
    const stoodStill = nowMs - lookedMs >= stoodStillMs;
    lookedMs = nowMs;
    return [...inUse].filter(([client, silence]) => {
      const bytes = bytesOf(client);
      if (stoodStill || bytes !== silence.bytes) Object.assign(silence, { bytes, sinceMs: nowMs });
      return nowMs - silence.sinceMs >= silentAfterMs;
    });
  }

  async function look(): Promise<void> {
    const silent = silentOnes();
    if (silent.length === 0 || asking) return;
    asking = true;
    const working = await askAfter(
      connection,
      silent.flatMap(([{ processID }]) => processID ?? []),
    );
    asking = false;
    if (working === null) return;
    for (const [client, { bytes }] of silent) {
      // Whoever has spoken meanwhile, or was given back, is well.
      if (working.has(client.processID ?? 0) || bytesOf(client) !== bytes || !inUse.has(client)) continue;
      log.warn({ process: client.processID }, 'a database connection has fallen silent and is given up');
      client.connection.stream.destroy(new Error('the connection has fallen silent'));
    }
  }

  const timer = setInterval(() => void look(), lookEveryMs).unref();
  return { stop: () => clearInterval(timer) };
}

const driverClient = (client: unknown): DriverClient => client as DriverClient;

function bytesOf({ connection: { stream } }: DriverClient): number {
  return stream.bytesRead + stream.bytesWritten;
}

/** @returns none where the database cannot be reached; `null` where it can, but has no place for the question */
async function askAfter(
  connection: pg.ClientConfig,
  processes: readonly number[],
): Promise<ReadonlySet<number> | null> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: askTimeoutMs,
    query_timeout: askTimeoutMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number; working: boolean }>(question, [processes]);
    return new Set(rows.flatMap(({ pid, working }) => (working ? [pid] : [])));
  } catch (cause) {
    return cause instanceof pg.DatabaseError ? null : new Set();
  } finally {
    client.end().catch(() => {});
  }
}
