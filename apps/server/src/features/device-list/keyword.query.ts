/** What a keyword finds: counted, and a page of it where the contact has a say. The list says first who may stand on that, and their contacts alone are looked up. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db } from '../../platform/database/tables.ts';
import {
  beyond,
  directionOf,
  type FoundPage,
  type ListPage,
  orderOf,
  sameDevice,
  sortColumns,
  tables,
} from './device-list.query.ts';
import {
  asksForContact,
  byKeyword,
  contactConditions,
  type ListReading,
  ownConditions,
  type Sql,
  silences,
} from './list-conditions.ts';

/** Who has a software is looked up device by device, which is not the way here; nor is the order of contacts, unless they are asked for. */
export function isNamed(reading: ListReading, { sort }: ListPage): boolean {
  const { keyword = '', software } = reading.filter;
  return keyword !== '' && software === undefined && (sortColumns[sort].along === 'd' || asksForContact(reading));
}

const both = (conditions: readonly Sql[]) => sql.join(conditions, sql` and `);
const named = (reading: ListReading) =>
  sql`${tables.d} where ${both([...ownConditions(reading), ...byKeyword(reading)])}`;

/** Counts no further than one more than `most` of what a keyword alone finds. */
export async function countByKeyword(db: Db, reading: ListReading, most: number): Promise<number> {
  const { rows } = await sql<{ devices: string }>`with found as materialized (select from ${named(reading)})
    select count(*) as devices from (select from found limit ${most + 1}) as first`.execute(db);
  return Number(rows[0]?.devices ?? 0);
}

/** Those the list shows first, or would if contacts had no say. */
async function selectFirst(db: Db, reading: ListReading, page: ListPage, most: number): Promise<string[]> {
  // The planner believes that few are found along the sort; they may all stand at its far end.
  await sql`select set_config('enable_indexscan', 'off', true)`.execute(db);
  const { rows } = await sql<{
    ids: string[];
  }>`select array(select d.device_id from ${named(reading)} and ${beyond(page)}
    order by ${orderOf(page)} limit ${most}) as ids`.execute(db);
  await sql`select set_config('enable_indexscan', 'on', true)`.execute(db);
  return rows[0]?.ids ?? [];
}

/** @param ids an array in SQL. Both tables are read along it, each page of them and of their indexes once: not row by row. */
async function findAmong(
  db: Db,
  reading: ListReading,
  page: ListPage,
  most: number,
  ids: Sql,
): Promise<Omit<FoundPage, 'isAll'>> {
  const { organizationId } = reading.scope;
  const direction = directionOf(page);
  await sql`select set_config('enable_nestloop', 'off', true), set_config('enable_hashjoin', 'on', true)`.execute(db);
  const { rows } = await sql<{ ids: string[]; counted: string }>`with heard as materialized (
      select * from ${tables.c} where ${both([
        sql`c.organization_id = ${organizationId} and c.device_id = any(${ids})`,
        ...silences(reading),
      ])}),
    found as materialized (
      select d.device_id, ${sortColumns[page.sort].column} as key, ${beyond(page)} as beyond
      from heard as c join ${tables.d} on ${sameDevice} where ${both([
        sql`d.organization_id = ${organizationId} and d.device_id = any(array(select device_id from heard))`,
        ...contactConditions(reading),
      ])})
    select array(select device_id from found where beyond
        order by key ${direction}, device_id ${direction} limit ${page.limit}) as ids,
      (select count(*) from (select from found limit ${most + 1}) as first) as counted`.execute(db);
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(db);
  return { ids: rows[0]?.ids ?? [], counted: Number(rows[0]?.counted ?? 0) };
}

/** In every two hundredth page of the table: enough of what is common, next to nothing of a million. */
const sample = sql`tablesample system (0.5) repeatable (0)`;
const leastSampled = 20;

/** Whether the first so many are likely to fill the page, by a sample of what the keyword finds: if not, looking them up is in vain. */
async function mayFill(db: Db, reading: ListReading, page: ListPage, first: number): Promise<boolean> {
  const { rows } = await sql<{ sampled: string; matching: string }>`select count(*) as sampled,
      count(*) filter (where ${both(contactConditions(reading))}) as matching
    from (select * from ${tables.d} ${sample} where ${both(ownConditions(reading))}) as d
    cross join lateral (select * from ${tables.c} where ${sameDevice} limit 1) as c`.execute(db);
  const [sampled, matching] = [Number(rows[0]?.sampled), Number(rows[0]?.matching)];
  return sampled < leastSampled || (matching / sampled) * first >= page.limit;
}

/** @param first so many of those that the list would show are looked up, if contacts have a say; where they do not fill the page, all of them */
export async function findPage(
  db: Db,
  reading: ListReading,
  page: ListPage,
  first: number,
  most: number,
): Promise<FoundPage> {
  if (!asksForContact(reading))
    return {
      ids: await selectFirst(db, reading, page, page.limit),
      counted: await countByKeyword(db, reading, most),
      isAll: true,
    };
  if (sortColumns[page.sort].along === 'd' && (await mayFill(db, reading, page, first))) {
    const ids = await selectFirst(db, reading, page, first);
    const isAll = page.after === null && ids.length < first;
    const found = await findAmong(db, reading, page, most, sql`${uuidArray(ids)}::uuid[]`);
    if (isAll || (ids.length === first && found.ids.length === page.limit)) return { ...found, isAll };
  }
  const all = sql`array(select d.device_id from ${named(reading)})`;
  return { ...(await findAmong(db, reading, page, most, all)), isAll: true };
}
