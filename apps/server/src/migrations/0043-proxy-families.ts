/** A device may have a proxy for IPv4 and one for IPv6: of which one it speaks, and what it says of the other. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table device_networks
     add column family text,
     add column other_proxy text,
     add column other_code text`.execute(db);
}
