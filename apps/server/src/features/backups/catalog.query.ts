/** What PostgreSQL's own catalogue says of the schema: tables, their parts, sequences, and what is left out while rows are loaded. */
import type pg from 'pg';
import type { Manifest } from './manifest.ts';

export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly partitioned: boolean;
  /** As last estimated; -1 where nobody has counted yet. */
  readonly estimatedRows: number;
}

/** The list of migrations is the manifest's own part. */
const bookkeeping = 'schema_migrations';

/** A table and its partitions are one. Generated columns are computed anew. */
export async function selectTables(client: pg.Client): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(
    `select c.relname as name, c.relkind = 'p' as partitioned,
       (select coalesce(sum(leaf.reltuples), 0)::float8 from pg_partition_tree(c.oid) t join pg_class leaf on leaf.oid = t.relid
         where leaf.relkind = 'r') + case when c.relkind = 'r' then greatest(c.reltuples, 0) else 0 end as "estimatedRows",
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> $1
     order by 1`,
    [bookkeeping],
  );
  return rows;
}

export async function selectPartitions(client: pg.Client): Promise<Manifest['partitions']> {
  const { rows } = await client.query<Manifest['partitions'][number]>(
    `select c.relname as name, parent.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound,
       case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as by
     from pg_class root cross join lateral pg_partition_tree(root.oid) t
     join pg_class c on c.oid = t.relid join pg_class parent on parent.oid = t.parentrelid
     where root.relnamespace = 'public'::regnamespace and root.relkind = 'p' and not root.relispartition and t.level > 0
     order by t.level, c.relname`,
  );
  return rows;
}

export async function selectSequences(client: pg.Client): Promise<Manifest['sequences']> {
  const { rows } = await client.query<Manifest['sequences'][number]>(
    `select sequencename as name, last_value::text as value from pg_sequences where schemaname = 'public' order by 1`,
  );
  return rows;
}

export async function selectMigrations(client: pg.Client): Promise<Manifest['migrations']> {
  const { rows } = await client.query<Manifest['migrations'][number]>(
    `select name, checksum from ${bookkeeping} order by name`,
  );
  return rows;
}

export type Occupancy = 'nothing' | 'schema-only' | 'in-use' | 'foreign';

/** Whose the schema is. `in-use`: a server has been started on it. */
export async function selectOccupancy(client: pg.Client): Promise<Occupancy> {
  const { rows } = await client.query<{ relations: number; ours: boolean; known: boolean }>(
    `select (select count(*)::integer from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')) as relations,
       to_regclass('public.${bookkeeping}') is not null as ours, to_regclass('public.installation') is not null as known`,
  );
  const { relations = 0, ours = false, known = false } = rows[0] ?? {};
  if (relations === 0) return 'nothing';
  if (!ours) return 'foreign';
  if (!known) return 'schema-only';
  const bound = await client.query('select from public.installation limit 1');
  return bound.rowCount === 0 ? 'schema-only' : 'in-use';
}

/** Statements that take away everything of ours. Extensions and what they brought stay. */
export async function dropStatements(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('drop %s if exists %s cascade', case relkind when 'v' then 'view' when 'm' then 'materialized view'
         when 'S' then 'sequence' else 'table' end, oid::regclass) as statement
     from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S') and not relispartition
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
         and (d.deptype = 'e' or relkind = 'S' and d.deptype in ('a', 'i')))
     union all
     select format('drop routine if exists %s cascade', p.oid::regprocedure)
     from pg_proc p where pronamespace = 'public'::regnamespace
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
  );
  return [...rows.map(({ statement }) => statement), 'drop schema if exists pgboss cascade'];
}

export interface LaidAside {
  readonly away: readonly string[];
  readonly back: readonly string[];
}

/** Indexes, foreign keys and triggers: made anew over the rows in one go, or not meant for rows that were written once already. */
export async function layAside(client: pg.Client): Promise<LaidAside> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace`,
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace and not c.relispartition
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`,
  );
  const { rows: tables } = await client.query<{ name: string }>(
    `select distinct tgrelid::regclass::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal`,
  );
  return {
    away: [
      ...tables.map(({ name }) => `alter table ${name} disable trigger user`),
      ...keys.map(({ table, name }) => `alter table ${table} drop constraint ${name}`),
      ...indexes.map(({ name }) => `drop index ${name}`),
    ],
    back: [
      ...indexes.map(({ definition }) => definition),
      ...keys.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
      ...tables.map(({ name }) => `alter table ${name} enable trigger user`),
    ],
  };
}
