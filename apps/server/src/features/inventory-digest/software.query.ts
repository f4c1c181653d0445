/** Software over all devices, by pages: titles with how many active devices have them, versions of one. Counts are kept, not counted. */
import { type RawBuilder, sql } from 'kysely';
import { numberArray } from '../../platform/database/array-literal.ts';
import type { Db } from '../../platform/database/tables.ts';
import { type DeviceScope, gramsOf } from '../device-list/index.ts';

export type SoftwareSort = 'name' | 'devices';

export interface SoftwarePosition {
  /** The name, or the number of devices. */
  readonly key: string;
  readonly id: number;
}

export interface SoftwarePage {
  readonly keyword: string;
  readonly sort: SoftwareSort;
  readonly descending: boolean;
  readonly after: SoftwarePosition | null;
  readonly limit: number;
}

export interface TitleRow {
  readonly id: number;
  readonly name: string;
  readonly publisher: string;
  readonly devices: number;
  readonly versions: number;
}

type Sql = RawBuilder<unknown>;

/** Group 0 holds the sum over the whole organization. */
const groupsOf = ({ groupIds }: DeviceScope): Sql =>
  groupIds === null ? sql`c.group_id = 0` : sql`c.group_id = any(${numberArray(groupIds)}::integer[])`;

const columns: Record<SoftwareSort, { readonly column: Sql; readonly type: Sql }> = {
  name: { column: sql`t.name`, type: sql`text` },
  devices: { column: sql`c.devices`, type: sql`integer` },
};

function beyond({ sort, descending, after }: SoftwarePage): Sql {
  if (after === null) return sql`true`;
  const { column, type } = columns[sort];
  return sql`(${column}, c.id) ${sql.raw(descending ? '<' : '>')} (${after.key}::${type}, ${after.id}::integer)`;
}

function orderOf({ sort, descending }: SoftwarePage, id: Sql): Sql {
  const direction = sql.raw(descending ? 'desc' : 'asc');
  return sql`${columns[sort].column} ${direction}, ${id} ${direction}`;
}

/** A part, case-sensitive, of name or publisher: by the index of its grams, then as it is. */
function named(organizationId: string, keyword: string): Sql {
  const grams = sql`(search_grams(name || E'\\x02' || publisher) collate "C") @> ${gramsOf(keyword)}::text[]`;
  return sql`(select * from software_titles where organization_id = ${organizationId} and ${grams}
    and (position(${keyword} in name) > 0 or position(${keyword} in publisher) > 0) offset 0)`;
}

/** Of the whole organization each title has one row; of some groups, several. */
function counts(scope: DeviceScope): Sql {
  const { organizationId } = scope;
  const own = sql`c.organization_id = ${organizationId} and ${groupsOf(scope)} and c.id = c.title_id`;
  if (scope.groupIds === null) return sql`(select c.id, c.devices from software_counts c where ${own})`;
  return sql`(select c.id, sum(c.devices)::integer as devices from software_counts c where ${own} group by c.id offset 0)`;
}

function pageOf(scope: DeviceScope, page: SoftwarePage): Sql {
  const { organizationId } = scope;
  const titles = page.keyword === '' ? sql`software_titles` : named(organizationId, page.keyword);
  // Along an index where one row of counts is one title: by name that of titles, else that of counts.
  const id = page.sort === 'name' && scope.groupIds === null ? sql`t.id` : sql`c.id`;
  return sql`select t.id, t.name, t.publisher, c.devices from ${titles} as t
    join ${counts(scope)} as c on c.id = t.id
    where t.organization_id = ${organizationId} and ${beyond(page)} order by ${orderOf(page, id)} limit ${page.limit}`;
}

export async function selectTitles(db: Db, scope: DeviceScope, page: SoftwarePage): Promise<TitleRow[]> {
  // What a keyword finds and what some groups have are best met in memory: neither has an index, once it is found.
  if (page.keyword !== '' || scope.groupIds !== null)
    await sql`select set_config('enable_hashjoin', 'on', true)`.execute(db);
  const { rows } = await sql<TitleRow>`select c.id, t.name, t.publisher, c.devices, (
      select count(distinct v.id)::integer from software_counts v where v.organization_id = ${scope.organizationId}
        and v.title_id = c.id and v.id <> c.id and ${versionGroups(scope)}) as versions
    from (${pageOf(scope, page)}) as c join lateral (select c.name, c.publisher) as t on true
    order by ${orderOf(page, sql`c.id`)}`.execute(db);
  return rows;
}

const versionGroups = ({ groupIds }: DeviceScope): Sql =>
  groupIds === null ? sql`v.group_id = 0` : sql`v.group_id = any(${numberArray(groupIds)}::integer[])`;

export interface NamedSoftware {
  readonly titleId: number;
  readonly name: string;
  readonly publisher: string;
  /** `null`: the title. */
  readonly version: string | null;
}

/** By the number of a title, or of a version. */
export async function selectSoftware(db: Db, organizationId: string, id: number): Promise<NamedSoftware | undefined> {
  const { rows } = await sql<NamedSoftware>`select t.id as "titleId", t.name, t.publisher, v.version
    from (select ${id}::integer as title_id, null as version
        union all select title_id, version from software_versions where organization_id = ${organizationId} and id = ${id}) v
    join software_titles t on t.organization_id = ${organizationId} and t.id = v.title_id`.execute(db);
  return rows[0];
}

export interface VersionRow {
  readonly id: number;
  readonly version: string;
  readonly devices: number;
}

/** Most devices first. */
export async function selectVersionsOf(
  db: Db,
  scope: DeviceScope,
  titleId: number,
  most: number,
): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`select c.id, v.version, c.devices
    from (select c.id, sum(c.devices)::integer as devices from software_counts c
        where c.organization_id = ${scope.organizationId} and ${groupsOf(scope)} and c.title_id = ${titleId} and c.id <> ${titleId}
        group by c.id order by 2 desc, 1 limit ${most}) c
    join software_versions v on v.organization_id = ${scope.organizationId} and v.id = c.id
    order by c.devices desc, c.id`.execute(db);
  return rows;
}

/** Of several titles, by title and text of the version. */
export async function selectVersionsOfAll(
  db: Db,
  scope: DeviceScope,
  titleIds: readonly number[],
): Promise<(VersionRow & { readonly titleId: number })[]> {
  const { rows } = await sql<
    VersionRow & { titleId: number }
  >`select c.id, c.title_id as "titleId", v.version, c.devices
    from (select c.id, c.title_id, sum(c.devices)::integer as devices from software_counts c
        where c.organization_id = ${scope.organizationId} and ${groupsOf(scope)}
          and c.title_id = any(${numberArray(titleIds)}::integer[]) and c.id <> c.title_id
        group by c.id, c.title_id) c
    join software_versions v on v.organization_id = ${scope.organizationId} and v.id = c.id
    order by c.title_id, v.version, c.id`.execute(db);
  return rows;
}
