/** The tables as the catalogue of PostgreSQL knows them: each spread, everywhere or local, and what is spread has its organization in every key. */
import {
  citusStatements,
  distributedTables,
  localTables,
  referenceTables,
} from '@sekisho/server/platform/database/sharding.rules';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const names = async (text: string) =>
  (await sql.raw<{ name: string }>(text).execute(database.db)).rows.map(({ name }) => name);
const spread = distributedTables.map((table) => `'${table}'::regclass`).join(', ');
const everywhere = referenceTables.map((table) => `'${table}'::regclass`).join(', ');
const organizationOf = (relation: string) =>
  `(select attnum from pg_attribute where attrelid = ${relation} and attname = 'organization_id')`;

test('every table is in one list', async () => {
  const tables = await names(`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`);
  expect([...distributedTables, ...referenceTables, ...localTables].sort()).toEqual(tables.sort());
});

test('whatever grows says whose it is', async () => {
  expect(
    await names(`select c.relname as name from pg_class c where c.oid = any(array[${spread}]) and not exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and a.attnotnull)`),
  ).toEqual([]);
});

test('every key of it holds the organization, but for the one that the plan takes away', async () => {
  const indexes = await names(`select indexrelid::regclass::text as name from pg_index i
    where i.indrelid = any(array[${spread}]) and i.indisunique and not (${organizationOf('i.indrelid')} = any(i.indkey))`);
  expect(indexes).toEqual(['devices_id']);
  expect(citusStatements()).toContain('drop index if exists devices_id;');
});

test('what refers to another row refers within the organization, or to a table that is everywhere', async () => {
  expect(
    await names(`select conname as name from pg_constraint k where contype = 'f' and conparentid = 0
      and conrelid = any(array[${spread}]) and not confrelid = any(array[${everywhere}])
      and not (${organizationOf('k.conrelid')} = any(k.conkey) and ${organizationOf('k.confrelid')} = any(k.confkey))`),
  ).toEqual([]);
  expect(
    await names(`select conname as name from pg_constraint where contype = 'f' and conrelid = any(array[${everywhere}])
      and not confrelid = any(array[${everywhere}])`),
  ).toEqual([]);
});

test('the plan names each of them once, after those it refers to', async () => {
  const plan = citusStatements().join('\n');
  for (const table of distributedTables) expect(plan.split(`create_distributed_table('${table}'`)).toHaveLength(2);
  for (const table of referenceTables) expect(plan.split(`create_reference_table('${table}')`)).toHaveLength(2);
  const before = await sql<{ child: string; parent: string }>`select conrelid::regclass::text as child,
    confrelid::regclass::text as parent from pg_constraint where contype = 'f' and conparentid = 0`.execute(
    database.db,
  );
  for (const { child, parent } of before.rows)
    expect([child, plan.indexOf(`table('${parent}'`) <= plan.indexOf(`table('${child}'`)]).toEqual([child, true]);
});
