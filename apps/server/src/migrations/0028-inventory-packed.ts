/** Long contents of inventories are kept packed; an older server that runs beside a newer one shows their empty form. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table inventory_sections add column packed bytea`,
  // Compressed by us already.
  `alter table inventory_sections alter column packed set storage external`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
