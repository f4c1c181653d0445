/** What people decide about many devices at once, in the list: read, held in order, written in one statement for all. */
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface BulkAssignment {
  readonly deviceId: string;
  readonly policyCode: string;
  readonly group: { readonly id: number; readonly name: string } | null;
  readonly userName: string;
  readonly note: string;
}

export interface Assigned {
  readonly deviceId: string;
  readonly computerName: string;
  readonly state: 'active' | 'deregistered';
  readonly policyCode: string;
  readonly groupId: number | null;
  readonly userName: string;
  readonly note: string;
}

export async function selectAssignments(
  db: Db | Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<Assigned[]> {
  const { rows } = await sql<Assigned>`select device_id as "deviceId", computer_name as "computerName", state,
      policy_code as "policyCode", group_id as "groupId", user_name as "userName", note
    from device_list
    where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(db);
  return rows;
}

/** Rows in the order of their ids, as check-ins take them, so that the two never wait for each other in a ring. */
export async function holdListRows(tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> {
  await sql`select from device_list where organization_id = ${organizationId}
    and device_id = any(${uuidArray(deviceIds)}::uuid[]) order by device_id for update`.execute(tx);
}

export async function updateAssignments(
  tx: Tx,
  organizationId: string,
  deviceRevision: number,
  rows: readonly BulkAssignment[],
): Promise<void> {
  await sql`update device_list d set policy_code = v.policy_code, group_id = v.group_id, group_name = v.group_name,
      user_name = v.user_name, note = v.note, device_revision = ${deviceRevision}
    from unnest(${uuidArray(rows.map((row) => row.deviceId))}::uuid[], ${rows.map((row) => row.policyCode)}::text[],
      ${numberArray(rows.map((row) => row.group?.id ?? null))}::integer[],
      ${rows.map((row) => row.group?.name ?? null)}::text[], ${rows.map((row) => row.userName)}::text[],
      ${rows.map((row) => row.note)}::text[])
      as v(device_id, policy_code, group_id, group_name, user_name, note)
    where d.organization_id = ${organizationId} and d.device_id = v.device_id`.execute(tx);
}
