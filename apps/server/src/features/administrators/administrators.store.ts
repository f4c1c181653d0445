/** The only SQL on administrators and their groups. */
import type { AdministratorRole, Language } from '@sekisho/contracts';
import { type Generated, type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { AccessRow } from './access.rules.ts';

export interface AdministratorsTable {
  organization_id: string;
  id: string;
  login_id: string;
  email: string;
  role: AdministratorRole;
  language: Language;
  /** `null`: invited, and has not come yet. */
  password_hash: string | null;
  created_at: Generated<Date>;
}

interface AdministratorGroupsTable {
  organization_id: string;
  administrator_id: string;
  group_id: number;
}

export type AdministratorRow = Selectable<AdministratorsTable>;

export interface ListedAdministrator extends AdministratorRow {
  readonly groups: { readonly id: number; readonly name: string }[];
  readonly has_second_factor: boolean;
}

export type AdministratorChanges = Partial<
  Pick<AdministratorRow, 'email' | 'language' | 'role'> & { password_hash: string }
>;

const tablesOf = (db: Db | Tx) =>
  db.$extendTables<{
    administrators: AdministratorsTable;
    administrator_groups: AdministratorGroupsTable;
    administrator_access: AccessRow;
  }>();

export async function insertAdministrator(tx: Tx, row: AdministratorRow): Promise<void> {
  await tablesOf(tx).insertInto('administrators').values(row).execute();
}

export async function selectByLoginId(db: Db | Tx, loginId: string): Promise<AdministratorRow | undefined> {
  return tablesOf(db).selectFrom('administrators').selectAll().where('login_id', '=', loginId).executeTakeFirst();
}

/** Of every organization; the address as it was typed, capital or small. */
export async function selectByEmail(db: Db, email: string, limit: number): Promise<AdministratorRow[]> {
  return tablesOf(db)
    .selectFrom('administrators')
    .selectAll()
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .orderBy('login_id')
    .limit(limit)
    .execute();
}

export async function selectById(
  db: Db | Tx,
  organizationId: string,
  id: string,
): Promise<AdministratorRow | undefined> {
  return tablesOf(db)
    .selectFrom('administrators')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function selectAccess(db: Db, organizationId: string, id: string): Promise<AccessRow | undefined> {
  return tablesOf(db)
    .selectFrom('administrator_access')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Everybody by login id, or one of them. */
export async function selectListed(db: Db | Tx, organizationId: string, id?: string): Promise<ListedAdministrator[]> {
  const { rows } = await sql<ListedAdministrator>`
    select a.*, c.has_second_factor,
      coalesce((select json_agg(json_build_object('id', g.id, 'name', g.name) order by g.name)
        from administrator_groups ag join device_groups g on g.organization_id = ag.organization_id and g.id = ag.group_id
        where ag.administrator_id = a.id and a.role = 'group'), '[]') as groups
    from administrators a join administrator_access c on c.id = a.id
    where a.organization_id = ${organizationId} ${id === undefined ? sql`` : sql`and a.id = ${id}`}
    order by a.login_id`.execute(db);
  return rows;
}

/** Locks everybody who administers the whole organization, so that two who remove each other come one after the other. */
export async function lockOrganizationAdministrators(
  tx: Tx,
  organizationId: string,
): Promise<Pick<AdministratorRow, 'id' | 'password_hash'>[]> {
  return tablesOf(tx)
    .selectFrom('administrators')
    .select(['id', 'password_hash'])
    .where('organization_id', '=', organizationId)
    .where('role', '=', 'organization')
    .orderBy('id')
    .forUpdate()
    .execute();
}

export async function lockAdministrator(
  tx: Tx,
  organizationId: string,
  id: string,
): Promise<(AdministratorRow & { readonly groupIds: number[] }) | undefined> {
  const row = await tablesOf(tx)
    .selectFrom('administrators')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const groups = await tablesOf(tx)
    .selectFrom('administrator_groups')
    .select('group_id')
    .where('administrator_id', '=', id)
    .execute();
  return { ...row, groupIds: groups.map(({ group_id }) => group_id) };
}

export async function updateAdministrator(
  tx: Tx,
  organizationId: string,
  id: string,
  changes: AdministratorChanges,
): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  await tablesOf(tx)
    .updateTable('administrators')
    .set(changes)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

export async function replaceGroups(
  tx: Tx,
  organizationId: string,
  administratorId: string,
  groupIds: readonly number[],
): Promise<void> {
  await tablesOf(tx).deleteFrom('administrator_groups').where('administrator_id', '=', administratorId).execute();
  if (groupIds.length === 0) return;
  await tablesOf(tx)
    .insertInto('administrator_groups')
    .values(
      groupIds.map((group_id) => ({ organization_id: organizationId, administrator_id: administratorId, group_id })),
    )
    .execute();
}

export async function deleteAdministrator(tx: Tx, organizationId: string, id: string): Promise<void> {
  await tablesOf(tx)
    .deleteFrom('administrators')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
