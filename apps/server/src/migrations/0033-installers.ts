/** Installers: settings that people keep, what was made of them for whom, the keys of standalone clients; and of which kind each device is. */
import { type Kysely, sql } from 'kysely';

const statements = [
  `create table installer_settings (
     organization_id uuid not null references organizations,
     id uuid not null,
     platform text not null,
     client_kind text not null,
     name text not null,
     format text not null,
     initial jsonb not null,
     revision integer not null default 1,
     created_at timestamptz not null,
     updated_at timestamptz not null,
     updated_by text,
     primary key (organization_id, id),
     constraint installer_settings_name unique (organization_id, platform, client_kind, name))`,
  // What went into the file, as it was then: it can be made again, whatever became of the setting, the group or the policy.
  `create table installer_downloads (
     organization_id uuid not null references organizations,
     id uuid not null,
     /* null: the setting has been deleted. */
     setting_id uuid,
     setting_name text not null,
     platform text not null,
     client_kind text not null,
     format text not null,
     initial jsonb not null,
     package_id text not null,
     agent_version text not null,
     file_name text not null,
     /* 0: the whole organization. */
     group_id integer not null,
     group_name text not null,
     created_at timestamptz not null,
     created_by text,
     expires_at timestamptz not null,
     uses integer not null default 0,
     maximum_uses integer,
     revoked_at timestamptz,
     primary key (organization_id, id))`,
  `create index installer_downloads_newest on installer_downloads (organization_id, created_at desc, id desc)`,
  // To these standalone clients encrypt what they write; whoever holds such a file, or an installer, can read none.
  `create table import_keys (
     organization_id uuid primary key references organizations (id) on delete cascade,
     /* SPKI DER. */
     public_key bytea not null,
     /* PKCS #8 DER, sealed. */
     sealed_private_key bytea not null,
     created_at timestamptz not null)`,
  `alter table device_list add column client_kind text not null default 'standard'`,
  `create index device_list_client_kind on device_list (organization_id, client_kind, device_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
