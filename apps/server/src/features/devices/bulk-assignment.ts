/** Policy, group, user name and note of many devices at once, in their records and in the list; for imports. */
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';
import { type BulkAssignment, holdListRows, updateAssignments } from '../device-list/index.ts';
import { lockDevices } from '../registration/index.ts';

const chunkSize = 5_000;

/** Locks rows of contact, records and rows of the list, each in the order of ids. */
export async function holdMany(tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> {
  const sorted = deviceIds.toSorted();
  for (let start = 0; start < sorted.length; start += chunkSize) {
    await lockDevices(tx, organizationId, sorted.slice(start, start + chunkSize));
  }
  for (let start = 0; start < sorted.length; start += chunkSize) {
    await sql`select from devices where organization_id = ${organizationId}
      and id = any(${uuidArray(sorted.slice(start, start + chunkSize))}::uuid[]) order by id for update`.execute(tx);
  }
  for (let start = 0; start < sorted.length; start += chunkSize) {
    await holdListRows(tx, organizationId, sorted.slice(start, start + chunkSize));
  }
}

/** All of them get the revision, changed or not. They are held already, and their policies and groups are. */
export async function assignMany(
  tx: Tx,
  organizationId: string,
  deviceRevision: number,
  rows: readonly BulkAssignment[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`update devices d set policy_code = v.policy_code, group_id = v.group_id, device_revision = ${deviceRevision}
    from unnest(${uuidArray(rows.map((row) => row.deviceId))}::uuid[], ${rows.map((row) => row.policyCode)}::text[],
      ${numberArray(rows.map((row) => row.group?.id ?? null))}::integer[]) as v(id, policy_code, group_id)
    where d.organization_id = ${organizationId} and d.id = v.id`.execute(tx);
  await updateAssignments(tx, organizationId, deviceRevision, rows);
}
