/** What of the list is shown, as it stands in the address, and what is asked of the server for it. Pure but for the reader's time zone. */
import type { DeviceListQuery, DeviceStateName } from '@sekisho/contracts';
import { isDay, startOfDay } from '../../ui/day.ts';

export const listStates: readonly DeviceStateName[] = [
  'wipe-incomplete',
  'wiping',
  'remote-locked',
  'sim-locked',
  'timer-locked',
  'timer-lock-expected',
  'pending',
  'online',
  'offline',
  'inventory-only',
  'wiped',
  'deregistered',
];
export const sortableColumns = ['computerName', 'userName', 'lastSeenAt', 'registeredAt', 'policyCode'] as const;
export type SortableColumn = (typeof sortableColumns)[number];
export type DeviceSort = SortableColumn | `-${SortableColumn}`;
export const unseenChoices = [1, 7, 30, 90] as const;

/** `group` is an id, or `none` for devices without a group. `unseenDays`: no check-in for that long. */
export type DeviceFilters = {
  keyword?: string;
  state?: DeviceStateName;
  group?: number | 'none';
  policy?: string;
  unseenDays?: number;
  /** No check-in on or after this day of the reader, as `2026-11-28`. */
  unseenSince?: string;
  /** Number of a title, or of one of its versions. */
  software?: number;
  sort?: DeviceSort;
  add?: true;
};

function isSort(value: unknown): value is DeviceSort {
  return typeof value === 'string' && sortableColumns.includes(value.replace(/^-/, '') as SortableColumn);
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Reads the address; what is not understood is left out, so that an old link still opens. */
export function parseDeviceFilters(search: Record<string, unknown>): DeviceFilters {
  const { keyword, state, group, policy, unseenDays, unseenSince, software, sort, add } = search;
  const filters: DeviceFilters = {};
  if (typeof keyword === 'string' || typeof keyword === 'number') {
    const text = String(keyword).slice(0, 200);
    if (text !== '') filters.keyword = text;
  }
  if (listStates.includes(state as DeviceStateName)) filters.state = state as DeviceStateName;
  if (group === 'none' || isPositiveInteger(group)) filters.group = group;
  if (typeof policy === 'string' && /^[A-Z][0-9]{2}$/.test(policy)) filters.policy = policy;
  if (isPositiveInteger(unseenDays) && unseenDays <= 3660) filters.unseenDays = unseenDays;
  if (typeof unseenSince === 'string' && isDay(unseenSince)) filters.unseenSince = unseenSince;
  if (isPositiveInteger(software) && software <= 2_147_483_647) filters.software = software;
  if (isSort(sort)) filters.sort = sort;
  if (add === true) filters.add = true;
  return filters;
}

export function isFiltered({ sort: _sort, add: _add, ...filters }: DeviceFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

const hourMs = 3_600_000;

/** The query for a view. The moment of `unseenDays` is rounded to the hour, so that the same view is the same query for a while. */
export function toDeviceQuery(filters: DeviceFilters, nowMs: number): DeviceListQuery {
  const { keyword, state, group, policy, unseenDays, unseenSince, software, sort } = filters;
  const query: DeviceListQuery = { sort: sort ?? 'computerName' };
  if (keyword !== undefined) query.keyword = keyword;
  // A locked device can be pending too, though the lock is what its state says.
  if (state === 'pending') query.pending = true;
  else if (state !== undefined) query.state = state;
  if (group === 'none') query.noGroup = true;
  else if (group !== undefined) query.group = group;
  if (policy !== undefined) query.policy = policy;
  if (software !== undefined) query.software = software;
  if (unseenSince !== undefined) query.notSeenSince = startOfDay(unseenSince);
  else if (unseenDays !== undefined)
    query.notSeenSince = new Date(Math.floor(nowMs / hourMs) * hourMs - unseenDays * 24 * hourMs).toISOString();
  return query;
}

/** The sort after a press on a column's head: ascending, then descending; times begin with the newest. */
export function nextSort(current: DeviceSort | undefined, column: SortableColumn): DeviceSort {
  const active = current ?? 'computerName';
  const newestFirst = column === 'lastSeenAt' || column === 'registeredAt';
  if (active.replace(/^-/, '') !== column) return newestFirst ? `-${column}` : column;
  return active === column ? `-${column}` : column;
}
