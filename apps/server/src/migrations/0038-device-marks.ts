/** The mark of each device, by which a copy of its disk is told from it. Changes once an hour a device. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table device_marks (
     organization_id uuid not null,
     device_id uuid not null,
     current text,
     next text,
     machine text,
     stale_count integer not null default 0,
     stale_at timestamptz,
     primary key (organization_id, device_id)) with (fillfactor = 70)`.execute(db);
}
