/** What people's decisions change in the device list; in the transaction of the decision. */
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { deviceListTablesOf as tablesOf } from './device-list.table.ts';

export interface AssignedValues {
  readonly policyCode: string;
  readonly group: { readonly id: number; readonly name: string } | null;
  readonly deviceRevision: number;
  readonly userName?: string;
  readonly note?: string;
}

export async function updateAssignment(
  tx: Tx,
  organizationId: string,
  deviceId: string,
  values: AssignedValues,
): Promise<void> {
  await tablesOf(tx)
    .updateTable('device_list')
    .set({
      policy_code: values.policyCode,
      group_id: values.group?.id ?? null,
      group_name: values.group?.name ?? null,
      device_revision: String(values.deviceRevision),
      ...(values.userName === undefined ? {} : { user_name: values.userName }),
      ...(values.note === undefined ? {} : { note: values.note }),
    })
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', deviceId)
    .execute();
}

/** Rows in the order of their ids, as check-ins take them, so that the two never wait for each other in a ring. */
export async function renameGroup(tx: Tx, organizationId: string, groupId: number, name: string): Promise<void> {
  await sql`
    with held as (
      select device_id from device_list
      where organization_id = ${organizationId} and group_id = ${groupId}
      order by device_id for update)
    update device_list as d set group_name = ${name}
    from held where d.organization_id = ${organizationId} and d.device_id = held.device_id`.execute(tx);
}

/** Deregistered devices leave the group. */
export async function emptyGroupOfDeregistered(tx: Tx, organizationId: string, groupId: number): Promise<void> {
  await tablesOf(tx)
    .updateTable('device_list')
    .set({ group_id: null, group_name: null })
    .where('organization_id', '=', organizationId)
    .where('group_id', '=', groupId)
    .where('state', '=', 'deregistered')
    .execute();
}

export async function moveDeregisteredToPolicy(
  tx: Tx,
  organizationId: string,
  from: string,
  to: string,
): Promise<void> {
  await tablesOf(tx)
    .updateTable('device_list')
    .set({ policy_code: to })
    .where('organization_id', '=', organizationId)
    .where('policy_code', '=', from)
    .where('state', '=', 'deregistered')
    .execute();
}

/** Those of `deviceIds` under the policy. */
export async function filterByPolicy(
  db: Db,
  organizationId: string,
  policyCode: string,
  deviceIds: readonly string[],
): Promise<string[]> {
  const rows = await tablesOf(db)
    .selectFrom('device_list')
    .select('device_id')
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', sql<string>`any(${[...deviceIds]}::uuid[])`)
    .where('policy_code', '=', policyCode)
    .execute();
  return rows.map((row) => row.device_id);
}
