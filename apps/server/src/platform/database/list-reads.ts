/**
 * Reads for lists, from a replica where one is set: each statement waits until the replica has replayed everything that the primary had
 * committed when it was asked, so that whoever has changed something sees it, at whichever process; else the primary answers.
 */
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Clock, Timers } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { CopyCursor } from './copied-rows.ts';
import type { Db, PlatformTables } from './tables.ts';

export interface ListReadsPorts {
  readonly primary: pg.Pool;
  readonly replica: pg.Pool;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Longer nobody waits for a replica that is behind. */
const patienceMs = 200;
const lookAgainMs = 10;
/** One that was behind or out of reach is left alone for a while. */
const restMs = 5_000;

export function createListReads(ports: ListReadsPorts): Db {
  const { primary, replica, clock, timers, log } = ports;
  const reads = ports.metrics.counter('sekisho_list_reads_total', 'Statements for lists, by who answered', ['from']);
  let restsUntilMs = 0;

  async function catchesUp(client: pg.PoolClient): Promise<boolean> {
    const { rows } = await primary.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn');
    const untilMs = clock.monotonicMs() + patienceMs;
    do {
      const { rows: replayed } = await client.query<{ through: boolean }>(
        'select coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false) as through',
        [rows[0]?.lsn],
      );
      if (replayed[0]?.through) return true;
      await new Promise<void>((resolve) => timers.after(lookAgainMs, resolve));
    } while (clock.monotonicMs() < untilMs);
    return false;
  }

  async function fromReplica(): Promise<pg.PoolClient | null> {
    if (clock.monotonicMs() < restsUntilMs) return null;
    let client: pg.PoolClient | undefined;
    try {
      client = await replica.connect();
      if (await catchesUp(client)) return client;
      client.release();
      log.warn('the replica is behind: lists are read from the primary for a while');
    } catch (cause) {
      client?.release(true);
      log.warn({ err: cause }, 'the replica is out of reach: lists are read from the primary for a while');
    }
    restsUntilMs = clock.monotonicMs() + restMs;
    return null;
  }

  return new Kysely<PlatformTables>({
    dialect: new PostgresDialect({
      pool: {
        async connect() {
          const client = await fromReplica();
          reads.inc({ from: client === null ? 'primary' : 'replica' });
          return client ?? primary.connect();
        },
        // Both pools belong to whoever made them.
        end: async () => {},
        options: primary.options,
      },
      cursor: CopyCursor,
    }),
  });
}
