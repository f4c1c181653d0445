/** Search by parts of texts, and tasks: long work that people start in the console, with the files it takes and leaves. */
import { type Kysely, sql } from 'kysely';

const statements = [
  // Every sign and every pair of neighbours of a text, whatever its script. Never inlined and said to be costly, so that the planner looks
  // it up in the index rather than working it out for each row.
  `create function search_grams(t text) returns text[] language plpgsql immutable strict parallel safe cost 10000 as $$
   begin
     return string_to_array(t, null)
       || string_to_array(regexp_replace(t, '(..)', E'\\\\1\\x01', 'g'), E'\\x01')
       || string_to_array(regexp_replace(substr(t, 2), '(..)', E'\\\\1\\x01', 'g'), E'\\x01');
   end $$`,
  `create index device_list_grams on device_list using gin
     ((search_grams(computer_name || E'\\x02' || user_name || E'\\x02' || note)) collate "C")`,
  `create index lock_history_grams on lock_history using gin ((search_grams(computer_name)) collate "C")`,

  `create table tasks (
     organization_id uuid not null references organizations,
     id uuid not null,
     kind text not null,
     state text not null,
     /* Who started it, and what it may see: as it was then. */
     administrator_id uuid not null,
     login_id text not null,
     group_ids integer[],
     language text not null,
     parameters jsonb not null,
     done bigint not null default 0,
     total bigint,
     outcome jsonb,
     code text,
     /* Raised by every process that begins with it: an older one finds that it is not its any more. */
     attempt integer not null default 0,
     seen_at timestamptz not null,
     created_at timestamptz not null,
     started_at timestamptz,
     finished_at timestamptz,
     expires_at timestamptz not null,
     primary key (organization_id, id))`,
  `create index tasks_newest on tasks (organization_id, created_at desc, id desc)`,
  `create index tasks_running on tasks (seen_at) where state in ('waiting', 'running')`,
  `create index tasks_expiry on tasks (expires_at)`,
  `create table task_files (
     organization_id uuid not null,
     task_id uuid not null,
     name text not null,
     file_name text not null,
     media_type text not null,
     bytes bigint not null,
     primary key (organization_id, task_id, name),
     foreign key (organization_id, task_id) references tasks on delete cascade)`,
  // Compressed by us already.
  `create table task_file_chunks (
     organization_id uuid not null,
     task_id uuid not null,
     name text not null,
     number integer not null,
     content bytea not null,
     primary key (organization_id, task_id, name, number),
     foreign key (organization_id, task_id) references tasks on delete cascade)`,
  `alter table task_file_chunks alter column content set storage external`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
