/** The only SQL on saved searches. */
import type { DeviceView } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface SavedSearchRow {
  readonly id: string;
  /** `null`: of an administrator who is not there any more. */
  readonly administratorId: string | null;
  readonly loginId: string;
  readonly name: string;
  readonly shared: boolean;
  readonly view: DeviceView;
}

const columns = sql`id, administrator_id as "administratorId", login_id as "loginId", name, shared, view`;
const seenBy = (administratorId: string) => sql`(shared or administrator_id = ${administratorId})`;

export async function selectSearches(
  db: Db,
  organizationId: string,
  administratorId: string,
): Promise<SavedSearchRow[]> {
  const { rows } = await sql<SavedSearchRow>`select ${columns} from saved_searches
    where organization_id = ${organizationId} and ${seenBy(administratorId)} order by name, id`.execute(db);
  return rows;
}

/** Nobody else changes it before the commit. */
export async function holdSearch(
  tx: Tx,
  organizationId: string,
  administratorId: string,
  id: string,
): Promise<SavedSearchRow | undefined> {
  const { rows } = await sql<SavedSearchRow>`select ${columns} from saved_searches
    where organization_id = ${organizationId} and id = ${id} and ${seenBy(administratorId)} for update`.execute(tx);
  return rows[0];
}

export async function insertSearch(tx: Tx, organizationId: string, row: SavedSearchRow): Promise<void> {
  await sql`insert into saved_searches (organization_id, id, administrator_id, login_id, name, shared, view)
    values (${organizationId}, ${row.id}, ${row.administratorId}, ${row.loginId}, ${row.name}, ${row.shared},
      ${JSON.stringify(row.view)}::jsonb)`.execute(tx);
}

export async function updateSearch(tx: Tx, organizationId: string, row: SavedSearchRow): Promise<void> {
  await sql`update saved_searches set name = ${row.name}, shared = ${row.shared}, view = ${JSON.stringify(row.view)}::jsonb
    where organization_id = ${organizationId} and id = ${row.id}`.execute(tx);
}

export async function deleteSearch(tx: Tx, organizationId: string, id: string): Promise<void> {
  await sql`delete from saved_searches where organization_id = ${organizationId} and id = ${id}`.execute(tx);
}
