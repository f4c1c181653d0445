/** The only SQL on uninstall passwords. */
import type { UninstallVerifier } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

interface UninstallPasswordsTable {
  organization_id: string;
  sealed: Buffer;
  verifier: UninstallVerifier;
  issued_at: Date;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ uninstall_passwords: UninstallPasswordsTable }>();

export async function selectPassword(db: Db | Tx, organizationId: string) {
  return tablesOf(db)
    .selectFrom('uninstall_passwords')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
}

export interface NewPassword {
  readonly organizationId: string;
  readonly sealed: Buffer;
  readonly verifier: UninstallVerifier;
  readonly issuedAt: Date;
}

/** Keeps one that is there already. */
export async function insertPassword(tx: Tx, row: NewPassword): Promise<void> {
  await sql`insert into uninstall_passwords (organization_id, sealed, verifier, issued_at)
    values (${row.organizationId}, ${row.sealed}, ${JSON.stringify(row.verifier)}::jsonb, ${row.issuedAt})
    on conflict (organization_id) do nothing`.execute(tx);
}

export async function replacePassword(tx: Tx, row: NewPassword): Promise<void> {
  await sql`insert into uninstall_passwords (organization_id, sealed, verifier, issued_at)
    values (${row.organizationId}, ${row.sealed}, ${JSON.stringify(row.verifier)}::jsonb, ${row.issuedAt})
    on conflict (organization_id) do update
      set sealed = excluded.sealed, verifier = excluded.verifier, issued_at = excluded.issued_at`.execute(tx);
}

/** Founded before there were such passwords. */
export async function selectOrganizationsWithout(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from organizations o
    where not exists (select from uninstall_passwords p where p.organization_id = o.id) order by id`.execute(db);
  return rows.map(({ id }) => id);
}
