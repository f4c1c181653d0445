/** Reads of the device list in SQL: pages, counts, one device. None reads more of the list than a page asks for. */
import type { DeviceClientKind, LockMode } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import {
  asksForContact,
  byKeyword,
  conditions,
  type DeviceScope,
  driversOf,
  type ListReading,
  type Sql,
  silences,
  sources,
} from './list-conditions.ts';
import type { ListPosition } from './list-cursor.ts';

export interface ListedRow {
  readonly device_id: string;
  readonly computer_name: string;
  readonly user_name: string;
  readonly note: string;
  readonly group_id: number | null;
  readonly group_name: string | null;
  readonly policy_code: string;
  readonly device_revision: string;
  readonly state: 'active' | 'deregistered';
  readonly lock_mode: LockMode;
  readonly released_until: Date | null;
  readonly released_by: 'key' | 'ssid' | null;
  readonly sim_registered: string | null;
  readonly sim_present: string | null;
  readonly open_command: 'lock' | 'unlock' | 'wipe' | null;
  readonly wiped: 'complete' | 'incomplete' | null;
  readonly registered_again_at: Date | null;
  readonly logon_user: string | null;
  readonly platform: 'linux' | 'windows' | 'macos';
  readonly client_kind: DeviceClientKind;
  readonly os_name: string;
  readonly os_version: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly hardware_serial_number: string;
  readonly addresses: string[];
  readonly agent_version: string;
  readonly registered_at: Date;
  readonly last_seen_at: Date | null;
  readonly fetched_revision: string | null;
  readonly fetched_policy_code: string | null;
  readonly online: boolean;
  readonly sort_key: string;
}

export type SortName = 'computerName' | 'userName' | 'lastSeenAt' | 'registeredAt' | 'policyCode';

export interface ListPage {
  readonly sort: SortName;
  readonly descending: boolean;
  readonly after: ListPosition | null;
  readonly limit: number;
}

interface SortColumn {
  readonly column: Sql;
  readonly isMoment: boolean;
  /** The table whose index has this order. */
  readonly along: 'd' | 'c';
}

/** Each has an index. Devices that never came stand as if last seen in 1970; those that are online now as one, after all others. */
export const sortColumns: Record<SortName, SortColumn> = {
  computerName: { column: sql`d.computer_name`, isMoment: false, along: 'd' },
  userName: { column: sql`d.user_name`, isMoment: false, along: 'd' },
  policyCode: { column: sql`d.policy_code`, isMoment: false, along: 'd' },
  registeredAt: { column: sql`d.registered_at`, isMoment: true, along: 'd' },
  lastSeenAt: { column: sql`c.silent_since`, isMoment: true, along: 'c' },
};

export function sortsByMoment(sort: SortName): boolean {
  return sortColumns[sort].isMoment;
}

export const tables = { d: sql`device_list as d`, c: sql`device_contact as c` } as const;
export const sameDevice = sql`c.organization_id = d.organization_id and c.device_id = d.device_id`;
export const source = sql`${tables.d} join ${tables.c} on ${sameDevice}`;

const columns = sql`d.device_id, d.computer_name, d.user_name, d.note, d.group_id, d.group_name, d.policy_code,
  d.device_revision, d.state, d.lock_mode, d.released_until, d.released_by, d.sim_registered, d.sim_present, d.open_command,
  d.wiped, d.registered_again_at, d.logon_user, d.platform, d.client_kind, d.os_name,
  d.os_version, d.manufacturer, d.model, d.hardware_serial_number, d.addresses, d.agent_version, d.registered_at,
  c.last_seen_at, c.fetched_revision, c.fetched_policy_code, c.silent_since = 'infinity' as online`;

function keyOf({ column, isMoment }: SortColumn): Sql {
  if (!isMoment) return column;
  return sql`case when ${column} = 'infinity' then 'infinity'
    else to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end`;
}

export const directionOf = ({ descending }: ListPage): Sql => sql.raw(descending ? 'desc' : 'asc');

export function orderOf(page: ListPage): Sql {
  const { column, along } = sortColumns[page.sort];
  const direction = directionOf(page);
  return sql`${column} ${direction}, ${sql.ref(`${along}.device_id`)} ${direction}`;
}

export function beyond({ sort, descending, after }: ListPage): Sql {
  if (after === null) return sql`true`;
  const { column, isMoment, along } = sortColumns[sort];
  const than = sql.raw(descending ? '<' : '>');
  return sql`(${column}, ${sql.ref(`${along}.device_id`)}) ${than}
    (${after.key}::${sql.raw(isMoment ? 'timestamptz' : 'text')}, ${after.deviceId}::uuid)`;
}

/** Filters that the index of a sort has too: they are no reason to read on in vain. */
function alongIndex(reading: ListReading, { sort }: ListPage): Sql[] {
  const { group, noGroup, policy } = reading.filter;
  if (sort === 'computerName' && group !== undefined) return [sql`d.group_id = ${group}`];
  if (sort === 'computerName' && noGroup === true) return [sql`d.group_id is null`];
  if (sort === 'policyCode' && policy !== undefined) return [sql`d.policy_code = ${policy}`];
  return sort === 'lastSeenAt' ? silences(reading) : [];
}

/** The next `most` devices along the sort, whether they match or not. */
function walkOf(reading: ListReading, page: ListPage, most: number): Sql {
  const { along } = sortColumns[page.sort];
  const where = [
    sql`${sql.ref(`${along}.organization_id`)} = ${reading.scope.organizationId}`,
    beyond(page),
    ...alongIndex(reading, page),
  ];
  return sql`(select * from ${tables[along]} where ${sql.join(where, sql` and `)} order by ${orderOf(page)} limit ${most})`;
}

