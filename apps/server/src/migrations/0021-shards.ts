/** Which organization a device is of, for who knows the device's id alone; and how tables that change all the time are stored. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table device_directory (
     device_id uuid primary key,
     organization_id uuid not null)`,
  // Also for a server of the release before, which writes devices alone.
  `create function enter_directory() returns trigger language plpgsql as $$
   begin
     insert into device_directory (device_id, organization_id) select id, organization_id from added
       on conflict (device_id) do nothing;
     return null;
   end $$`,
  `create trigger devices_directory after insert on devices referencing new table as added
     for each statement execute function enter_directory()`,
  'insert into device_directory (device_id, organization_id) select id, organization_id from devices',

  // Updated in place at every check-in: room beside each row, and what is dead is looked for early and without pauses.
  `alter table device_contact set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0,
     autovacuum_analyze_scale_factor = 0.2)`,
  `alter table device_list set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)`,
  `alter table last_locations set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)`,
  'alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
