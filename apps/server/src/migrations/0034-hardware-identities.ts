/** Finds the device of a piece of hardware: by its serial number, by the firmware's UUID, by the addresses of its cards. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create index device_list_serial on device_list (organization_id, hardware_serial_number)
     where hardware_serial_number <> ''`,
  `create index inventory_hardware_uuid on inventory_sections (organization_id, lower(content ->> 'uuid'))
     where section = 'hardware' and content ->> 'uuid' <> ''`,
  `create function card_addresses(content jsonb) returns text[] language sql immutable strict parallel safe as $$
     select array(select lower(i ->> 'macAddress') from jsonb_array_elements(content -> 'interfaces') as i)
   $$`,
  `create index inventory_cards on inventory_sections using gin (card_addresses(content)) where section = 'network'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
