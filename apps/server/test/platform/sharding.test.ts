/** The tables as the catalogue of PostgreSQL knows them: each spread, everywhere or local, and what is spread has its organization in every key. */
import { shardedFunctions } from '@sekisho/server/platform/database/sharded-functions.rules';
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

test('the plan names each of them once, while foreign keys stand aside', () => {
  const plan = citusStatements();
  const placeOf = (part: string) => plan.flatMap((statement, place) => (statement.includes(part) ? [place] : []));
  const [aside = Number.NaN] = placeOf('drop constraint');
  const [back = Number.NaN] = placeOf('add constraint');
  for (const table of distributedTables) {
    const [place = Number.NaN, ...more] = placeOf(`create_distributed_table('${table}'`);
    expect([table, aside < place, place < back, more]).toEqual([table, true, true, []]);
  }
  for (const table of referenceTables) {
    const [place = Number.NaN, ...more] = placeOf(`create_reference_table('${table}'`);
    expect([table, aside < place, place < back, more]).toEqual([table, true, true, []]);
  }
});

test('it replaces every function of a trigger that takes the rows of a statement, or takes the trigger away', async () => {
  const triggers = await sql<{ trigger: string; function: string }>`select tgname as trigger, proname as function
    from pg_trigger t join pg_proc p on p.oid = tgfoid
    where not tgisinternal and (tgnewtable is not null or tgoldtable is not null)`.execute(database.db);
  const plan = citusStatements().join('\n');
  expect(triggers.rows.length).toBeGreaterThan(0);
  for (const { trigger, function: name } of triggers.rows)
    expect([
      name,
      plan.includes(`function ${name}()`) || plan.includes(`drop trigger if exists ${trigger} on`),
    ]).toEqual([name, true]);
});

/** The counts that triggers keep after devices came, moved, told and went. */
async function countsAfterChanges(functions: readonly string[]): Promise<unknown> {
  await using own = await createTestDatabase();
  for (const statement of functions) await own.asOwner(statement);
  const organization = '01900000-0000-7000-8000-000000000001';
  const devices = sql`(values ('01900000-0000-7000-8000-00000000000a'::uuid, 1), ('01900000-0000-7000-8000-00000000000b', 2),
    ('01900000-0000-7000-8000-00000000000c', 2)) as v(id, at)`;
  for (const statement of [
    sql`insert into last_locations (organization_id, device_id, at, cell, latitude, longitude, accuracy_m, source)
      select ${organization}, id, now(), at * 1e9, at, 0, 1, 'wifi' from ${devices}`,
    sql`update last_locations set cell = cell * 3 where latitude = 2`,
    sql`delete from last_locations where latitude = 1`,
    sql`insert into agent_update_devices (organization_id, rollout_id, device_id, state, attempt, from_version, at)
      select ${organization}, ${organization}, id, 'offered', 1, '0.1.0', now() from ${devices}`,
    sql`update agent_update_devices set state = 'failed' where device_id::text like '%b'`,
    sql`delete from agent_update_devices where device_id::text like '%c'`,
  ])
    await statement.execute(own.db);
  const { rows } =
    await sql`select 'map' as of, level || ' ' || cell as what, sum(devices) as devices from location_cells
    group by 2 having sum(devices) <> 0
    union all select 'rollout', state, sum(devices) from agent_update_counts group by 2 having sum(devices) <> 0
    order by 1, 2`.execute(own.db);
  return rows;
}

test('these functions count what those of one machine count', async () => {
  const counted = await countsAfterChanges([]);
  expect(counted).not.toEqual([]);
  const ofTriggers = shardedFunctions.filter((statement) => statement.includes('returns trigger'));
  expect(await countsAfterChanges(ofTriggers)).toEqual(counted);
});
