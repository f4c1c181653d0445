/** Puts a backup's rows into the schema they were taken from and brings that up to date, all in one transaction: whole, or not at all. */
import { pipeline } from 'node:stream/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { applicationName, type DatabaseAccess } from '../../platform/database/connections.ts';
import {
  applyWithin,
  createMigrationsTable,
  type Migration,
  migrationLock,
} from '../../platform/database/migrations.ts';
import { applicationGrants, databaseNames } from '../../platform/database/roles.ts';
import type { Entry } from './backup-entries.ts';
import { BackupFault } from './backup-fault.ts';
import * as catalog from './catalog.query.ts';
import type { Manifest } from './manifest.ts';
import type { TellProgress } from './write-backup.ts';

export interface RestoreInput {
  readonly access: DatabaseAccess;
  readonly manifest: Manifest;
  readonly migrations: readonly Migration[];
  readonly entries: AsyncIterable<Entry>;
  /** Whether what is in the database may go. */
  readonly over: boolean;
  /** Files of the data folder, each whole. */
  readonly putFile: (name: string, content: AsyncIterable<Buffer>) => Promise<void>;
  /** In the same transaction, when everything is in place. */
  readonly conclude: (client: pg.Client) => Promise<void>;
  readonly tell: TellProgress;
}

/** Throws `database-foreign`, `database-not-empty`, `server-running`, `backup-newer`, `backup-foreign`, `backup-damaged`. */
export async function restoreDatabase(input: RestoreInput): Promise<void> {
  const { access, manifest } = input;
  const { before, after } = splitMigrations(input.migrations, manifest);
  const client = new pg.Client({ ...access.owner, statement_timeout: 0 });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query('begin');
    await makeRoom(client, input.over);
    const grants = access.application.user === databaseNames.application ? applicationGrants : [];
    for (const statement of grants) await client.query(statement);
    const db = kyselyOn(client);
    await createMigrationsTable(db);
    for (const migration of before) await applyWithin(db, migration);
    await load(client, input);
    for (const migration of after) await applyWithin(db, migration);
    await input.conclude(client);
    await client.query('commit');
    // Without it the first lists would be planned for empty tables.
    for (const { name } of manifest.tables) await client.query(`analyze public.${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** The migrations that had run when the backup was made, exactly those, and the rest. */
function splitMigrations(migrations: readonly Migration[], manifest: Manifest) {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const { name, checksum } of manifest.migrations) {
    const own = known.get(name);
    if (own === checksum) continue;
    if (own === undefined)
      throw new BackupFault(
        'backup-newer',
        `The backup is of a newer version (it has migration ${name}): restore it with that version`,
      );
    throw new BackupFault('backup-foreign', `The backup comes from another Sekisho: its migration ${name} is not ours`);
  }
  const ran = new Set(manifest.migrations.map(({ name }) => name));
  return {
    before: migrations.filter(({ name }) => ran.has(name)),
    after: migrations.filter(({ name }) => !ran.has(name)),
  };
}

/** Sessions of a server that has just ended linger for a moment, so it is looked a few times before one is believed to run. */
async function refuseRunningServers(client: pg.Client): Promise<void> {
  for (let look = 0; look < 15; look += 1) {
    const { rowCount: others } = await client.query(
      `select from pg_stat_activity
       where datname = current_database() and application_name = $1 and pid <> pg_backend_pid()`,
      [applicationName],
    );
    if (others === 0) return;
    await client.query('select pg_sleep(0.1), pg_stat_clear_snapshot()');
  }
  throw new BackupFault('server-running', 'A server runs on this database: stop every one first');
}

async function makeRoom(client: pg.Client, over: boolean): Promise<void> {
  await refuseRunningServers(client);
  const occupancy = await catalog.selectOccupancy(client);
  if (occupancy === 'foreign')
    throw new BackupFault('database-foreign', 'The database holds tables that are not ours: give one of its own');
  if (occupancy === 'in-use' && !over)
    throw new BackupFault(
      'database-not-empty',
      'The database is in use: what is in it would be lost. Say --over yes to replace it',
    );
  if (occupancy !== 'nothing')
    for (const statement of await catalog.dropStatements(client)) await client.query(statement);
}

/** For migrations, in the very transaction of this connection. */
function kyselyOn(client: pg.Client): Kysely<unknown> {
  const borrowed = { query: client.query.bind(client), release() {} };
  const pool = { connect: async () => borrowed, end: async () => {} };
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pool as never }) });
}

async function load(client: pg.Client, { manifest, entries, putFile, tell }: RestoreInput): Promise<void> {
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  const ours = (await catalog.selectTables(client)).map(({ name }) => `public.${pg.escapeIdentifier(name)}`);
  // What migrations put in by themselves is in the backup as well.
  await client.query(`truncate ${ours.join(', ')}`);
  await makePartitions(client, manifest.partitions);
  const { away, back } = await catalog.layAside(client);
  for (const statement of away) await client.query(statement);
  for await (const { kind, name, content } of entries) {
    const table = kind === 'table' ? tables.get(name) : undefined;
    if (table !== undefined) await loadTable(client, table, content, tell);
    else if (kind === 'file') await putFile(name, content);
    else for await (const _ of content);
  }
  tell('Indexes are made …');
  for (const statement of back) await client.query(statement);
  for (const { name, value } of manifest.sequences) {
    if (value !== null)
      await client.query('select setval($1::regclass, $2::bigint)', [`public.${pg.escapeIdentifier(name)}`, value]);
  }
}

/** Those of then that the migrations did not make today. */
async function makePartitions(client: pg.Client, wanted: Manifest['partitions']): Promise<void> {
  const there = new Set((await catalog.selectPartitions(client)).map(({ name }) => name));
  for (const { name, parent, bound, by } of wanted) {
    if (there.has(name)) continue;
    const divided = by === null ? '' : ` partition by ${by}`;
    await client.query(
      `create table public.${pg.escapeIdentifier(name)} partition of public.${pg.escapeIdentifier(parent)} ${bound}${divided}`,
    );
  }
}

async function loadTable(
  client: pg.Client,
  { name, columns, rows }: Manifest['tables'][number],
  content: AsyncIterable<Buffer>,
  tell: TellProgress,
): Promise<void> {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const copy = client.query(copyFrom(`copy public.${pg.escapeIdentifier(name)} (${list}) from stdin`));
  await pipeline(content, copy);
  if (copy.rowCount !== rows) throw new BackupFault('backup-damaged', `${name} has ${copy.rowCount} rows, not ${rows}`);
  if (rows > 0) tell(`${name}: ${rows.toLocaleString('en')} rows`);
}
