/** The device list as people read it: pages of summaries, and one device in detail. */
import {
  type DeviceDetail,
  type DeviceList,
  type DeviceListQuery,
  type DeviceSummary,
  isResident,
} from '@sekisho/contracts';
import type { Principal } from '../../platform/authorization/permissions.ts';
import type { Clock } from '../../platform/clock.ts';
import { byIndexesOnly } from '../../platform/database/by-indexes-only.ts';
import type { Db } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { Groups } from '../groups/index.ts';
import type { Organizations } from '../organizations/index.ts';
import type { Policies } from '../policies/index.ts';
import * as query from './device-list.query.ts';
import { deriveDeviceState, isPending, isReplaced, timerLocksAtMs } from './device-state.rules.ts';
import type { DeviceScope } from './list-conditions.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import { readPage } from './list-pages.ts';
import { listPolicies, type PolicyInList } from './listed-policies.ts';

export interface DeviceListReader {
  list(scope: DeviceScope, request: DeviceListQuery): Promise<DeviceList>;
  /** Throws `device-not-found`, also for devices outside of `scope`. */
  get(scope: DeviceScope, deviceId: string): Promise<DeviceDetail>;
}

export interface DeviceListPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly policies: Pick<Policies, 'list'>;
  readonly organizations: Pick<Organizations, 'homeRevision'>;
  readonly groups: Pick<Groups, 'list'>;
}

const defaultLimit = 100;

/** Which devices a principal may see. */
export function deviceScopeOf(principal: Principal): DeviceScope {
  return { organizationId: principal.organizationId, groupIds: principal.groupIds };
}

export function createDeviceListReader(ports: DeviceListPorts): DeviceListReader {
  const listedPolicies = async (organizationId: string) =>
    new Map((await listPolicies(ports, organizationId)).map((policy) => [policy.code, policy]));

  /** Groups whose name holds the keyword. */
  async function groupsNamed({ organizationId }: DeviceScope, keyword = ''): Promise<number[]> {
    if (keyword === '') return [];
    const groups = await ports.groups.list(organizationId);
    return groups.filter(({ name }) => name.includes(keyword)).map(({ id }) => id);
  }

  return {
    async list(scope, request) {
      const { sort: wantedSort, cursor, limit = defaultLimit, ...filter } = request;
      const policies = await listedPolicies(scope.organizationId);
      const now = new Date(ports.clock.now());
      const namedGroups = await groupsNamed(scope, filter.keyword);
      const reading = { scope, policies: [...policies.values()], filter, namedGroups, now };
      const { sort, descending } = parseSort(wantedSort ?? 'computerName');
      const sortText = `${descending ? '-' : ''}${sort}`;
      const after = cursor === undefined ? null : decodeCursor(cursor, sortText, query.sortsByMoment(sort));
      const { rows, counted } = await byIndexesOnly(ports.db, (db) =>
        readPage(db, reading, { sort, descending, after, limit: limit + 1 }),
      );
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const more = rows.length > limit && last !== undefined;
      return {
        items: shown.map((row) => summaryOf(row, policies.get(row.policy_code), now)),
        nextCursor: more ? encodeCursor(sortText, { key: last.sort_key, deviceId: last.device_id }) : null,
        total: counted.devices,
        totalIsExact: counted.isExact,
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
  const online = row.state === 'active' && row.online;
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
      resident: isResident(row.client_kind),
      lockMode: row.lock_mode,
      openCommand: row.open_command,
      wiped: row.wiped,
      replaced: isReplaced(row.registered_again_at, row.last_seen_at),
      pending,
      online,
      timerLockExpected: !row.online && locksAtMs !== null && locksAtMs <= now.getTime(),
    }),
    online,
    pending,
    lockMode: row.lock_mode,
    releasedUntil: row.released_until?.toISOString() ?? null,
    openCommand: row.open_command,
    logonUser: row.logon_user,
    platform: row.platform,
    clientKind: row.client_kind,
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
