/** Real PostgreSQL for tests: one server for the whole run, started by whoever needs it first; a database of one's own in milliseconds. */
import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import {
  type ConnectionOptions,
  type DatabaseAccess,
  type DatabasePool,
  openDatabase,
} from '@sekisho/server/platform/database/connections';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@sekisho/server/platform/database/embedded-postgres';
import { migrate, readMigrations } from '@sekisho/server/platform/database/migrations';
import { applicationGrants, databaseNames } from '@sekisho/server/platform/database/roles';
import type { Db } from '@sekisho/server/platform/database/tables';
import { createTransactions, type Transactions } from '@sekisho/server/platform/database/transaction';
import { systemIds, systemRandomness } from '@sekisho/server/platform/ids';
import { createJobs } from '@sekisho/server/platform/jobs/pg-boss-jobs';
import { createLog } from '@sekisho/server/platform/log';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** As the application role, like the server's own. */
  readonly db: Db;
  readonly transactions: Transactions;
  /** For what opens connections of its own. */
  readonly access: DatabaseAccess;
  /** One statement as the owner, who may do anything: for a test that does not know the server from inside. */
  asOwner<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The database of a test as a `DATABASE_URL`, as the owner. */
export function databaseUrl({ access }: Pick<TestDatabase, 'access'>): string {
  const { host, port, user, password, database } = access.owner;
  const query = new URLSearchParams({ host: String(host), port: String(port) });
  return `postgresql://${user}:${encodeURIComponent(String(password))}@/${database}?${query}`;
}

export const migrationsFolder = path.resolve(import.meta.dirname, '../../../apps/server/src/migrations');

/** Nothing of a test has to survive a power cut. */
const fastSettings = { fsync: 'off', full_page_writes: 'off', max_connections: '300', shared_buffers: '128MB' };
const quietLog = createLog('silent');
const templateLock = 7_356_100;

/** One connection of its own per test process keeps the server running for as long as it lives. */
const servers = new Map<string, Promise<EmbeddedPostgres>>();

function testPostgres(folder: string): Promise<EmbeddedPostgres> {
  const known = servers.get(folder);
  if (known !== undefined) return known;
  const ports = { dataFolder: folder, randomness: systemRandomness, log: quietLog, extraSettings: fastSettings };
  const started = startEmbeddedPostgres(ports);
  servers.set(folder, started);
  return started;
}

async function administrate<T>(
  { administration }: Pick<EmbeddedPostgres, 'administration'>,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(administration);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function accessTo(server: EmbeddedPostgres, database: string): DatabaseAccess {
  const at = (connection: ConnectionOptions) => ({ ...connection, database });
  return { owner: at(server.owner), application: at(server.application) };
}

/** A migrated database to copy from, named after the migrations in it; made once by whoever needs it first. */
async function ensureTemplate(server: EmbeddedPostgres, client: pg.Client): Promise<string> {
  const migrations = await readMigrations(migrationsFolder);
  const hash = createHash('sha256').update(migrations.map((migration) => migration.checksum).join());
  const name = `template_${hash.digest('hex').slice(0, 16)}`;
  await client.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
    if (rowCount !== 0) return name;
    await client.query(`drop database if exists ${name}`);
    await client.query(`create database ${name} owner ${databaseNames.owner}`);
    const access = accessTo(server, name);
    await migrate(access.owner, migrations, quietLog, applicationGrants);
    const jobs = createJobs(access.owner, systemIds, quietLog);
    await jobs.start();
    await jobs.stop();
    await client.query(`alter database ${name} is_template true`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock]);
  }
}

/** An empty database; with `migrated: false` not even the schema is there. */
export async function createTestDatabase(options: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = await testPostgres(inject('testPostgresFolder'));
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administrate(server, async (client) => {
    const template = options.migrated === false ? 'template0' : await ensureTemplate(server, client);
    await client.query(`create database ${name} template ${template} owner ${databaseNames.owner} strategy file_copy`);
  });
  const access = accessTo(server, name);
  const pool: DatabasePool = openDatabase(access.application, quietLog, 8);
  const drop = async () => {
    await pool.close();
    await administrate(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  };
  return {
    db: pool.db,
    transactions: createTransactions(pool.db),
    access,
    asOwner: <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      administrate(
        { administration: access.owner },
        async (client) => (await client.query<Row>(text, [...values])).rows,
      ),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    testPostgresFolder: string;
  }
}
