/**
 * What is asked of inventories over all devices and over time: which have something new to look through, what was made of each the last time,
 * who has which software and how many, counts for charts, and what has changed on each device, in partitions by time.
 */
import { type Kysely, sql } from 'kysely';

/** Only ever added to by whoever stores sections, so that nobody waits for the job that takes from it. */
const due = [
  `create table inventory_due (
     organization_id uuid not null,
     number bigint generated always as identity,
     device_id uuid not null,
     primary key (organization_id, number))`,
  'alter table inventory_due set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)',
  // A device is counted in its group, and nowhere once it is gone: whichever version of the server writes.
  `create function digest_again() returns trigger language plpgsql as $$
   begin
     insert into inventory_due (organization_id, device_id) values (old.organization_id, old.device_id);
     return null;
   end $$`,
  `create trigger device_list_digest after update on device_list for each row
     when (old.group_id is distinct from new.group_id or old.state <> new.state or old.agent_version <> new.agent_version)
     execute function digest_again()`,
  'create trigger device_list_gone after delete on device_list for each row execute function digest_again()',
  `insert into inventory_due (organization_id, device_id)
   select distinct organization_id, device_id from inventory_sections`,
];

const digests = [
  // Group (0: none) and traits as the device is counted; traits null: it is not. Facts: JSON under Zstandard.
  `create table inventory_digests (
     organization_id uuid not null,
     device_id uuid not null,
     group_id integer not null,
     traits text[],
     hashes jsonb not null,
     facts bytea not null,
     primary key (organization_id, device_id))`,
  'alter table inventory_digests alter column facts set storage external',
  'alter table inventory_digests set (fillfactor = 80)',
  // Group 0: the whole organization.
  `create table inventory_counts (
     organization_id uuid not null,
     group_id integer not null,
     kind text not null,
     value text not null,
     devices integer not null,
     primary key (organization_id, group_id, kind, value))`,
];

const software = [
  // Numbers of titles and of their versions, so that one array holds both.
  'create sequence software_ids as integer',
  // key: a hash of the texts, which may be too long for an index.
  `create table software_titles (
     organization_id uuid not null,
     id integer not null,
     key uuid not null,
     name text not null,
     publisher text not null,
     primary key (organization_id, id),
     unique (organization_id, key))`,
  'create index software_titles_name on software_titles (organization_id, name, id)',
  `create index software_titles_grams on software_titles using gin
     ((search_grams(name || E'\\x02' || publisher)) collate "C")`,
  `create table software_versions (
     organization_id uuid not null,
     id integer not null,
     title_id integer not null,
     key uuid not null,
     version text not null,
     primary key (organization_id, id),
     unique (organization_id, key))`,
  'create index software_versions_title on software_versions (organization_id, title_id)',
  // Of titles, id and title_id are the same. Group 0: the whole organization.
  `create table software_counts (
     organization_id uuid not null,
     group_id integer not null,
     id integer not null,
     title_id integer not null,
     devices integer not null,
     primary key (organization_id, group_id, id))`,
  'create index software_counts_title on software_counts (organization_id, group_id, title_id)',
  'create index software_counts_most on software_counts (organization_id, group_id, devices, id) where id = title_id',
  // Titles and versions, sorted. Hundreds of numbers in a row are found by GIN in a small part of the room that a table of pairs would take.
  `create table device_software (
     organization_id uuid not null,
     device_id uuid not null,
     has integer[] not null,
     primary key (organization_id, device_id))`,
  'alter table device_software alter column has set storage main',
  'create index device_software_has on device_software using gin (has)',
];

/** The two functions that make and drop partitions name the tables they may touch. */
const withChanges = (signature: string) => `do $do$ begin
  execute replace(pg_get_functiondef('${signature}'::regprocedure), $$'audit_log')$$, $$'audit_log', 'inventory_changes')$$);
end $do$`;

const changes = [
  `create table inventory_changes (
     organization_id uuid not null,
     device_id uuid not null,
     received_at timestamptz not null,
     collected_at timestamptz not null,
     changes jsonb not null,
     primary key (organization_id, device_id, received_at)) partition by range (received_at)`,
  'create table inventory_changes_rest partition of inventory_changes default',
  withChanges('make_time_partition(text, date, date)'),
  withChanges('drop_time_partition(text, date)'),
  // Days; null: for good.
  'alter table retention_settings add column inventory_change_days integer default 365',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...due, ...digests, ...software, ...changes]) await sql.raw(statement).execute(db);
}
