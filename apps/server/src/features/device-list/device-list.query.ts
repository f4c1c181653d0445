/** Reads of the device list: filters, sorts, pages and counts in SQL, the organization first. */
import type { DeviceListFilter, DeviceStateName, LockMode } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { ListPosition } from './list-cursor.ts';

/** Who looks: always one organization, and within it perhaps only some groups. */
export interface DeviceScope {
  readonly organizationId: string;
  readonly groupIds: readonly number[] | null;
}

/** What a list must know of each policy. */
export interface ListedPolicy {
  readonly code: string;
  readonly name: string;
  /** The greater of the organization's and the policy's revision. */
  readonly wantedRevision: number;
  readonly onlineForMs: number;
  readonly revision: number;
  readonly timerLock: { readonly enabled: boolean; readonly periodMs: number };
}

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
  readonly sort_key: string;
}

export type SortName = 'computerName' | 'userName' | 'lastSeenAt' | 'registeredAt' | 'policyCode';

export interface ListPage {
  readonly sort: SortName;
  readonly descending: boolean;
  readonly after: ListPosition | null;
  readonly limit: number;
}

export interface ListReading {
  readonly scope: DeviceScope;
  readonly policies: readonly ListedPolicy[];
  readonly filter: DeviceListFilter;
  readonly now: Date;
}

type Sql = RawBuilder<unknown>;

/** Devices that never came stand as if last seen in 1970, so that a sort has one order. */
const sortColumns: Record<SortName, { column: Sql; isMoment: boolean }> = {
  computerName: { column: sql`d.computer_name`, isMoment: false },
  userName: { column: sql`d.user_name`, isMoment: false },
  policyCode: { column: sql`d.policy_code`, isMoment: false },
  registeredAt: { column: sql`d.registered_at`, isMoment: true },
  lastSeenAt: { column: sql`coalesce(c.last_seen_at, timestamptz 'epoch')`, isMoment: true },
};

export function sortsByMoment(sort: SortName): boolean {
  return sortColumns[sort].isMoment;
}

/** A fact of the device's policy, looked up in arrays: a join would leave the planner to guess how many policies there are. */
function ofPolicy(
  policies: readonly ListedPolicy[],
  values: readonly (number | null)[],
  type: 'bigint' | 'float8',
): Sql {
  const codes = policies.map((policy) => policy.code);
  return sql`(${values}::${sql.raw(type)}[])[array_position(${codes}::text[], d.policy_code)]`;
}

const isActive = sql`d.state = 'active'`;
const isReplaced = sql`(d.registered_again_at is not null and coalesce(c.last_seen_at < d.registered_again_at, true))`;
const inWipe = sql`((d.lock_mode = 'wiping' or d.open_command is not distinct from 'wipe') and not ${isReplaced})`;
const wiping = sql`(${isActive} and d.wiped is null and ${inWipe})`;
const notWiping = sql`(${isActive} and d.wiped is null and not ${inWipe})`;
const unlocked = sql`(${notWiping} and d.lock_mode not in ('remote', 'sim', 'timer'))`;

/** `isPending` of device-state.rules, in SQL; a test holds the two together. */
function isPending({ policies }: ListReading): Sql {
  const wanted = ofPolicy(
    policies,
    policies.map((policy) => policy.wantedRevision),
    'bigint',
  );
  return sql`(${isActive} and (d.open_command is not null or c.fetched_revision is null
    or c.fetched_revision < d.device_revision or c.fetched_revision < ${wanted}))`;
}

