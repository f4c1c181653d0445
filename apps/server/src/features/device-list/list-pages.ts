/** How a page of the list is found: along its sort where many devices match, by the filters' own indexes where few do. */
import type { Db } from '../../platform/database/tables.ts';
import { type Counted, countKept } from './device-counts.store.ts';
import * as query from './device-list.query.ts';
import * as byKeyword from './keyword.query.ts';
import type { ListReading } from './list-conditions.ts';

/** How many devices are looked at in one way before the next one is tried. */
export interface PageBounds {
  /** Along the sort: what matches less often than once in a hundred devices is looked for by its own index. */
  readonly walked: number;
  /** More silent, pending or settled devices are no place to begin. */
  readonly driven: number;
  /** Of those that a keyword finds: their contacts. */
  readonly lookedUpFirst: number;
  /** More is shown as 'more than', unless it is kept: counting a million on every keystroke helps nobody. */
  readonly countedExactly: number;
}

const usual: PageBounds = { walked: 10_000, driven: 20_000, lookedUpFirst: 5_000, countedExactly: 10_000 };

export interface CountedPage {
  readonly rows: readonly query.ListedRow[];
  readonly counted: Counted;
}

function upTo(most: number, counted: number, isAll = true): Counted {
  return { devices: Math.min(counted, most), isExact: isAll && counted <= most };
}

export async function readPage(
  db: Db,
  reading: ListReading,
  page: query.ListPage,
  bounds: PageBounds = usual,
): Promise<CountedPage> {
  const kept = await countKept(db, reading);
  if (kept?.devices === 0) return { rows: [], counted: kept };
  const rows = await query.walkPage(db, reading, page, bounds.walked);
  if (rows.length < page.limit && !(await query.endsWithin(db, reading, page, bounds.walked))) {
    const { ids, counted, isAll } = await findPage(db, reading, page, bounds);
    const found = await query.selectAmong(db, reading, page, ids);
    return { rows: found, counted: kept ?? upTo(bounds.countedExactly, counted, isAll) };
  }
  return { rows, counted: kept ?? (await countOthers(db, reading, page, bounds)) };
}

async function findPage(
  db: Db,
  reading: ListReading,
  page: query.ListPage,
  { driven, lookedUpFirst, countedExactly }: PageBounds,
): Promise<query.FoundPage> {
  const driver = await query.seldomDriver(db, reading, driven);
  if (driver === null && byKeyword.isNamed(reading, page))
    return byKeyword.findPage(db, reading, page, lookedUpFirst, countedExactly);
  return query.findPage(db, reading, page, driver, countedExactly);
}

/** Of what many devices match: at least so many. */
async function countOthers(
  db: Db,
  reading: ListReading,
  page: query.ListPage,
  { walked, countedExactly }: PageBounds,
): Promise<Counted> {
  const { keyword, ...others } = reading.filter;
  if (keyword && Object.keys(others).length === 0 && reading.scope.groupIds === null)
    return upTo(countedExactly, await byKeyword.countByKeyword(db, reading, countedExactly));
  const { devices, isAll } = await query.countAlong(db, reading, page, walked);
  return { devices, isExact: isAll };
}
