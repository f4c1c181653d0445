/**
 * What lists and the map read of a million devices without counting or sorting them: since when a device is silent, what it has
 * fetched, devices per policy and group, devices per cell of the map. Triggers keep it, whichever version of the server writes.
 */
import { type Kysely, sql } from 'kysely';

const silence = [
  // 'infinity': heard of within its time. Of a silent one its last contact, 'epoch' where there was none. It moves when a device falls
  // silent or is heard again and not at every contact, so that it may have an index.
  `alter table device_contact add column silent_since timestamptz not null default 'epoch'`,
  `update device_contact set silent_since = last_seen_at where last_seen_at is not null`,
  `create index device_contact_silent on device_contact (organization_id, silent_since, device_id)`,
  `create function begin_silence() returns trigger language plpgsql as $$
   begin
     new.silent_since := case when new.last_seen_at > now() - interval '1 minute' then 'infinity'
       else new.last_seen_at end;
     return new;
   end $$`,
  `create trigger device_contact_silence before insert on device_contact for each row
     when (new.silent_since = 'epoch' and new.last_seen_at is not null) execute function begin_silence()`,
  `create function end_silence() returns trigger language plpgsql as $$
   begin
     new.silent_since := 'infinity';
     return new;
   end $$`,
  `create trigger device_contact_heard before update on device_contact for each row
     when (old.silent_since < 'infinity' and new.last_seen_at is distinct from old.last_seen_at)
     execute function end_silence()`,
];

// Both change when settings are fetched, not at every contact.
const pending = [
  `create index device_contact_fetched on device_contact (organization_id, policy_code, fetched_revision, device_id)`,
  `create index device_contact_behind on device_contact (organization_id, device_id)
     where fetched_revision is null or device_revision is null or fetched_revision < device_revision`,
];

const sorts = [
  `create index device_list_group_name on device_list (organization_id, group_id, computer_name, device_id)`,
  `drop index device_list_group`,
];

/** Only ever added to, so that nobody waits for anybody; a job folds what was added into one row. */
const counts = [
  `create table device_counts (
     organization_id uuid not null,
     policy_code text not null,
     group_id integer,
     state text not null,
     devices bigint not null,
     folded boolean not null default false)`,
  `create index device_counts_key on device_counts (organization_id, policy_code)`,
  `create index device_counts_added on device_counts (organization_id, policy_code) where not folded`,
  `insert into device_counts
   select organization_id, policy_code, group_id, state, count(*), true from device_list group by 1, 2, 3, 4`,
  ...countingTriggers('device_list', 'count_devices', {
    of: 'organization_id, policy_code, group_id, state',
    into: 'device_counts (organization_id, policy_code, group_id, state, devices)',
    from: (rows) => rows,
  }),
];

const map = [
  // The group stands beside the position, so that what is counted of a device is what its own row says.
  `alter table last_locations add column group_id integer`,
  `update last_locations l set group_id = d.group_id from device_list d
   where d.organization_id = l.organization_id and d.device_id = l.device_id and d.group_id is not null`,
  `create function locate_group() returns trigger language plpgsql as $$
   begin
     if not exists (select from last_locations
         where organization_id = new.organization_id and device_id = new.device_id) then
       select group_id into new.group_id from device_list
       where organization_id = new.organization_id and device_id = new.device_id for share;
     end if;
     return new;
   end $$`,
  `create trigger last_locations_group before insert on last_locations for each row execute function locate_group()`,
  `create function carry_group() returns trigger language plpgsql as $$
   begin
     update last_locations l set group_id = n.group_id
     from added n join removed o on o.organization_id = n.organization_id and o.device_id = n.device_id
     where n.group_id is distinct from o.group_id
       and l.organization_id = n.organization_id and l.device_id = n.device_id;
     return null;
   end $$`,
  `create trigger device_list_located after update on device_list
     referencing old table as removed new table as added for each statement execute function carry_group()`,

  `create table location_cells (
     organization_id uuid not null,
     level smallint not null,
     cell bigint not null,
     group_id integer,
     devices bigint not null,
     folded boolean not null default false)`,
  `create index location_cells_key on location_cells (organization_id, level, cell) include (group_id, devices)`,
  `create index location_cells_added on location_cells (organization_id, level, cell) where not folded`,
  // Every other bit of a cell's number: where it stands from west to east; of the number without its last bit, from north to south.
  `create function grid_x(cell bigint) returns bigint language sql immutable parallel safe as $$
     select (e | (e >> 16)) & 16777215 from (select (d | (d >> 8)) & 281470681808895 as e
       from (select (c | (c >> 4)) & 71777214294589695 as d from (select (b | (b >> 2)) & 1085102592571150095 as c
         from (select (a | (a >> 1)) & 3689348814741910323 as b from (select cell & 6148914691236517205 as a) a) b) c) d) e
   $$`,
  `insert into location_cells
   select organization_id, level, cell >> (48 - 2 * level), group_id, count(*), true
   from last_locations cross join unnest('{6,9,12,15,18}'::smallint[]) as level group by 1, 2, 3, 4`,
  ...countingTriggers('last_locations', 'count_located', {
    of: 'organization_id, level, at_level, group_id',
    into: 'location_cells (organization_id, level, cell, group_id, devices)',
    from: (rows) => `(select organization_id, level, cell >> (48 - 2 * level) as at_level, group_id
       from ${rows} cross join unnest('{6,9,12,15,18}'::smallint[]) as level) as located`,
  }),
];

/** Adds what a statement brought and takes off what it took away, both at once where it altered rows. */
function countingTriggers(
  table: string,
  name: string,
  { of, into, from }: { readonly of: string; readonly into: string; readonly from: (rows: string) => string },
): string[] {
  const added = `select ${of}, 1 as devices from ${from('added')}`;
  const removed = `select ${of}, -1 as devices from ${from('removed')}`;
  const events = [
    { event: 'insert', tables: 'new table as added', changes: added },
    { event: 'delete', tables: 'old table as removed', changes: removed },
    { event: 'update', tables: 'old table as removed new table as added', changes: `${added} union all ${removed}` },
  ];
  return events.flatMap(({ event, tables, changes }) => [
    `create function ${name}_of_${event}() returns trigger language plpgsql as $$
     begin
       insert into ${into} select ${of}, sum(devices) from (${changes}) as changes
       group by ${of} having sum(devices) <> 0;
       return null;
     end $$`,
    `create trigger ${name}_${event} after ${event} on ${table} referencing ${tables}
       for each statement execute function ${name}_of_${event}()`,
  ]);
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...silence, ...pending, ...sorts, ...counts, ...map]) await sql.raw(statement).execute(db);
}
