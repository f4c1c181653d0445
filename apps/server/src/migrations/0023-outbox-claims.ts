/** Messages in the outbox can be claimed by a relay for a while, for a bus that takes part in no transaction. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox add column claimed_until timestamptz`.execute(db);
}
