/** SQL on what people decide about a device: policy and group in its record. The record itself is made at registration. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

interface AssignmentColumns {
  organization_id: string;
  id: string;
  state: 'active' | 'deregistered';
  policy_code: string;
  group_id: number | null;
  device_revision: string;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ devices: AssignmentColumns }>();

export interface AssignedDevice {
  readonly state: 'active' | 'deregistered';
  readonly policyCode: string;
  readonly groupId: number | null;
}

export async function lockDevice(
  tx: Tx,
  scope: { organizationId: string; groupIds: readonly number[] | null },
  id: string,
): Promise<AssignedDevice | undefined> {
  const row = await tablesOf(tx)
    .selectFrom('devices')
    .select(['state', 'policy_code', 'group_id'])
    .where('organization_id', '=', scope.organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const inScope = scope.groupIds === null || (row.group_id !== null && scope.groupIds.includes(row.group_id));
  return inScope ? { state: row.state, policyCode: row.policy_code, groupId: row.group_id } : undefined;
}

export async function updateAssignment(
  tx: Tx,
  organizationId: string,
  id: string,
  values: { policyCode: string; groupId: number | null; deviceRevision: number },
): Promise<void> {
  await tablesOf(tx)
    .updateTable('devices')
    .set({
      policy_code: values.policyCode,
      group_id: values.groupId,
      device_revision: String(values.deviceRevision),
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

export async function moveDeregisteredToPolicy(
  tx: Tx,
  organizationId: string,
  from: string,
  to: string,
): Promise<void> {
  await tablesOf(tx)
    .updateTable('devices')
    .set({ policy_code: to })
    .where('organization_id', '=', organizationId)
    .where('policy_code', '=', from)
    .where('state', '=', 'deregistered')
    .execute();
}

export async function takeDeregisteredOutOfGroup(tx: Tx, organizationId: string, groupId: number): Promise<void> {
  await tablesOf(tx)
    .updateTable('devices')
    .set({ group_id: null })
    .where('organization_id', '=', organizationId)
    .where('group_id', '=', groupId)
    .where('state', '=', 'deregistered')
    .execute();
}

export const isUnderPolicy = (tx: Tx, organizationId: string, code: string) =>
  isThere(tx, sql`organization_id = ${organizationId} and policy_code = ${code}`);

export const isInGroup = (tx: Tx, organizationId: string, groupId: number) =>
  isThere(tx, sql`organization_id = ${organizationId} and group_id = ${groupId}`);

async function isThere(tx: Tx, condition: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql`select from devices where ${condition} limit 1`.execute(tx);
  return rows.length > 0;
}
