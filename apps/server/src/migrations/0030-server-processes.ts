/** Server processes that are alive: each writes its own row four times a minute. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table server_processes (
     id uuid primary key,
     host text not null,
     process_id integer not null,
     version text not null,
     started_at timestamptz not null,
     seen_at timestamptz not null,
     live_connections integer not null,
     resident_bytes bigint not null,
     lag_ms integer not null)`.execute(db);
}
