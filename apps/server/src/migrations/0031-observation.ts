/** Which API token started a task, for the audit log; commands on their way by kind and age, for whoever is on call. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table tasks add column token_id uuid`,
  `create index commands_under_way on commands (kind, issued_at) where state in ('issued', 'delivered')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
