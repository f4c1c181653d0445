/** Functions of the schema as Citus needs them: no statement there joins the rows of a trigger with a table that is spread. Pure. */

const each = (rows: string, work: string): string => `
declare r record;
begin
  for r in ${rows} loop
    ${work};
  end loop;
  return null;
end`;

const changesOf = {
  insert: (rowsOf: (table: string, sign: string) => string) => rowsOf('added', '1'),
  delete: (rowsOf: (table: string, sign: string) => string) => rowsOf('removed', '-1'),
  update: (rowsOf: (table: string, sign: string) => string) =>
    `${rowsOf('added', '1')} union all ${rowsOf('removed', '-1')}`,
} as const;

/** One function for each kind of change: what it adds to the counts by `columns`. */
function counting(
  name: string,
  counts: string,
  columns: string,
  rowsOf: (table: string, sign: string) => string,
): [string, string][] {
  return Object.entries(changesOf).map(([kind, changes]) => [
    `${name}_of_${kind}`,
    each(
      `select ${columns}, sum(devices) as devices from (${changes(rowsOf)}) as changes
    group by ${columns} having sum(devices) <> 0`,
      `insert into ${counts} (${columns}, devices)
    values (${columns
      .split(', ')
      .map((column) => `r.${column}`)
      .join(', ')}, r.devices)`,
    ),
  ]);
}

const located = (table: string, sign: string) => `select organization_id, level, cell >> (48 - 2 * level) as cell,
      group_id, ${sign} as devices from ${table} cross join unnest('{6,9,12,15,18}'::smallint[]) as level`;

/** Bodies in PL/pgSQL by name, of trigger functions. */
const triggers: readonly (readonly [string, string])[] = [
  [
    'carry_assignment',
    each(
      'select organization_id, id, policy_code, device_revision from changed',
      `update device_contact set policy_code = r.policy_code, device_revision = r.device_revision
    where organization_id = r.organization_id and device_id = r.id
      and (policy_code, device_revision) is distinct from (r.policy_code, r.device_revision)`,
    ),
  ],
  [
    'open_commands',
    each(
      'select distinct organization_id, device_id from added',
      `update device_contact set commands_open = true
    where organization_id = r.organization_id and device_id = r.device_id`,
    ),
  ],
  [
    'carry_group',
    each(
      `select n.organization_id, n.device_id, n.group_id from added n
    join removed o on o.organization_id = n.organization_id and o.device_id = n.device_id
    where n.group_id is distinct from o.group_id`,
      `update last_locations set group_id = r.group_id
    where organization_id = r.organization_id and device_id = r.device_id`,
    ),
  ],
  ...counting(
    'count_devices',
    'device_counts',
    'organization_id, policy_code, group_id, state',
    (table, sign) => `select organization_id, policy_code, group_id, state, ${sign} as devices from ${table}`,
  ),
  ...counting('count_located', 'location_cells', 'organization_id, level, cell, group_id', located),
  ...counting(
    'count_updates',
    'agent_update_counts',
    'organization_id, rollout_id, state',
    (table, sign) => `select organization_id, rollout_id, state, ${sign} as devices from ${table}`,
  ),
  // Of a table that is on every machine: each deletes what lies beside the row, by the name that it has there.
  [
    'forget_own_searches',
    `
declare shard text;
begin
  select 'saved_searches_' || shardid into shard from pg_dist_shard where logicalrelid = 'saved_searches'::regclass;
  execute format('delete from %I where organization_id = $1 and administrator_id = $2 and not shared', shard)
    using old.organization_id, old.id;
  return old;
end`,
  ],
];

/** Rows of the rest go into the new partition by statements of one table each, or of two that lie side by side. */
const makePartition = `create or replace function make_time_partition(parent text, first date, next date) returns void
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s'
set citus.enable_unsafe_triggers = 'on' as $$
declare
  part text := parent || '_' || to_char(first, 'YYYYMMDD');
  rest text := parent || '_rest';
  low timestamptz := first::timestamp at time zone 'UTC';
  high timestamptz := next::timestamp at time zone 'UTC';
  key name;
  columns text;
begin
  if not exists (select from pg_partitioned_table where partrelid = parent::regclass) or next <= first then
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
  perform create_distributed_table(part, 'organization_id', colocate_with => parent);
  execute format('insert into %I (%s) select %s from %I where %I >= %L and %I < %L',
    part, columns, columns, rest, key, low, key, high);
  execute format('delete from %I where %I >= %L and %I < %L', rest, key, low, key, high);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part, low, high);
end $$;`;

/** In place of those of one machine, which stay as they are there: they take all rows of a change in one statement. */
export const shardedFunctions: readonly string[] = [
  ...triggers.map(
    ([name, body]) => `create or replace function ${name}() returns trigger language plpgsql as $$${body} $$;`,
  ),
  makePartition,
];
