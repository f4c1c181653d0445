/** The device list as people read it: pages of summaries, and one device in detail. */
import type { DeviceDetail, DeviceList, DeviceListQuery, DeviceSummary } from '@sekisho/contracts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Groups } from '../groups/index.ts';
import type { Organizations } from '../organizations/index.ts';
import type { Policies } from '../policies/index.ts';
import * as query from './device-list.query.ts';
import { deriveDeviceState, isOnline, isPending, isReplaced, timerLocksAtMs } from './device-state.rules.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import { listPolicies, type PolicyInList } from './listed-policies.ts';

export interface DeviceListReader {
  list(scope: query.DeviceScope, request: DeviceListQuery): Promise<DeviceList>;
  /** Throws `device-not-found`, also for devices outside of `scope`. */
  get(scope: query.DeviceScope, deviceId: string): Promise<DeviceDetail>;
}

export interface DeviceListPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly policies: Pick<Policies, 'list'>;
  readonly organizations: Pick<Organizations, 'homeRevision'>;
  readonly groups: Pick<Groups, 'list'>;
}

const defaultLimit = 100;
/** More than this is shown as 'more than': counting a million on every keystroke helps nobody. */
const countedExactlyUpTo = 10_000;

/** Which devices a principal may see. */
export function deviceScopeOf(principal: Principal): query.DeviceScope {
  return { organizationId: principal.organizationId, groupIds: principal.groupIds };
}

export function createDeviceListReader(ports: DeviceListPorts): DeviceListReader {
  const listedPolicies = async (organizationId: string) =>
    new Map((await listPolicies(ports, organizationId)).map((policy) => [policy.code, policy]));

  async function search(reading: query.ListReading): Promise<string[] | null> {
    const { keyword } = reading.filter;
    if (keyword === undefined || keyword === '') return null;
    const groups = await ports.groups.list(reading.scope.organizationId);
    const named = groups.filter(({ name }) => name.includes(keyword)).map(({ id }) => id);
    return query.findByKeyword(ports.db, reading, keyword, named, countedExactlyUpTo);
  }

  return {
    async list(scope, request) {
      const { sort: wantedSort, cursor, limit = defaultLimit, ...filter } = request;
      const policies = await listedPolicies(scope.organizationId);
      const now = new Date(ports.clock.now());
      const reading = { scope, policies: [...policies.values()], filter, now };
      const { sort, descending } = parseSort(wantedSort ?? 'computerName');
      const sortText = `${descending ? '-' : ''}${sort}`;
      const after = cursor === undefined ? null : decodeCursor(cursor, sortText, query.sortsByMoment(sort));
      const found = await search(reading);
      const rows = await query.selectPage(ports.db, reading, { sort, descending, after, limit: limit + 1 }, found);
      // A first page that holds everything has counted already; what matches seldom is costly to look for twice.
      const complete = after === null && rows.length <= limit;
      const counted =
        found?.length ?? (complete ? rows.length : await query.countUpTo(ports.db, reading, countedExactlyUpTo));
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const more = rows.length > limit && last !== undefined;
      return {
        items: shown.map((row) => summaryOf(row, policies.get(row.policy_code), now)),
        nextCursor: more ? encodeCursor(sortText, { key: last.sort_key, deviceId: last.device_id }) : null,
        total: Math.min(counted, countedExactlyUpTo),
        totalIsExact: counted <= countedExactlyUpTo,
      };
    },
    async get(scope, deviceId) {
      const policies = await listedPolicies(scope.organizationId);
      const row = await query.selectOne(ports.db, scope, deviceId);
      if (row === undefined) throw new SekishoError('device-not-found');
      const policy = policies.get(row.policy_code);
      return {
        ...summaryOf(row, policy, new Date(ports.clock.now())),
        settingsRevision: { fetched: fetchedRevisionOf(row), wanted: wantedRevisionOf(row, policy) },
        checkInIntervalMs: policy?.checkInIntervalMs ?? 0,
        releasedBy: row.released_by,
        sim: { registered: row.sim_registered, present: row.sim_present },
      };
    },
  };
}

function parseSort(sort: NonNullable<DeviceListQuery['sort']>): { sort: query.SortName; descending: boolean } {
  const descending = sort.startsWith('-');
  return { sort: (descending ? sort.slice(1) : sort) as query.SortName, descending };
}

function fetchedRevisionOf(row: query.ListedRow): number | null {
  return row.fetched_revision === null ? null : Number(row.fetched_revision);
}

function wantedRevisionOf(row: query.ListedRow, policy: PolicyInList | undefined): number {
  return Math.max(policy?.wantedRevision ?? 0, Number(row.device_revision));
}

function locksAtMsOf(row: query.ListedRow, policy: PolicyInList | undefined): number | null {
  if (policy === undefined) return null;
  return timerLocksAtMs({
    registration: row.state,
    lockMode: row.lock_mode,
    lastSeenAtMs: row.last_seen_at?.getTime() ?? null,
    fetchedRevision: fetchedRevisionOf(row),
    fetchedPolicyCode: row.fetched_policy_code,
    policyCode: row.policy_code,
    policy,
  });
}

function summaryOf(row: query.ListedRow, policy: PolicyInList | undefined, now: Date): DeviceSummary {
  const pending = isPending({
    registration: row.state,
    fetchedRevision: fetchedRevisionOf(row),
    wantedRevision: wantedRevisionOf(row, policy),
    openCommand: row.open_command,
  });
  const lastSeenAtMs = row.last_seen_at?.getTime() ?? null;
  const online = row.state === 'active' && isOnline(lastSeenAtMs, policy?.checkInIntervalMs ?? 0, now.getTime());
  const locksAtMs = locksAtMsOf(row, policy);
  return {
    id: row.device_id,
    computerName: row.computer_name,
    userName: row.user_name,
    note: row.note,
    group: row.group_id === null ? null : { id: row.group_id, name: row.group_name ?? '' },
    policyCode: row.policy_code,
    policyName: policy?.name ?? row.policy_code,
    state: deriveDeviceState({
      registration: row.state,
      lockMode: row.lock_mode,
      openCommand: row.open_command,
      wiped: row.wiped,
      replaced: isReplaced(row.registered_again_at, row.last_seen_at),
      pending,
      online,
      timerLockExpected: locksAtMs !== null && locksAtMs <= now.getTime(),
    }),
    online,
    pending,
    lockMode: row.lock_mode,
    releasedUntil: row.released_until?.toISOString() ?? null,
    openCommand: row.open_command,
    logonUser: row.logon_user,
    platform: row.platform,
    osName: row.os_name,
    osVersion: row.os_version,
    manufacturer: row.manufacturer,
    model: row.model,
    hardwareSerialNumber: row.hardware_serial_number,
    addresses: row.addresses,
    agentVersion: row.agent_version,
    registeredAt: row.registered_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    timerLocksAt: locksAtMs === null ? null : new Date(locksAtMs).toISOString(),
  };
}
