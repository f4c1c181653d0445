/** People: administrators of groups, accounts without a password yet, one-time links, second factors, proof within a session. */
import { type Kysely, sql } from 'kysely';

const statements = [
  // Invited: nobody logs in with it until its link has been used.
  `alter table administrators alter column password_hash drop not null`,
  `create table administrator_groups (
     organization_id uuid not null,
     administrator_id uuid not null references administrators on delete cascade,
     group_id integer not null,
     primary key (administrator_id, group_id),
     foreign key (organization_id, group_id) references device_groups on delete cascade)`,
  `create index administrator_groups_group on administrator_groups (organization_id, group_id)`,
  `create table account_links (
     token_hash bytea primary key,
     organization_id uuid not null,
     administrator_id uuid not null references administrators on delete cascade,
     purpose text not null check (purpose in ('invitation', 'password-reset')),
     created_at timestamptz not null,
     expires_at timestamptz not null,
     unique (administrator_id))`,

  `create table login_rules (
     organization_id uuid primary key references organizations,
     second_factor_required boolean not null)`,
  // `last_step`: no code of that half minute or an earlier one is taken again.
  `create table authenticator_apps (
     administrator_id uuid primary key references administrators on delete cascade,
     sealed_secret bytea not null,
     last_step bigint not null default 0,
     created_at timestamptz not null,
     confirmed_at timestamptz)`,
  `create table login_passkeys (
     id uuid primary key,
     administrator_id uuid not null references administrators on delete cascade,
     credential_id text not null unique,
     public_key bytea not null,
     counter bigint not null,
     transports text[] not null,
     rp_id text not null,
     name text not null,
     created_at timestamptz not null,
     last_used_at timestamptz)`,
  `create index login_passkeys_administrator on login_passkeys (administrator_id)`,
  `create table recovery_codes (
     administrator_id uuid not null references administrators on delete cascade,
     code_hash bytea not null,
     primary key (administrator_id, code_hash))`,
  // One question asked of a browser: which challenge, for what; answered once.
  `create table login_challenges (
     ticket_hash bytea primary key,
     administrator_id uuid references administrators on delete cascade,
     purpose text not null,
     challenge text not null,
     expires_at timestamptz not null)`,
  `create index login_challenges_expiry on login_challenges (expires_at)`,

  `alter table sessions add column proven_at timestamptz not null default now()`,

  // What an administrator may do today, for sessions and API tokens alike.
  `create view administrator_access as
     select a.organization_id, a.id, a.login_id, a.role,
       array(select g.group_id from administrator_groups g where g.administrator_id = a.id order by g.group_id) as group_ids,
       (exists (select from authenticator_apps t where t.administrator_id = a.id and t.confirmed_at is not null)
         or exists (select from login_passkeys p where p.administrator_id = a.id)) as has_second_factor,
       coalesce((select r.second_factor_required from login_rules r where r.organization_id = a.organization_id), false)
         as second_factor_required
     from administrators a`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
