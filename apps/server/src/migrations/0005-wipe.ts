/** Wipes: the devices' signed receipts, what the list shows of them, and that wiped hardware has been registered anew. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table device_list
     add column wiped text check (wiped in ('complete', 'incomplete')),
     add column registered_again_at timestamptz,
     add column registered_again_as uuid`,
  `create index device_list_wiped on device_list (organization_id, wiped) where wiped is not null`,
  `create index device_list_hardware on device_list (organization_id, hardware_serial_number)
     where lock_mode = 'wiping' or open_command = 'wipe' or wiped is not null`,
  `create index commands_unfetched_wipes on commands (issued_at) where kind = 'wipe' and state = 'issued'`,
  `create table wipe_receipts (
     organization_id uuid not null,
     command_id uuid not null,
     stage text not null check (stage in ('before-keys', 'complete')),
     text text not null,
     signatures jsonb not null,
     received_at timestamptz not null,
     primary key (organization_id, command_id, stage))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
