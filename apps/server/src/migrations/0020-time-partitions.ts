/** What only grows lies in partitions by time: events by week, lock history and audit log by month; and how long each is kept. */
import { type Kysely, sql } from 'kysely';

const functions = [
  // The application may not make tables; these two it may call. What the rest holds of the time moves into the new partition; attaching
  // it blocks neither reads nor writes of other partitions. Nothing waits long behind somebody who reads the rest: it is tried again.
  `create function make_time_partition(parent text, first date, next date) returns void
     language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
   declare
     part text := parent || '_' || to_char(first, 'YYYYMMDD');
     rest text := parent || '_rest';
     low timestamptz := first::timestamp at time zone 'UTC';
     high timestamptz := next::timestamp at time zone 'UTC';
     key name;
     columns text;
   begin
     if parent not in ('device_events', 'device_locations', 'lock_history', 'audit_log') or next <= first then
       raise exception 'no partition of % from % to %', parent, first, next;
     end if;
     perform pg_advisory_xact_lock(7356007);
     if to_regclass(part) is not null then return; end if;
     select a.attname into key from pg_partitioned_table p
       join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0] where p.partrelid = parent::regclass;
     select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
       where attrelid = parent::regclass and attnum > 0 and not attisdropped and attgenerated = '';
     execute format('lock table %I in access exclusive mode', rest);
     execute format('create table %I (like %I including all)', part, parent);
     execute format('with moved as (delete from %I where %I >= %L and %I < %L returning %s) insert into %I (%s) select * from moved',
       rest, key, low, key, high, columns, part, columns);
     execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part, low, high);
   end $$`,
  `create function drop_time_partition(parent text, first date) returns void
     language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
   declare
     part text := parent || '_' || to_char(first, 'YYYYMMDD');
   begin
     if parent not in ('device_events', 'device_locations', 'lock_history', 'audit_log') then
       raise exception 'no partitions of %', parent;
     end if;
     execute format('drop table if exists %I', part);
   end $$`,
  `revoke execute on function make_time_partition(text, date, date), drop_time_partition(text, date) from public`,
];

/** `key`: when the server heard of a row, by its own clock, so that no device's clock decides how long its traces are kept. */
interface Partitioned {
  readonly table: string;
  readonly key: string;
  readonly step: 'week' | 'month';
  readonly ahead: number;
  readonly create: string;
  readonly indexes: readonly string[];
  /** Columns of the old table as the new one takes them. */
  readonly move: string;
}

