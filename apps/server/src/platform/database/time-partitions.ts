/** Partitions by time, in SQL: made ahead, listed, dropped as a whole or cleared of what is over. One mechanism for every table. */
import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Db } from './tables.ts';
import {
  isAffected,
  isOver,
  type KeptDays,
  partitionsToMake,
  spanOf,
  type TimePartition,
  type TimePartitioned,
  type TimePartitionedTable,
  timeLimit,
  timePartitioned,
} from './time-partitions.rules.ts';

export interface Expiry {
  /** Over everybody; `null`: nobody lets go of anything. */
  readonly shortestDays: number | null;
  /** Over everybody; `null`: somebody keeps everything. */
  readonly longestDays: number | null;
  /** Of a partition that nobody keeps by its time; `true` unless told otherwise. */
  mayDrop?(partition: RawBuilder<unknown>): Promise<boolean>;
  /** Deletes of one partition what those whom it belongs to do not keep any more. @returns how many rows */
  deleteExpired(partition: RawBuilder<unknown>): Promise<number>;
}

export interface Expired {
  /** Partitions that went as a whole. */
  readonly dropped: number;
  /** Rows of others. */
  readonly deleted: number;
}

export interface TimePartitions {
  /** Never throws: what could not be made is made later, and until then the rest takes every row. */
  makeAhead(): Promise<void>;
  /** Drops what is over and clears the others. */
  expire(table: TimePartitionedTable, expiry: Expiry): Promise<Expired>;
  /** The same for a table of which each organization keeps what is younger than so many days. */
  keepDays(table: TimePartitionedTable, kept: readonly KeptDays[]): Promise<Expired>;
}

export interface TimePartitionsPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}

export function createTimePartitions({ db, clock, log }: TimePartitionsPorts): TimePartitions {
  async function makeMissing(table: TimePartitionedTable, shape: TimePartitioned): Promise<void> {
    const there = new Set((await selectPartitions(db, shape, table)).map((partition) => partition.first));
    for (const { first, next } of partitionsToMake(shape, clock.now()))
      if (!there.has(first)) await sql`select make_time_partition(${table}, ${first}::date, ${next}::date)`.execute(db);
  }

  async function expire(table: TimePartitionedTable, expiry: Expiry): Promise<Expired> {
    const { shortestDays, longestDays, mayDrop = async () => true, deleteExpired } = expiry;
    const now = clock.now();
    let dropped = 0;
    let deleted = shortestDays === null ? 0 : await deleteExpired(sql.table(`${table}_rest`));
    // Each by itself: none waits for all the others.
    for (const partition of await selectPartitions(db, timePartitioned[table], table)) {
      const relation = sql.table(partition.name);
      if (isOver(partition, now, longestDays) && (await mayDrop(relation))) {
        await sql`select drop_time_partition(${table}, ${partition.first}::date)`.execute(db);
        dropped += 1;
      } else if (isAffected(partition, now, shortestDays)) deleted += await deleteExpired(relation);
    }
    return { dropped, deleted };
  }

  return {
    async makeAhead() {
      for (const [table, shape] of Object.entries(timePartitioned) as [TimePartitionedTable, TimePartitioned][]) {
        await makeMissing(table, shape).catch((err: unknown) =>
          log.warn({ err, table }, 'a partition could not be made: rows go into the rest until it is'),
        );
      }
    },
    expire,
    keepDays: (table, kept) =>
      expire(table, {
        ...spanOf(kept),
        async deleteExpired(partition) {
          let deleted = 0;
          for (const { organizationId, days } of kept) {
            if (days !== null)
              deleted += await deleteOlder(
                db,
                partition,
                timePartitioned[table].key,
                organizationId,
                timeLimit(clock.now(), days),
              );
          }
          return deleted;
        },
      }),
  };
}

async function deleteOlder(db: Db, partition: RawBuilder<unknown>, key: string, organizationId: string, until: Date) {
  const { numAffectedRows } = await sql`delete from ${partition}
    where organization_id = ${organizationId} and ${sql.ref(key)} < ${until}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** Those there are but for the rest, oldest first. */
export async function selectPartitions(
  db: Db,
  { step }: TimePartitioned,
  table: TimePartitionedTable,
): Promise<readonly (TimePartition & { readonly name: string })[]> {
  const { rows } = await sql<{ name: string; first: string; next: string }>`
    select name, first::text, (first + ${`1 ${step}`}::interval)::date::text as next
    from (select c.relname as name, to_date(right(c.relname, 8), 'YYYYMMDD') as first
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ${table}::regclass and c.relname ~ ${`^${table}_\\d{8}$`}) partitions
    order by first`.execute(db);
  return rows;
}
