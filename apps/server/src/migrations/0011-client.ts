/** Uninstall passwords of organizations, and what devices tell of the proxies they were given. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table uninstall_passwords (
     organization_id uuid primary key references organizations (id) on delete cascade,
     sealed bytea not null,
     verifier jsonb not null,
     issued_at timestamptz not null)`,
  // The last word of each device; a trouble that is over keeps its row, without a code.
  `create table device_networks (
     organization_id uuid not null,
     device_id uuid not null,
     proxy text not null,
     code text,
     instead text not null,
     at timestamptz not null,
     primary key (organization_id, device_id))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
