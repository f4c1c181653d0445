/** How a page of the list is found: along its sort where many devices match, by the filters' own indexes where few do. */
import type { Db } from '../../platform/database/tables.ts';
import { type Counted, countKept } from './device-counts.store.ts';
import * as query from './device-list.query.ts';
import type { ListReading } from './list-conditions.ts';

/** More than this is shown as 'more than', unless it is kept: counting a million on every keystroke helps nobody. */
const countedExactlyUpTo = 10_000;
/** What matches less often than once in a hundred devices is looked for by its own index. */
const walkedAtMost = 10_000;

export interface CountedPage {
  readonly rows: readonly query.ListedRow[];
  readonly counted: Counted;
}

const upTo = (counted: number): Counted => ({
  devices: Math.min(counted, countedExactlyUpTo),
  isExact: counted <= countedExactlyUpTo,
});

export async function readPage(db: Db, reading: ListReading, page: query.ListPage): Promise<CountedPage> {
  const kept = await countKept(db, reading);
  if (kept?.devices === 0) return { rows: [], counted: kept };
  const rows = await query.walkPage(db, reading, page, walkedAtMost);
  if (rows.length < page.limit && !(await query.endsWithin(db, reading, page, walkedAtMost))) {
    const { ids, counted } = await query.findPage(db, reading, page, countedExactlyUpTo);
    return { rows: await query.selectAmong(db, reading, page, ids), counted: kept ?? upTo(counted) };
  }
  return { rows, counted: kept ?? (await countOthers(db, reading, page)) };
}

/** Of what many devices match: at least so many. */
async function countOthers(db: Db, reading: ListReading, page: query.ListPage): Promise<Counted> {
  const { keyword, ...others } = reading.filter;
  if (keyword && Object.keys(others).length === 0 && reading.scope.groupIds === null)
    return upTo(await query.countByKeyword(db, reading, countedExactlyUpTo));
  const { devices, isAll } = await query.countAlong(db, reading, page, walkedAtMost);
  return { devices, isExact: isAll };
}
