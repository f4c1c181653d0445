/** Backups that were made or failed, and restores: what a server still has to do after one, so that devices and people find their way. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table backups (
     id uuid primary key,
     started_by text not null check (started_by in ('command', 'schedule')),
     started_at timestamptz not null,
     finished_at timestamptz not null,
     file text not null,
     bytes bigint,
     row_count bigint,
     with_keys boolean not null,
     /* Why it failed; null: it is good. */
     code text)`,
  `create index backups_finished on backups (finished_at desc)`,
  `create table restores (
     id uuid primary key,
     /* The moment of the snapshot: nothing later is known. */
     backup_at timestamptz not null,
     restored_at timestamptz not null,
     api_tokens_kept boolean not null,
     settled_at timestamptz)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
