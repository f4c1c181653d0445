/** Brings the schema up to date: each file once, in order, in a transaction of its own, by one process at a time. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import type { ConnectionOptions } from './connections.ts';

export interface Migration {
  /** `0001-initial` */
  readonly name: string;
  /** SHA-256 of the file: what has run is frozen. */
  readonly checksum: string;
  up(db: Kysely<unknown>): Promise<void>;
}

export class MigrationError extends StartError {
  override readonly name = 'MigrationError';
}

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

interface MigrationTables {
  schema_migrations: AppliedMigration;
}

/** Held by whoever changes the schema, as a lock of its session. */
export const migrationLock = 7_356_002;

/** Reads `NNNN-name.ts` of a folder, ordered by number. Throws when two share a number or one has no `up`. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.ts$/.test(file)).sort();
  const migrations = await Promise.all(files.map((file) => readMigration(path.join(folder, file))));
  for (const [index, migration] of migrations.entries()) {
    const before = migrations[index - 1];
    if (before?.name.slice(0, 4) === migration.name.slice(0, 4)) {
      throw new MigrationError(`${before.name} and ${migration.name} have the same number`);
    }
  }
  return migrations;
}

async function readMigration(file: string): Promise<Migration> {
  const name = path.basename(file, '.ts');
  const checksum = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  // The checksum in the address makes sure that what runs is what was read, in a process that has seen the file before too.
  const module = (await import(`${pathToFileURL(file).href}?${checksum}`)) as { up?: Migration['up'] };
  if (typeof module.up !== 'function') throw new MigrationError(`${name} exports no function 'up'`);
  return { name, checksum, up: module.up };
}

/** What is still to run. Throws when the database knows a migration we do not, or knows it with other content. Pure. */
export function pendingMigrations(
  all: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const known = new Map(all.map((migration) => [migration.name, migration.checksum]));
  for (const { name, checksum } of applied) {
    if (!known.has(name)) {
      throw new MigrationError(
        `the database was used by a newer version (it has migration ${name}): start that version, or a newer one`,
      );
    }
    if (known.get(name) !== checksum) throw new MigrationError(`migration ${name} was changed after it had run`);
  }
  const done = new Set(applied.map((migration) => migration.name));
  return all.filter((migration) => !done.has(migration.name));
}

/**
 * Runs what is missing as `owner` and returns the names. A process that comes second waits and finds nothing to do.
 * @param before statements that must hold before the first migration, such as grants
 */
export async function migrate(
  owner: ConnectionOptions,
  migrations: readonly Migration[],
  log: Log,
  before: readonly string[] = [],
): Promise<readonly string[]> {
  const pool = new pg.Pool({ ...owner, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<MigrationTables>({ dialect: new PostgresDialect({ pool }) });
  try {
    // One connection in the pool: the lock belongs to its session and is held through every transaction below.
    await sql`select pg_advisory_lock(${sql.lit(migrationLock)})`.execute(db);
    for (const statement of before) await sql.raw(statement).execute(db);
    await createMigrationsTable(db as unknown as Kysely<unknown>);
    const applied = await db.selectFrom('schema_migrations').select(['name', 'checksum']).execute();
    const pending = pendingMigrations(migrations, applied);
    for (const migration of pending) {
      log.info({ migration: migration.name }, 'migrating the database');
      await applyOne(db, migration);
    }
    return pending.map((migration) => migration.name);
  } finally {
    await db.destroy();
  }
}

async function applyOne(db: Kysely<MigrationTables>, migration: Migration): Promise<void> {
  await db.transaction().execute((tx) => applyWithin(tx as unknown as Kysely<unknown>, migration));
}

/** Within whatever transaction `db` is in: for a restore, which builds the schema and fills it in one. */
export async function applyWithin(db: Kysely<unknown>, migration: Migration): Promise<void> {
  try {
    await migration.up(db);
    await sql`insert into schema_migrations (name, checksum) values (${migration.name}, ${migration.checksum})`.execute(
      db,
    );
  } catch (cause) {
    throw new MigrationError(
      `migration ${migration.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

export async function createMigrationsTable(db: Kysely<unknown>): Promise<void> {
  await sql`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`.execute(db);
}
