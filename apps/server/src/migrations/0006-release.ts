/** Unlock keys of policies, and what devices report of releases and SIMs. */
import { type Kysely, sql } from 'kysely';

const statements = [
  // Numbers come from the organization's rising number: a policy made anew under an old code never takes an old key.
  `alter table policies
     add column unlock_key_number bigint not null default 1,
     add column unlock_key_issued_at timestamptz not null default now()`,
  `alter table device_list add column released_by text, add column sim_registered text, add column sim_present text`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
