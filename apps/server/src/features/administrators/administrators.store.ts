/** The only SQL on administrators. */
import type { Language } from '@sekisho/contracts';
import type { Generated, Selectable } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface AdministratorsTable {
  organization_id: string;
  id: string;
  login_id: string;
  email: string;
  role: 'organization' | 'group';
  language: Language;
  password_hash: string;
  created_at: Generated<Date>;
}

export type AdministratorRow = Selectable<AdministratorsTable>;

const tablesOf = (db: Db | Tx) => db.$extendTables<{ administrators: AdministratorsTable }>();

export async function insertAdministrator(tx: Tx, row: AdministratorRow): Promise<void> {
  await tablesOf(tx).insertInto('administrators').values(row).execute();
}

export async function selectByLoginId(db: Db | Tx, loginId: string): Promise<AdministratorRow | undefined> {
  return tablesOf(db).selectFrom('administrators').selectAll().where('login_id', '=', loginId).executeTakeFirst();
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

export async function selectAll(db: Db, organizationId: string): Promise<AdministratorRow[]> {
  return tablesOf(db)
    .selectFrom('administrators')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('login_id')
    .execute();
}

export async function updateAdministrator(
  tx: Tx,
  organizationId: string,
  id: string,
  changes: { email?: string; language?: Language; password_hash?: string },
): Promise<void> {
  await tablesOf(tx)
    .updateTable('administrators')
    .set(changes)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}