function isOnline({ policies, now }: ListReading): Sql {
  const onlineMs = ofPolicy(
    policies,
    policies.map((policy) => policy.onlineForMs),
    'float8',
  );
  return sql`coalesce(c.last_seen_at >= ${now}::timestamptz - ${onlineMs} * interval '1 millisecond', false)`;
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** `timerLocksAtMs` of device-state.rules, and that it has passed. The day, which is indexed, leaves out those seen lately. */
function isTimerLockExpected({ policies, now }: ListReading): Sql {
  const timed = policies.filter(({ timerLock }) => timerLock.enabled);
  const shortestMs = Math.min(...timed.map(({ timerLock }) => timerLock.periodMs));
  if (timed.length === 0) return sql`false`;
  const period = ofPolicy(
    timed,
    timed.map(({ timerLock }) => timerLock.periodMs),
    'float8',
  );
  const revision = ofPolicy(
    timed,
    timed.map((policy) => policy.revision),
    'bigint',
  );
  return sql`(d.lock_mode = 'unlocked' and c.fetched_policy_code = d.policy_code
    and ${notSeenAfter(now.getTime() - shortestMs)}
    and c.last_seen_at + ${period} * interval '1 millisecond' <= ${now}::timestamptz and c.fetched_revision >= ${revision})`;
}

/** A coarse look at the indexed day; exact only together with the moment itself. */
function notSeenAfter(ms: number): Sql {
  return sql`(c.last_seen_day is null or c.last_seen_day <= ${dayOf(ms)}::date)`;
}

/** `deriveDeviceState` in SQL, each state by itself so that the partial indexes serve it. */
function stateIs(state: DeviceStateName, reading: ListReading): Sql {
  switch (state) {
    case 'deregistered':
      return sql`d.state = 'deregistered'`;
    case 'wiped':
      return sql`(${isActive} and d.wiped = 'complete')`;
    case 'wipe-incomplete':
      return sql`(${isActive} and d.wiped = 'incomplete')`;
    case 'wiping':
      return wiping;
    case 'remote-locked':
      return sql`(${notWiping} and d.lock_mode = 'remote')`;
    case 'sim-locked':
      return sql`(${notWiping} and d.lock_mode = 'sim')`;
    case 'timer-locked':
      return sql`(${notWiping} and d.lock_mode = 'timer')`;
    case 'timer-lock-expected':
      return sql`(${unlocked} and ${isTimerLockExpected(reading)})`;
    case 'pending':
      return sql`(${unlocked} and ${isPending(reading)} and ${isTimerLockExpected(reading)} is not true)`;
    case 'online':
      return sql`(${unlocked} and not ${isPending(reading)} and ${isOnline(reading)}
        and ${isTimerLockExpected(reading)} is not true)`;
    case 'offline':
      return sql`(${unlocked} and not ${isPending(reading)} and not ${isOnline(reading)}
        and ${isTimerLockExpected(reading)} is not true)`;
  }
}

/** A part, case-sensitive, nothing in it has a meaning of its own. */
function containsKeyword(keyword: string, columns: readonly Sql[]): Sql {
  return sql`(${sql.join(
    columns.map((column) => sql`position(${keyword} in ${column}) > 0`),
    sql` or `,
  )})`;
}

const ownTexts = [sql`d.computer_name`, sql`d.user_name`, sql`d.note`];
const searchedTexts = [...ownTexts, sql`d.group_name`];

export function conditions(reading: ListReading): Sql[] {
  const { scope, filter } = reading;
  const all: Sql[] = [sql`d.organization_id = ${scope.organizationId}`];
  if (scope.groupIds !== null) all.push(sql`d.group_id = any(${[...scope.groupIds]}::integer[])`);
  if (filter.keyword !== undefined && filter.keyword !== '') all.push(containsKeyword(filter.keyword, searchedTexts));
  if (filter.state !== undefined) all.push(stateIs(filter.state, reading));
  if (filter.pending !== undefined) all.push(filter.pending ? isPending(reading) : sql`not ${isPending(reading)}`);
  if (filter.group !== undefined) all.push(sql`d.group_id = ${filter.group}`);
  if (filter.noGroup === true) all.push(sql`d.group_id is null`);
  if (filter.noGroup === false) all.push(sql`d.group_id is not null`);
  if (filter.policy !== undefined) all.push(sql`d.policy_code = ${filter.policy}`);
  if (filter.notSeenSince !== undefined) {
    all.push(sql`(c.last_seen_at is null or c.last_seen_at < ${filter.notSeenSince}::timestamptz)`);
    all.push(notSeenAfter(Date.parse(filter.notSeenSince)));
  }
  return all;
}

export const source = sql`device_list as d
  join device_contact as c on c.organization_id = d.organization_id and c.device_id = d.device_id`;

const columns = sql`d.device_id, d.computer_name, d.user_name, d.note, d.group_id, d.group_name, d.policy_code,
  d.device_revision, d.state, d.lock_mode, d.released_until, d.released_by, d.sim_registered, d.sim_present, d.open_command,
  d.wiped, d.registered_again_at, d.logon_user, d.platform, d.os_name,
  d.os_version, d.manufacturer, d.model, d.hardware_serial_number, d.addresses, d.agent_version, d.registered_at,
  c.last_seen_at, c.fetched_revision, c.fetched_policy_code`;

/** @param among only these devices */
export async function selectPage(
  db: Db,
  reading: ListReading,
  page: ListPage,
  among: readonly string[] | null,
): Promise<ListedRow[]> {
  const { column, isMoment } = sortColumns[page.sort];
  const key = isMoment ? sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : column;
  const where = conditions(reading);
  if (among !== null) where.push(sql`d.device_id = any(${uuidArray(among)}::uuid[])`);
  if (page.after !== null) {
    const type = sql.raw(isMoment ? 'timestamptz' : 'text');
    const than = sql.raw(page.descending ? '<' : '>');
    where.push(sql`(${column}, d.device_id) ${than} (${page.after.key}::${type}, ${page.after.deviceId}::uuid)`);
  }
  const direction = sql.raw(page.descending ? 'desc' : 'asc');
  const { rows } = await sql<ListedRow>`
    select ${columns}, ${key} as sort_key
    from ${source}
    where ${sql.join(where, sql` and `)}
    order by ${column} ${direction}, d.device_id ${direction}
    limit ${page.limit}`.execute(db);
  return rows;
}

/** Its neighbouring pairs of signs, or the one sign it is: `search_grams` of the schema makes the same of every text. */
export function gramsOf(keyword: string): string[] {
  const signs = [...keyword];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}

const indexedGrams = sql`(search_grams(d.computer_name || E'\\x02' || d.user_name || E'\\x02' || d.note) collate "C")`;

/**
 * The devices that match a keyword, found by its grams; `null` when there are more than `most`: then they are so common that walking
 * along the list finds them soon.
 * @param groupIds groups whose name holds the keyword
 */
export async function findByKeyword(
  db: Db,
  reading: ListReading,
  keyword: string,
  groupIds: readonly number[],
  most: number,
): Promise<string[] | null> {
  const where = sql.join(conditions(reading), sql` and `);
  const own = containsKeyword(keyword, ownTexts);
  const { rows } = await sql<{ ids: string[] }>`select array(
      (select d.device_id from ${source}
        where ${where} and ${own} and ${indexedGrams} @> ${gramsOf(keyword)}::text[] limit ${most + 1})
      union all
      (select d.device_id from ${source}
        where ${where} and not ${own} and d.group_id = any(${numberArray(groupIds)}::integer[]) limit ${most + 1})
    ) as ids`.execute(db);
  const ids = rows[0]?.ids ?? [];
  return ids.length > most ? null : ids;
}

/** Counts no further than `most` + 1. */
export async function countUpTo(db: Db, reading: ListReading, most: number): Promise<number> {
  const where = conditions(reading);
  const { rows } = await sql<{ devices: string }>`
    select count(*) as devices from (
      select 1 from ${source} where ${sql.join(where, sql` and `)} limit ${most + 1}) as found`.execute(db);
  return Number(rows[0]?.devices ?? 0);
}

export async function selectOne(db: Db | Tx, scope: DeviceScope, deviceId: string): Promise<ListedRow | undefined> {
  const inScope = scope.groupIds === null ? sql`true` : sql`d.group_id = any(${[...scope.groupIds]}::integer[])`;
  const { rows } = await sql<ListedRow>`
    select ${columns}, '' as sort_key from ${source}
    where d.organization_id = ${scope.organizationId} and d.device_id = ${deviceId} and ${inScope}`.execute(db);
  return rows[0];
}
