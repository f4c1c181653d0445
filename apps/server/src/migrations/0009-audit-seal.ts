/** The audit log can be searched, and is sealed: each row chained to the one before, checkpoints signed by a key of its own. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table audit_log add column sequence bigint, add column hash bytea`,
  `create index audit_log_unsealed on audit_log (organization_id, id) where sequence is null`,
  `create unique index audit_log_chain on audit_log (organization_id, sequence) where sequence is not null`,
  `create index audit_log_time on audit_log (organization_id, at desc, id desc)`,
  `create index audit_log_action on audit_log (organization_id, action, at desc, id desc)`,
  `create index audit_log_target on audit_log (organization_id, target, at desc, id desc) where target is not null`,
  `create index audit_log_actor on audit_log (organization_id, (actor ->> 'loginId'), at desc, id desc)
     where actor ->> 'loginId' is not null`,
  `create table audit_keys (
     organization_id uuid primary key references organizations,
     key_id text not null,
     public_key bytea not null,
     sealed_key bytea not null,
     created_at timestamptz not null)`,
  `create table audit_checkpoints (
     organization_id uuid not null references organizations,
     sequence bigint not null,
     text text not null,
     signatures jsonb not null,
     created_at timestamptz not null,
     primary key (organization_id, sequence))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
