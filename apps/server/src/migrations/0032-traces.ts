/** What a command and a message of the outbox belong to, where that is traced: the text of the header `traceparent`. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table commands add column traceparent text`.execute(db);
  await sql`alter table outbox add column traceparent text`.execute(db);
}
