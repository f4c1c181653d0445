/** Which devices a reading of the list means, in SQL: scope, keyword, states, pending, contact. */
import {
  type DeviceListFilter,
  type DeviceStateName,
  inventoryOnlyKinds,
  type LockMode,
  residentClientKinds,
} from '@sekisho/contracts';
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
const isUnwiped = [isActive, sql`d.wiped is null`];
const isUnlocked = sql`d.lock_mode not in ('remote', 'sim', 'timer')`;

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

const timedPolicies = ({ policies }: ListReading) => policies.filter(({ timerLock }) => timerLock.enabled);
const timedCodes = (reading: ListReading) => timedPolicies(reading).map(({ code }) => code);

/** `timerLocksAtMs` of device-state.rules, and that it has passed, of a device that is silent: nobody expects it of one that is online. */
function isTimerLockExpected(reading: ListReading): Sql {
  const { now } = reading;
  const timed = timedPolicies(reading);
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

interface StateConditions {
  /** What the list alone can tell. */
  readonly own: readonly Sql[];
  /** What the device has told has a say in. */
  readonly told: readonly Sql[];
}

/** `deriveDeviceState` in SQL, each state by itself so that the partial indexes serve it. */
function stateIs(state: DeviceStateName, reading: ListReading): StateConditions {
  const locked = (mode: LockMode) => ({
    own: [...isUnwiped, sql`d.lock_mode = ${sql.lit(mode)}`],
    told: [sql`not ${inWipe}`],
  });
  const unlocked = (...told: Sql[]) => ({ own: [...isUnwiped, isUnlocked], told: [sql`not ${inWipe}`, ...told] });
  const isExpected = isTimerLockExpected(reading);
  const isSettled = sql`not ${isPending(reading)}`;
  switch (state) {
    case 'deregistered':
      return { own: [sql`d.state = 'deregistered'`], told: [] };
    case 'wiped':
      return { own: [isActive, sql`d.wiped = 'complete'`], told: [] };
    case 'wipe-incomplete':
      return { own: [isActive, sql`d.wiped = 'incomplete'`], told: [] };
    case 'wiping':
      return { own: [...isUnwiped, sql`(d.lock_mode = 'wiping' or d.open_command = 'wipe')`], told: [inWipe] };
    case 'remote-locked':
      return locked('remote');
    case 'sim-locked':
      return locked('sim');
    case 'timer-locked':
      return locked('timer');
    case 'timer-lock-expected':
      return {
        ...unlocked(isExpected),
        own: [...isUnwiped, isUnlocked, sql`d.policy_code = any(${timedCodes(reading)}::text[])`],
      };
    case 'pending':
      return unlocked(isPending(reading), sql`${isExpected} is not true`);
    case 'online':
      return unlocked(isSettled, isOnline, sql`${isExpected} is not true`);
    case 'offline':
      return unlocked(isResident, isSettled, sql`c.silent_since < 'infinity'`, sql`${isExpected} is not true`);
    case 'inventory-only':
      return { own: [isActive, sql`d.client_kind = any(${[...inventoryOnlyKinds]}::text[])`], told: [] };
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

/** What the list alone can tell. */
export function ownConditions(reading: ListReading): Sql[] {
  const { scope, filter } = reading;
  const all: Sql[] = [sql`d.organization_id = ${scope.organizationId}`];
  if (scope.groupIds !== null) all.push(sql`d.group_id = any(${[...scope.groupIds]}::integer[])`);
  if (filter.keyword !== undefined && filter.keyword !== '') all.push(containsKeyword(filter.keyword, searchedTexts));
  if (filter.state !== undefined) all.push(...stateIs(filter.state, reading).own);
  if (filter.group !== undefined) all.push(sql`d.group_id = ${filter.group}`);
  if (filter.noGroup === true) all.push(sql`d.group_id is null`);
  if (filter.noGroup === false) all.push(sql`d.group_id is not null`);
  if (filter.policy !== undefined) all.push(sql`d.policy_code = ${filter.policy}`);
  if (filter.clientKind !== undefined) all.push(sql`d.client_kind = ${filter.clientKind}`);
  if (filter.software !== undefined) all.push(hasSoftware(filter.software));
  return all;
}

/** What asks what the device has told, which stands in another table than what people see of it. */
export function contactConditions(reading: ListReading): Sql[] {
  const { state, pending, notSeenSince: since } = reading.filter;
  const all: Sql[] = [];
  if (state !== undefined) all.push(...stateIs(state, reading).told);
  if (pending !== undefined) all.push(pending ? isPending(reading) : sql`not ${isPending(reading)}`);
  if (since !== undefined) all.push(notSeenSince(reading, since));
  return all;
}

export function conditions(reading: ListReading): Sql[] {
  return [...ownConditions(reading), ...contactConditions(reading)];
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

export function asksForContact(reading: ListReading): boolean {
  return contactConditions(reading).length > 0;
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
export function sources(reading: ListReading): Sql[] {
  return reading.filter.state === 'timer-lock-expected'
    ? [sql`c.policy_code = any(${timedCodes(reading)}::text[])`]
    : [];
}

/** Each is every device that may match, once and by index alone: as silent, as pending, as settled. */
export function driversOf(reading: ListReading): Sql[] {
  const { scope, filter, policies } = reading;
  const { pending, state } = filter;
  const own = sql`organization_id = ${scope.organizationId}`;
  const silent = silences(reading);
  const drivers =
    silent.length === 0
      ? []
      : [sql`(select device_id from device_contact as c where ${sql.join([own, ...silent], sql` and `)})`];
  const codes = policies.map(({ code }) => code);
  const wanted = numberArray(policies.map(({ wantedRevision }) => wantedRevision));
  const fetched = (than: '<' | '>=') => sql`select f.device_id from
      unnest(${codes}::text[], ${wanted}::bigint[]) as p(code, wanted) cross join lateral (
      select device_id, fetched_revision, device_revision from device_contact
      where ${own} and policy_code = p.code and fetched_revision ${sql.raw(than)} p.wanted offset 0) f`;
  const behind = sql`(fetched_revision is null or device_revision is null or fetched_revision < device_revision)`;
  if (pending === true || state === 'pending')
    drivers.push(sql`(select device_id from device_contact where ${own} and ${behind}
      union all ${fetched('<')} where not ${behind}
      union all select o.device_id from device_list o where o.organization_id = ${scope.organizationId}
        and o.open_command is not null and not exists (select from device_contact b
          where b.organization_id = o.organization_id and b.device_id = o.device_id and (b.fetched_revision is null
            or b.device_revision is null or b.fetched_revision < b.device_revision or b.fetched_revision
              < (${wanted}::bigint[])[array_position(${codes}::text[], b.policy_code)])))`);
  else if (pending === false)
    drivers.push(sql`(select device_id from device_list where ${own} and state <> 'active'
      union all ${fetched('>=')} where exists (select from device_list a
        where a.organization_id = ${scope.organizationId} and a.device_id = f.device_id and a.state = 'active'))`);
  else if (state === 'online' || state === 'offline') drivers.push(sql`(${fetched('>=')})`);
  return drivers;
}