const partitioned: readonly Partitioned[] = [
  {
    table: 'device_events',
    key: 'received_at',
    step: 'week',
    ahead: 8,
    create: `create table device_events (
      organization_id uuid not null,
      device_id uuid not null,
      number bigint not null,
      at timestamptz not null,
      received_at timestamptz not null,
      sorted_at timestamptz not null generated always as (least(at, received_at)) stored,
      what text not null,
      command_id uuid,
      detail jsonb not null default '{}',
      primary key (organization_id, device_id, sorted_at, number, received_at)) partition by range (received_at)`,
    indexes: [],
    move: `(organization_id, device_id, number, at, received_at, what, command_id, detail)
      select organization_id, device_id, number, at, received_at, what, command_id, detail`,
  },
  {
    table: 'lock_history',
    key: 'recorded_at',
    step: 'month',
    ahead: 3,
    create: `create table lock_history (
      organization_id uuid not null,
      id uuid not null,
      device_id uuid not null,
      computer_name text not null,
      what text not null check (what in ('lock', 'unlock', 'sim-lock')),
      command_id uuid,
      issued_by text,
      sorted_at timestamptz not null,
      issued_at timestamptz,
      completed_at timestamptz,
      locked_at timestamptz,
      shut_down_at timestamptz,
      recorded_at timestamptz not null default now(),
      primary key (organization_id, sorted_at, id, recorded_at)) partition by range (recorded_at)`,
    indexes: [
      'create index lock_history_device on lock_history (organization_id, device_id, sorted_at desc, id desc)',
      `create unique index lock_history_command on lock_history (organization_id, command_id, recorded_at)
        where command_id is not null`,
      'create index lock_history_grams on lock_history using gin ((search_grams(computer_name)) collate "C")',
    ],
    move: `(organization_id, id, device_id, computer_name, what, command_id, issued_by, sorted_at, issued_at, completed_at,
        locked_at, shut_down_at, recorded_at)
      select organization_id, id, device_id, computer_name, what, command_id, issued_by, sorted_at, issued_at, completed_at,
        locked_at, shut_down_at, coalesce(issued_at, sorted_at)`,
  },
  {
    table: 'audit_log',
    key: 'at',
    step: 'month',
    ahead: 3,
    create: `create table audit_log (
      organization_id uuid not null,
      id uuid not null,
      at timestamptz not null,
      actor jsonb not null,
      action text not null,
      target text,
      detail jsonb not null default '{}',
      sequence bigint,
      hash bytea,
      primary key (organization_id, at, id)) partition by range (at)`,
    indexes: [
      'create index audit_log_unsealed on audit_log (organization_id, id) where sequence is null',
      'create unique index audit_log_chain on audit_log (organization_id, sequence, at) where sequence is not null',
      'create index audit_log_action on audit_log (organization_id, action, at desc, id desc)',
      'create index audit_log_target on audit_log (organization_id, target, at desc, id desc) where target is not null',
      `create index audit_log_actor on audit_log (organization_id, (actor ->> 'loginId'), at desc, id desc)
        where actor ->> 'loginId' is not null`,
    ],
    move: `(organization_id, id, at, actor, action, target, detail, sequence, hash)
      select organization_id, id, at, actor, action, target, detail, sequence, hash`,
  },
];

/** Partitions for what there is, but for what a clock far off has told, and for the time to come; rows are moved, then indexed. */
async function convert(db: Kysely<unknown>, { table, key, step, ahead, create, indexes, move }: Partitioned) {
  await sql.raw(`alter table ${table} rename to ${table}_before`).execute(db);
  await sql.raw(`alter index ${table}_pkey rename to ${table}_before_pkey`).execute(db);
  await sql.raw(create).execute(db);
  await sql.raw(`create table ${table}_rest partition of ${table} default`).execute(db);
  const moment = key === 'recorded_at' ? 'coalesce(issued_at, sorted_at)' : key;
  await sql
    .raw(`select make_time_partition('${table}', first::date, (first + interval '1 ${step}')::date) from (
      select distinct date_trunc('${step}', ${moment} at time zone 'UTC') from ${table}_before
        where ${moment} between now() - interval '10 years' and now()
      union
      select date_trunc('${step}', now() at time zone 'UTC') + n * interval '1 ${step}' from generate_series(0, ${ahead}) n
    ) as times(first)`)
    .execute(db);
  await sql.raw(`insert into ${table} ${move} from ${table}_before`).execute(db);
  await sql.raw(`drop table ${table}_before`).execute(db);
  for (const index of indexes) await sql.raw(index).execute(db);
}

const retention = [
  // Days; null: for good. An organization without a row keeps what the server's defaults say.
  `create table retention_settings (
     organization_id uuid primary key references organizations,
     event_days integer,
     lock_history_days integer,
     audit_days integer)`,
  // Who has worked with Sekisho until now keeps events for a year: an update deletes nothing that a person has not been told of.
  `insert into retention_settings (organization_id, event_days) select id, 365 from organizations`,
  // Signed by the key of the audit log: what stood up to here was deleted by retention, and had this hash.
  `create table audit_cuts (
     organization_id uuid not null references organizations,
     sequence bigint not null,
     text text not null,
     signatures jsonb not null,
     created_at timestamptz not null,
     primary key (organization_id, sequence))`,
  `create index commands_over on commands (organization_id, issued_at) where state not in ('issued', 'delivered')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of functions) await sql.raw(statement).execute(db);
  for (const table of partitioned) await convert(db, table);
  for (const statement of retention) await sql.raw(statement).execute(db);
}
