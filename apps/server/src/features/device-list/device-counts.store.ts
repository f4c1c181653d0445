/** Devices by policy, group and state, counted by triggers on the list: what people see of a million devices without counting them. */
import { sql } from 'kysely';
import type { FoldedCounts } from '../../platform/database/folded-counts.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { DeviceScope, ListReading } from './list-conditions.ts';
import { countSoftware } from './software-links.store.ts';

export interface Counted {
  readonly devices: number;
  /** `false`: there may be more. */
  readonly isExact: boolean;
}

export const deviceCounts: FoldedCounts = {
  table: 'device_counts',
  key: ['policy_code'],
  columns: ['policy_code', 'group_id', 'state'],
};

const inGroups = (groupIds: readonly number[] | null) =>
  groupIds === null ? sql`true` : sql`group_id = any(${[...groupIds]}::integer[])`;

/** `null`: the filter asks for more than what is kept. */
export async function countKept(db: Db, { scope, filter }: ListReading): Promise<Counted | null> {
  const { group, noGroup, policy, clientKind, state, keyword = '', pending, notSeenSince, software } = filter;
  if (keyword !== '' || clientKind !== undefined || pending !== undefined || notSeenSince !== undefined) return null;
  if (software !== undefined) return countWith(db, software, { scope, filter });
  if (state !== undefined && state !== 'deregistered') return null;
  const where = [sql`organization_id = ${scope.organizationId}`, inGroups(scope.groupIds)];
  if (group !== undefined) where.push(sql`group_id = ${group}`);
  if (noGroup !== undefined) where.push(noGroup ? sql`group_id is null` : sql`group_id is not null`);
  if (policy !== undefined) where.push(sql`policy_code = ${policy}`);
  if (state !== undefined) where.push(sql`state = 'deregistered'`);
  const { rows } = await sql<{ devices: string }>`select coalesce(sum(devices), 0) as devices from device_counts
    where ${sql.join(where, sql` and `)}`.execute(db);
  return { devices: Number(rows[0]?.devices ?? 0), isExact: true };
}

/** Of a title or version: kept by group, and by nothing else. */
async function countWith(
  db: Db,
  software: number,
  { scope, filter: { group, noGroup, policy, state } }: Pick<ListReading, 'scope' | 'filter'>,
): Promise<Counted | null> {
  if (noGroup !== undefined || policy !== undefined || state !== undefined) return null;
  const mayGroup = group === undefined || scope.groupIds === null || scope.groupIds.includes(group);
  const groupIds = group === undefined ? scope.groupIds : mayGroup ? [group] : [];
  return { devices: await countSoftware(db, { ...scope, groupIds }, software), isExact: true };
}

async function countActive<Key>(db: Db, key: 'policy_code' | 'group_id', { organizationId, groupIds }: DeviceScope) {
  const column = sql.ref(key);
  const { rows } = await sql<{ key: Key; devices: string }>`select ${column} as key, sum(devices) as devices
    from device_counts where organization_id = ${organizationId} and state = 'active' and ${column} is not null
      and ${inGroups(groupIds)} group by ${column} having sum(devices) > 0`.execute(db);
  return new Map(rows.map((row) => [row.key, Number(row.devices)]));
}

export function countByPolicy(db: Db, scope: DeviceScope): Promise<Map<string, number>> {
  return countActive<string>(db, 'policy_code', scope);
}

export function countByGroup(db: Db, organizationId: string): Promise<Map<number, number>> {
  return countActive<number>(db, 'group_id', { organizationId, groupIds: null });
}

/** Of every state. */
export async function countAll(db: Db, { organizationId, groupIds }: DeviceScope): Promise<number> {
  const { rows } = await sql<{ devices: string }>`select coalesce(sum(devices), 0) as devices from device_counts
    where organization_id = ${organizationId} and ${inGroups(groupIds)}`.execute(db);
  return Number(rows[0]?.devices ?? 0);
}
