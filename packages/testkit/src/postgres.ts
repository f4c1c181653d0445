/** Real PostgreSQL for tests: one server for the whole run, started by whoever needs it first; a database of one's own in milliseconds. */
import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import {
  type ConnectionOptions,
  type DatabaseAccess,
  type DatabasePool,
  openDatabase,
} from '@sekisho/server/platform/database/connections';
import { startEmbeddedPostgres } from '@sekisho/server/platform/database/embedded-postgres';
import { migrate, readMigrations } from '@sekisho/server/platform/database/migrations';
import { applicationGrants, databaseNames } from '@sekisho/server/platform/database/roles';
import type { Db } from '@sekisho/server/platform/database/tables';
import { createTransactions, type Transactions } from '@sekisho/server/platform/database/transaction';
import { systemIds, systemRandomness } from '@sekisho/server/platform/ids';
import { createJobs } from '@sekisho/server/platform/jobs/pg-boss-jobs';
import { createLog } from '@sekisho/server/platform/log';
import type pg from 'pg';
import { inject } from 'vitest';
import { citusUrl, reachCitus } from './citus.ts';
import { administrate, everywhere, type TestCluster } from './test-cluster.ts';

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
const clusters = new Map<string, Promise<TestCluster>>();

function testCluster(folder: string): Promise<TestCluster> {
  const known = clusters.get(folder);
  if (known !== undefined) return known;
  const reached = citusUrl === undefined ? startOwn(folder) : reachCitus(citusUrl);
  clusters.set(folder, reached);
  return reached;
}

async function startOwn(folder: string): Promise<TestCluster> {
  const ports = { dataFolder: folder, randomness: systemRandomness, log: quietLog, extraSettings: fastSettings };
  const { administration, owner, application } = await startEmbeddedPostgres(ports);
  const at = (connection: ConnectionOptions, database: string) => ({ ...connection, database });
  const drop = async (database: string) => {
    await administrate(administration, (client) => client.query(`drop database if exists ${database} with (force)`));
  };
  return {
    drop,
    kind: 'own',
    administrations: [administration],
    access: (database) => ({ owner: at(owner, database), application: at(application, database) }),
    async prepare() {},
    async complete() {},
  };
}

/** A migrated database to copy from, named after the migrations in it; made once by whoever needs it first. */
async function ensureTemplate(cluster: TestCluster, client: pg.Client): Promise<string> {
  const migrations = await readMigrations(migrationsFolder);
  const hash = createHash('sha256').update(migrations.map((migration) => migration.checksum).join());
  const name = `template_${cluster.kind}_${hash.digest('hex').slice(0, 16)}`;
  await client.query('select pg_advisory_lock($1)', [templateLock]);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
    if (rowCount !== 0) return name;
    await everywhere(cluster, `drop database if exists ${name}`);
    await everywhere(cluster, `create database ${name} owner ${databaseNames.owner}`);
    await cluster.prepare(name);
    const { owner } = cluster.access(name);
    await migrate(owner, migrations, quietLog, applicationGrants);
    const jobs = createJobs(owner, systemIds, quietLog);
    await jobs.start();
    await jobs.stop();
    await cluster.complete(name);
    await client.query(`alter database ${name} is_template true`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock]);
  }
}

/** An empty database; with `migrated: false` not even the schema is there. */
export async function createTestDatabase(options: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const cluster = await testCluster(inject('testPostgresFolder'));
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template =
    options.migrated === false
      ? 'template0'
      : await administrate(cluster.administrations[0], (client) => ensureTemplate(cluster, client));
  await everywhere(
    cluster,
    `create database ${name} template ${template} owner ${databaseNames.owner} strategy file_copy`,
  );
  const access = cluster.access(name);
  const pool: DatabasePool = openDatabase(access.application, quietLog, 8);
  const drop = async () => {
    await pool.close();
    await cluster.drop(name);
  };
  return {
    db: pool.db,
    transactions: createTransactions(pool.db),
    access,
    asOwner: <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      administrate(access.owner, async (client) => (await client.query<Row>(text, [...values])).rows),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    testPostgresFolder: string;
  }
}
