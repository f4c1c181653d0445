/** From settings to a database that is up to date: our own PostgreSQL or the operator's, migrated, with a pool on it. */
import pg from 'pg';
import type { Randomness } from '../ids.ts';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import { accessByUrl, type DatabaseAccess, type DatabasePool, openDatabase } from './connections.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, readMigrations } from './migrations.ts';
import { machineConnections } from './pool-size.rules.ts';
import type { Spread } from './prepared.ts';
import { applicationGrants, databaseNames } from './roles.ts';
import { createStorage } from './storage.ts';

export interface ReachedDatabase extends DatabaseAccess {
  /** Call last, with every connection closed. */
  release(): Promise<void>;
}

const oldestVersion = 160_000;
/** For commands and for a person who looks around. */
const spareConnections = 20;

export async function reachDatabase(
  from: { readonly databaseUrl: string | undefined; readonly dataFolder: string; readonly workers?: number },
  randomness: Randomness,
  log: Log,
): Promise<ReachedDatabase> {
  if (from.databaseUrl === undefined) {
    const { dataFolder, workers = 1 } = from;
    const extraSettings = { max_connections: String(Math.max(100, machineConnections(workers) + spareConnections)) };
    const embedded = await startEmbeddedPostgres({ dataFolder, randomness, log, extraSettings });
    return {
      owner: embedded.owner,
      application: embedded.application,
      release: async () => {
        await embedded.release();
      },
    };
  }
  const access = accessByUrl(from.databaseUrl);
  await checkReachable(access);
  return { ...access, release: async () => {} };
}

async function checkReachable(access: DatabaseAccess): Promise<void> {
  const client = new pg.Client({ ...access.application, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    if (Number(rows[0]?.server_version_num) < oldestVersion) throw new StartError('PostgreSQL 16 or later is needed');
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const reason = cause instanceof AggregateError ? String(cause.errors[0]) : String(cause);
    throw new StartError(`the database of DATABASE_URL (${client.host}) cannot be reached: ${reason}`, { cause });
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Migrates, and opens the pool that everything but migrations and the job queue uses.
 * @param ownDataFolder of the PostgreSQL that comes along; `null`: an operator's own
 */
export async function openMigratedDatabase(
  access: DatabaseAccess,
  migrationsFolder: string,
  log: Log,
  maximumConnections: number,
  ownDataFolder: string | null,
  spread: Spread,
): Promise<DatabasePool> {
  const before = access.application.user === databaseNames.application ? applicationGrants : [];
  await migrate(access.owner, await readMigrations(migrationsFolder), log, before);
  return openDatabase(access.application, log, maximumConnections, createStorage(ownDataFolder), spread);
}