function walkedSource(reading: ListReading, page: ListPage, most: number): Sql {
  const { along } = sortColumns[page.sort];
  const other = along === 'd' ? 'c' : 'd';
  return sql`${walkOf(reading, page, most)} as ${sql.raw(along)}
    cross join lateral (select * from ${tables[other]} where ${sameDevice} limit 1) as ${sql.raw(other)}`;
}

/** Looks at no more than `most` devices along the sort; so the page may hold fewer than there are. */
export async function walkPage(db: Db, reading: ListReading, page: ListPage, most: number): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select ${columns}, ${keyOf(sortColumns[page.sort])} as sort_key
    from ${walkedSource(reading, page, most)} where ${sql.join(conditions(reading), sql` and `)}
    order by ${orderOf(page)} limit ${page.limit}`.execute(db);
  return rows;
}

/** Whether fewer than `most` devices are left along the sort. */
export async function endsWithin(db: Db, reading: ListReading, page: ListPage, most: number): Promise<boolean> {
  const { rows } = await sql<{ walked: string }>`select count(*) as walked
    from ${walkOf(reading, page, most)} as walked`.execute(db);
  return Number(rows[0]?.walked) < most;
}

/** Of the first `most` devices along the sort; `isAll`: there are no more. */
export async function countAlong(
  db: Db,
  reading: ListReading,
  page: ListPage,
  most: number,
): Promise<{ readonly devices: number; readonly isAll: boolean }> {
  const first = { ...page, after: null };
  const { rows } = await sql<{ walked: string; matched: string }>`select count(*) as walked,
      count(*) filter (where ${sql.join(conditions(reading), sql` and `)}) as matched
    from ${walkedSource(reading, first, most)}`.execute(db);
  return { devices: Number(rows[0]?.matched), isAll: Number(rows[0]?.walked) < most };
}

/** What is silent, pending or settled comes first where that is seldom; `null`: it is not, or nobody asks for it. */
export async function seldomDriver(db: Db, reading: ListReading, most: number): Promise<Sql | null> {
  for (const driver of driversOf(reading)) {
    const { rows } = await sql<{ devices: string }>`select count(*) as devices from (
      select from ${driver} as p limit ${most + 1}) as first`.execute(db);
    if (Number(rows[0]?.devices) <= most) return driver;
  }
  return null;
}

function foundSource(reading: ListReading, page: ListPage, driver: Sql | null): Sql {
  if (driver === null) return asksForContact(reading) || page.sort === 'lastSeenAt' ? source : tables.d;
  return sql`${driver} as p
    cross join lateral (select * from ${tables.d} where d.organization_id = ${reading.scope.organizationId}
      and d.device_id = p.device_id limit 1) as d
    cross join lateral (select * from ${tables.c} where ${sameDevice} limit 1) as c`;
}

export interface FoundPage {
  readonly ids: readonly string[];
  /** Of all pages, no further than one more than asked for. */
  readonly counted: number;
  /** `false`: there may be more than were counted. */
  readonly isAll: boolean;
}

/** Finds all that match by their own indexes, and of them a page: for what is seldom, or stands far along the sort. */
export async function findPage(
  db: Db,
  reading: ListReading,
  page: ListPage,
  driver: Sql | null,
  most: number,
): Promise<FoundPage> {
  const { column } = sortColumns[page.sort];
  const direction = directionOf(page);
  const grams = driver === null ? byKeyword(reading) : [];
  const where = [...conditions(reading), ...silences(reading), ...sources(reading), ...grams];
  // Two filters that leave much each, and little together, are best met in memory.
  if (driver === null) await sql`select set_config('enable_hashjoin', 'on', true)`.execute(db);
  const { rows } = await sql<{ ids: string[]; counted: string }>`with found as materialized (
      select d.device_id, ${column} as key, ${beyond(page)} as beyond
      from ${foundSource(reading, page, driver)} where ${sql.join(where, sql` and `)})
    select array(select device_id from found where beyond
        order by key ${direction}, device_id ${direction} limit ${page.limit}) as ids,
      (select count(*) from (select from found limit ${most + 1}) as first) as counted`.execute(db);
  return { ids: rows[0]?.ids ?? [], counted: Number(rows[0]?.counted ?? 0), isAll: true };
}

/** A page of these devices alone, as far as they match. */
export async function selectAmong(
  db: Db,
  reading: ListReading,
  page: ListPage,
  among: readonly string[],
): Promise<ListedRow[]> {
  const where = [...conditions(reading), beyond(page), sql`d.device_id = any(${uuidArray(among)}::uuid[])`];
  const { rows } = await sql<ListedRow>`select ${columns}, ${keyOf(sortColumns[page.sort])} as sort_key
    from ${source} where ${sql.join(where, sql` and `)} order by ${orderOf(page)} limit ${page.limit}`.execute(db);
  return rows;
}

export async function selectOne(db: Db | Tx, scope: DeviceScope, deviceId: string): Promise<ListedRow | undefined> {
  const inScope = scope.groupIds === null ? sql`true` : sql`d.group_id = any(${[...scope.groupIds]}::integer[])`;
  const { rows } = await sql<ListedRow>`
    select ${columns}, '' as sort_key from ${source}
    where d.organization_id = ${scope.organizationId} and d.device_id = ${deviceId} and ${inScope}`.execute(db);
  return rows[0];
}
