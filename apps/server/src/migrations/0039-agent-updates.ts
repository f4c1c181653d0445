/** Updates of the agent: signed releases with their files, how each is rolled out, and what became of it on which device. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table agent_releases (
     organization_id uuid not null references organizations,
     id uuid not null,
     version text not null,
     /* As it was signed, exactly. */
     signed jsonb not null,
     added_at timestamptz not null,
     added_by text,
     primary key (organization_id, id),
     constraint agent_releases_version unique (organization_id, version))`,
  // Packed; there once it is whole. In the database, since that is what all server processes share.
  `create table agent_files (
     organization_id uuid not null references organizations,
     sha256 text not null,
     upload_id uuid not null,
     bytes integer not null,
     primary key (organization_id, sha256))`,
  `create table agent_file_chunks (
     organization_id uuid not null,
     upload_id uuid not null,
     number integer not null,
     content bytea not null,
     primary key (organization_id, upload_id, number))`,
  // They are compressed already.
  'alter table agent_file_chunks alter column content set storage external',
  `create table agent_rollouts (
     organization_id uuid not null,
     id uuid not null,
     release_id uuid not null,
     state text not null,
     percent integer not null,
     /* null: every device. */
     group_ids integer[],
     tolerated_failures integer not null,
     check_in_within_seconds integer not null,
     attempt integer not null default 1,
     /* Other than before after each change: devices ask once for each. */
     revision bigint not null,
     started_at timestamptz not null,
     started_by text,
     primary key (organization_id, id),
     foreign key (organization_id, release_id) references agent_releases)`,
  `create unique index agent_rollouts_one on agent_rollouts (organization_id) where state <> 'ended'`,
  `create table agent_update_devices (
     organization_id uuid not null,
     rollout_id uuid not null,
     device_id uuid not null,
     state text not null,
     attempt integer not null,
     from_version text not null,
     fault text,
     at timestamptz not null,
     primary key (organization_id, rollout_id, device_id))`,
  'create index agent_update_devices_state on agent_update_devices (organization_id, rollout_id, state, device_id)',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
