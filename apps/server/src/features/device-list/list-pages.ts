/** How a page of the list is found: along its sort where many devices match, by the filters' own indexes where few do. */
import { sql } from 'kysely';
import type { Db } from '../../platform/database/tables.ts';
import { countKept } from './device-counts.store.ts';
import * as query from './device-list.query.ts';
import type { ListReading } from './list-conditions.ts';

/** More than this is shown as 'more than', unless it is kept: counting a million on every keystroke helps nobody. */
const countedExactlyUpTo = 10_000;
/** What matches less often than once in forty devices is looked for by its own index. */
const walkedAtMost = 4_000;

export interface CountedPage {
  readonly rows: readonly query.ListedRow[];
  readonly counted: { readonly devices: number; readonly isExact: boolean };
}

/**
 * Reads that touch a page's worth of rows each: the planner guesses too badly what a filter leaves to be trusted with plans that read
 * or hash a whole table.
 */
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

const upTo = (counted: number) => ({
  devices: Math.min(counted, countedExactlyUpTo),
  isExact: counted <= countedExactlyUpTo,
});

/** @param namedGroups groups whose name holds the keyword */
export async function readPage(
  db: Db,
  reading: ListReading,
  page: query.ListPage,
  namedGroups: readonly number[],
): Promise<CountedPage> {
  const { keyword = '' } = reading.filter;
  const kept = await countKept(db, reading);
  if (keyword !== '') {
    const ids = await query.findByKeyword(db, reading, keyword, namedGroups, countedExactlyUpTo);
    if (ids !== null) return { rows: await query.selectAmong(db, reading, page, ids), counted: upTo(ids.length) };
  }
  const rows = await query.walkPage(db, reading, page, walkedAtMost);
  if (rows.length < page.limit && kept?.isOfEverything !== true) {
    const { ids, counted } = await query.findPage(db, reading, page, countedExactlyUpTo);
    const found = await query.selectAmong(db, reading, page, ids);
    return { rows: found, counted: kept?.counted ?? upTo(counted) };
  }
  if (kept !== null) return { rows, counted: kept.counted };
  const counted = keyword === '' ? await query.countUpTo(db, reading, countedExactlyUpTo) : countedExactlyUpTo + 1;
  return { rows, counted: upTo(counted) };
}
