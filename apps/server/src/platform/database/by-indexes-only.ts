/** Reads for people that touch a page's worth of rows each, however many there are. */
import { sql } from 'kysely';
import type { Db } from './tables.ts';

/** The planner guesses too badly what a filter leaves to be trusted with plans that read or hash a whole table. */
export function byIndexesOnly<T>(db: Db, read: (db: Db) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true)`.execute(tx);
      return read(tx);
    });
}
