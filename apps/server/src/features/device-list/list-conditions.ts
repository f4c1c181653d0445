/** Which devices a reading of the list means, in SQL: scope, keyword, states, pending, contact. */
import { type DeviceListFilter, type DeviceStateName, residentClientKinds } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
import { numberArray } from '../../platform/database/array-literal.ts';

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

export interface ListReading {
  readonly scope: DeviceScope;
  readonly policies: readonly ListedPolicy[];
  readonly filter: DeviceListFilter;
  /** Groups whose name holds the keyword. */
  readonly namedGroups: readonly number[];
  readonly now: Date;
}

export type Sql = RawBuilder<unknown>;

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
const isResident = sql`d.client_kind = any(${[...residentClientKinds]}::text[])`;
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

/** `silence.jobs` notes who has fallen silent; the next contact ends it in its own statement. */
const isOnline = sql`c.silent_since = 'infinity'`;

/** Within this time after it is due, silence is noticed. */
const noticeMs = 5 * 60_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** `timerLocksAtMs` of device-state.rules, and that it has passed, of a device that is silent: nobody expects it of one that is online. */
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
    and c.silent_since <= ${new Date(now.getTime() - shortestMs)}::timestamptz
    and c.last_seen_at + ${period} * interval '1 millisecond' <= ${now}::timestamptz and c.fetched_revision >= ${revision})`;
}

/** Whether everybody who was last heard of before then has been noted as silent. */
function isNoticed({ policies, now }: ListReading, moment: string): boolean {
  const longestMs = Math.max(...policies.map(({ onlineForMs }) => onlineForMs));
  return Date.parse(moment) <= now.getTime() - longestMs - noticeMs;
}

/** Whoever was last heard of long enough ago stands in the index of the silent; more lately than that, the indexed day leaves out some. */
function notSeenSince(reading: ListReading, moment: string): Sql {
  const found = isNoticed(reading, moment)
    ? sql`c.silent_since < ${moment}::timestamptz`
    : sql`(c.last_seen_day is null or c.last_seen_day <= ${dayOf(Date.parse(moment))}::date)`;
  return sql`(${isResident} and ${found} and (c.last_seen_at is null or c.last_seen_at < ${moment}::timestamptz))`;
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
      return sql`(${unlocked} and not ${isPending(reading)} and ${isOnline}
        and ${isTimerLockExpected(reading)} is not true)`;
    case 'offline':
      return sql`(${isResident} and ${unlocked} and not ${isPending(reading)} and c.silent_since < 'infinity'
        and ${isTimerLockExpected(reading)} is not true)`;
    case 'inventory-only':
      return sql`(${isActive} and not ${isResident})`;
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

/** Of one device by its row, of all by the index of what they have: as the planner likes. */
const hasSoftware = (
  id: number,
) => sql`exists (select from device_software s where s.organization_id = d.organization_id
  and s.device_id = d.device_id and s.has @> ${numberArray([id])}::integer[])`;

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
  if (filter.clientKind !== undefined) all.push(sql`d.client_kind = ${filter.clientKind}`);
  if (filter.notSeenSince !== undefined) all.push(notSeenSince(reading, filter.notSeenSince));
  if (filter.software !== undefined) all.push(hasSoftware(filter.software));
  return all;
}

/** Its neighbouring pairs of signs, or the one sign it is: `search_grams` of the schema makes the same of every text. */
export function gramsOf(keyword: string): string[] {
  const signs = [...keyword];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}

const indexedGrams = sql`(search_grams(d.computer_name || E'\\x02' || d.user_name || E'\\x02' || d.note) collate "C")`;

/** The keyword once more, by way of the index of its grams. */
export function byKeyword({ filter: { keyword = '' }, namedGroups }: ListReading): Sql[] {
  if (keyword === '') return [];
  const own = sql`${indexedGrams} @> ${gramsOf(keyword)}::text[]`;
  if (namedGroups.length === 0) return [own];
  return [sql`(${own} or d.group_id = any(${numberArray(namedGroups)}::integer[]))`];
}

/** Whether a filter looks at what the device has told, which stands in another table than what people see of it. */
export function asksForContact({ filter: { state, pending, notSeenSince: since } }: ListReading): boolean {
  const isOfRecord =
    state === undefined || ['deregistered', 'wiped', 'wipe-incomplete', 'inventory-only'].includes(state);
  return !isOfRecord || pending !== undefined || since !== undefined;
}

/** What a filter says of silence alone. */
export function silences(reading: ListReading): Sql[] {
  const { state, notSeenSince: since } = reading.filter;
  if (state === 'online') return [isOnline];
  // Who never came is not offline but pending.
  const silent = state === 'offline' || state === 'timer-lock-expected';
  return [
    ...(silent ? [sql`c.silent_since > 'epoch' and c.silent_since < 'infinity'`] : []),
    ...(since !== undefined && isNoticed(reading, since) ? [sql`c.silent_since < ${since}::timestamptz`] : []),
  ];
}

/** What `conditions` say already, said once more so that an index can tell it. */
export function sources({ filter: { state }, policies }: ListReading): Sql[] {
  if (state === 'wiping') return [sql`(d.lock_mode = 'wiping' or d.open_command = 'wipe')`];
  if (state !== 'timer-lock-expected') return [];
  const timed = policies.filter(({ timerLock }) => timerLock.enabled).map(({ code }) => code);
  return [sql`c.policy_code = any(${timed}::text[])`];
}

/** Every device that may be pending, or may be settled, once each and by index alone; `null`: the filter asks for neither. */
export function driverOf({ scope, filter: { pending, state }, policies }: ListReading): Sql | null {
  const own = sql`organization_id = ${scope.organizationId}`;
  const codes = policies.map(({ code }) => code);
  const wanted = numberArray(policies.map(({ wantedRevision }) => wantedRevision));
  const fetched = (than: '<' | '>=') => sql`select f.device_id from
      unnest(${codes}::text[], ${wanted}::bigint[]) as p(code, wanted) cross join lateral (
      select device_id, fetched_revision, device_revision from device_contact
      where ${own} and policy_code = p.code and fetched_revision ${sql.raw(than)} p.wanted offset 0) f`;
  const behind = sql`(fetched_revision is null or device_revision is null or fetched_revision < device_revision)`;
  if (pending === true || state === 'pending')
    return sql`(select device_id from device_contact where ${own} and ${behind}
      union all ${fetched('<')} where not ${behind}
      union all select o.device_id from device_list o where o.organization_id = ${scope.organizationId}
        and o.open_command is not null and not exists (select from device_contact b
          where b.organization_id = o.organization_id and b.device_id = o.device_id and (b.fetched_revision is null
            or b.device_revision is null or b.fetched_revision < b.device_revision or b.fetched_revision
              < (${wanted}::bigint[])[array_position(${codes}::text[], b.policy_code)])))`;
  if (pending === false)
    return sql`(select device_id from device_list where ${own} and state <> 'active'
      union all ${fetched('>=')} where exists (select from device_list a
        where a.organization_id = ${scope.organizationId} and a.device_id = f.device_id and a.state = 'active'))`;
  return state === 'online' || state === 'offline' ? sql`(${fetched('>=')})` : null;
}
