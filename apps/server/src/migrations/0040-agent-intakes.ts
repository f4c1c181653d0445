/** Where agents of others send their inventories: an address for a group, with a secret, an expiry, and who came last. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table agent_intakes (
     organization_id uuid not null references organizations,
     id uuid not null,
     name text not null,
     /* SHA-256 of a random secret. */
     secret_hash bytea not null,
     /* 0: the whole organization. */
     group_id integer not null,
     group_name text not null,
     created_at timestamptz not null,
     created_by text,
     expires_at timestamptz not null,
     revoked_at timestamptz,
     devices integer not null default 0,
     last_used_at timestamptz,
     last_address text,
     last_agent text,
     primary key (organization_id, id),
     constraint agent_intakes_secret unique (secret_hash))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
