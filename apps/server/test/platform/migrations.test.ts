/** Migrations: once, in order, by one process at a time, and never altered afterwards. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, readMigrations } from '@sekisho/server/platform/database/migrations';
import { applicationGrants } from '@sekisho/server/platform/database/roles';
import { createLog } from '@sekisho/server/platform/log';
import { createTestDatabase, migrationsFolder, type TestDatabase } from '@sekisho/testkit/postgres';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';

const log = createLog('silent');
let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = await mkdtemp(path.join(tmpdir(), 'sekisho-migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function write(name: string, statement: string): Promise<void> {
  const kysely = JSON.stringify(import.meta.resolve('kysely'));
  await writeFile(
    path.join(folder, name),
    `import { sql } from ${kysely};\nexport const up = (db) => sql.raw(${JSON.stringify(statement)}).execute(db);\n`,
  );
}

const run = async (from = folder) => migrate(database.access.owner, await readMigrations(from), log, applicationGrants);

test('two processes at once: one migrates, the other finds nothing to do', async () => {
  const names = await Promise.all([run(migrationsFolder), run(migrationsFolder), run(migrationsFolder)]);
  expect(names.filter((done) => done.length > 0)).toHaveLength(1);
  expect(names.flat()).toContain('0001-initial');
  // The application role may use what the owner made, and no more.
  await database.db.selectFrom('outbox').selectAll().execute();
  await expect(sql`drop table outbox`.execute(database.db)).rejects.toThrow(/must be owner/);
});

test('only what is new runs, in order', async () => {
  await write('0001-first.ts', 'create table first (id int)');
  expect(await run()).toEqual(['0001-first']);
  await write('0003-third.ts', 'alter table second add column third int');
  await write('0002-second.ts', 'create table second (id int)');
  expect(await run()).toEqual(['0002-second', '0003-third']);
  expect(await run()).toEqual([]);
});

test('one that fails leaves nothing behind and is named', async () => {
  await write('0001-good.ts', 'create table good (id int)');
  await write('0002-bad.ts', 'create table half (id int); select 1/0');
  await expect(run()).rejects.toThrow('migration 0002-bad failed: division by zero');
  await write('0002-bad.ts', 'create table half (id int)');
  expect(await run()).toEqual(['0002-bad']);
});

test('one that was changed after it had run, and a database from the future, are refused', async () => {
  await write('0001-first.ts', 'create table first (id int)');
  await write('0002-second.ts', 'create table second (id int)');
  await run();
  await write('0001-first.ts', 'create table first (id bigint)');
  await expect(run()).rejects.toThrow('migration 0001-first was changed after it had run');
  await write('0001-first.ts', 'create table first (id int)');
  await rm(path.join(folder, '0002-second.ts'));
  await expect(run()).rejects.toThrow(/used by a newer version \(it has migration 0002-second\)/);
});

test('two of one number, or one without content, are refused', async () => {
  await write('0001-one.ts', 'select 1');
  await write('0001-other.ts', 'select 1');
  await expect(run()).rejects.toThrow('0001-one and 0001-other have the same number');
  await rm(path.join(folder, '0001-other.ts'));
  await writeFile(path.join(folder, '0002-empty.ts'), 'export const down = 1;\n');
  await expect(run()).rejects.toThrow("0002-empty exports no function 'up'");
});
