/** The few that are asked for among all devices: those deregistered of late, and those that a new trust set has not reached. */
import { type Kysely, sql } from 'kysely';

const statements = [
  // Asked for by each server process that starts, or has not heard the others for a while.
  `create index devices_deregistered on devices (deregistered_at) where state = 'deregistered'`,
  // Moves once with each trust set; a contact leaves the rest of its row where it is.
  'create index device_contact_trust on device_contact (organization_id, trust_version) where active',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
