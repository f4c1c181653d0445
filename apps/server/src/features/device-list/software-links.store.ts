/** Which software each device of the list has, and how many have it: by number, of a title or of one of its versions. */
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { DeviceScope } from './list-conditions.ts';

/** Of those that have any. */
export async function selectSoftwareOf(
  db: Db,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { rows } = await sql<{ device_id: string; has: string }>`select device_id, array_to_string(has, ',') as has
    from device_software where organization_id = ${organizationId}
      and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(db);
  // As one text a device: the driver reads arrays slowly.
  return new Map(rows.map((row) => [row.device_id, row.has === '' ? [] : row.has.split(',').map(Number)]));
}

export interface SoftwareOfDevice {
  readonly deviceId: string;
  readonly has: readonly number[];
}

export async function writeSoftwareOf(
  tx: Tx,
  organizationId: string,
  rows: readonly SoftwareOfDevice[],
): Promise<void> {
  if (rows.length === 0) return;
  const has = rows.map((row) => numberArray(row.has.toSorted((left, right) => left - right)));
  await sql`insert into device_software (organization_id, device_id, has)
    select ${organizationId}, v.device_id, v.has::integer[]
    from unnest(${uuidArray(rows.map(({ deviceId }) => deviceId))}::uuid[], ${has}::text[]) as v(device_id, has)
    on conflict (organization_id, device_id) do update set has = excluded.has`.execute(tx);
}

export async function deleteSoftwareOf(tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> {
  if (deviceIds.length === 0) return;
  await sql`delete from device_software where organization_id = ${organizationId}
    and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(tx);
}

export interface SoftwareCountChange {
  /** 0: the whole organization. */
  readonly group: number;
  readonly id: number;
  readonly by: number;
}

/** A statement is over long before it would be taken for one that hangs. */
const countsAtOnce = 10_000;

/** Rows that come to nothing go. In the order of the key: neighbours lie on the same pages. */
export async function addSoftwareCounts(
  tx: Tx,
  organizationId: string,
  changes: readonly SoftwareCountChange[],
): Promise<void> {
  const sorted = changes.toSorted((left, right) => left.group - right.group || left.id - right.id);
  for (let start = 0; start < sorted.length; start += countsAtOnce)
    await addSome(tx, organizationId, sorted.slice(start, start + countsAtOnce));
}

async function addSome(tx: Tx, organizationId: string, changes: readonly SoftwareCountChange[]): Promise<void> {
  const groups = numberArray(changes.map(({ group }) => group));
  const ids = numberArray(changes.map(({ id }) => id));
  await sql`insert into software_counts as c (organization_id, group_id, id, title_id, devices)
    select ${organizationId}, v.group_id, v.id, coalesce(s.title_id, v.id), v.by
    from unnest(${groups}::integer[], ${ids}::integer[], ${numberArray(changes.map(({ by }) => by))}::integer[])
      as v(group_id, id, by)
    left join software_versions s on s.organization_id = ${organizationId} and s.id = v.id
    on conflict (organization_id, group_id, id) do update set devices = c.devices + excluded.devices`.execute(tx);
  if (changes.every(({ by }) => by > 0)) return;
  await sql`delete from software_counts c using unnest(${groups}::integer[], ${ids}::integer[]) as v(group_id, id)
    where c.organization_id = ${organizationId} and c.group_id = v.group_id and c.id = v.id and c.devices = 0`.execute(
    tx,
  );
}

/** Active devices that have it, in the groups asked for; `null`: in all. */
export async function countSoftware(db: Db, { organizationId, groupIds }: DeviceScope, id: number): Promise<number> {
  const groups = groupIds === null ? [0] : groupIds;
  const { rows } = await sql<{
    devices: number;
  }>`select coalesce(sum(devices), 0)::integer as devices from software_counts
    where organization_id = ${organizationId} and group_id = any(${numberArray(groups)}::integer[]) and id = ${id}`.execute(
    db,
  );
  return rows[0]?.devices ?? 0;
}
