/** Searches of the device list that administrators keep by name, for themselves or for everybody. */
import { type Kysely, sql } from 'kysely';

const statements = [
  // What is shared outlives who made it, what is not goes with them.
  `create table saved_searches (
     organization_id uuid not null references organizations,
     id uuid not null,
     administrator_id uuid references administrators on delete set null,
     login_id text not null,
     name text not null,
     shared boolean not null,
     view jsonb not null,
     primary key (organization_id, id))`,
  'create unique index saved_searches_own on saved_searches (organization_id, administrator_id, name) where not shared',
  'create unique index saved_searches_shared on saved_searches (organization_id, name) where shared',
  `create function forget_own_searches() returns trigger language plpgsql as $$
   begin
     delete from saved_searches where organization_id = old.organization_id and administrator_id = old.id and not shared;
     return old;
   end $$`,
  `create trigger administrators_searches before delete on administrators
     for each row execute function forget_own_searches()`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
