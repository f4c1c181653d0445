/** The only SQL on device groups. */
import type { Generated } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface DeviceGroupsTable {
  organization_id: string;
  id: number;
  name: string;
  created_at: Generated<Date>;
}

export interface GroupRow {
  readonly id: number;
  readonly name: string;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ device_groups: DeviceGroupsTable }>();

export async function selectGroups(db: Db, organizationId: string): Promise<GroupRow[]> {
  return tablesOf(db)
    .selectFrom('device_groups')
    .select(['id', 'name'])
    .where('organization_id', '=', organizationId)
    .orderBy('name')
    .execute();
}

/** Locked so that it can be neither renamed nor deleted before the commit. */
export async function holdGroup(tx: Tx, organizationId: string, id: number): Promise<GroupRow | undefined> {
  return tablesOf(tx)
    .selectFrom('device_groups')
    .select(['id', 'name'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst();
}

export async function lockGroup(tx: Tx, organizationId: string, id: number): Promise<GroupRow | undefined> {
  return tablesOf(tx)
    .selectFrom('device_groups')
    .select(['id', 'name'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** `false`: the name is taken. */
export async function insertGroup(tx: Tx, organizationId: string, group: GroupRow): Promise<boolean> {
  const result = await tablesOf(tx)
    .insertInto('device_groups')
    .values({ organization_id: organizationId, ...group })
    .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function updateGroupName(tx: Tx, organizationId: string, id: number, name: string): Promise<void> {
  await tablesOf(tx)
    .updateTable('device_groups')
    .set({ name })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

export async function deleteGroup(tx: Tx, organizationId: string, id: number): Promise<void> {
  await tablesOf(tx)
    .deleteFrom('device_groups')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
