/** The PostgreSQL that comes along: started or found running, with its roles; stopped by whichever server process leaves last. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Randomness } from '../ids.ts';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import type { ConnectionOptions, DatabaseAccess } from './connections.ts';
import { applicationName } from './connections.ts';
import { loadPostgresCredentials, type PostgresCredentials } from './credentials.ts';
import {
  findPostmaster,
  type PostgresCluster,
  prepareCluster,
  startPostmaster,
  stopPostmaster,
} from './postgres-cluster.ts';
import { createDatabaseWithRoles, databaseNames } from './roles.ts';

export interface EmbeddedPostgres extends DatabaseAccess {
  /** Of the superuser, in database `postgres`: for tests, which make databases of their own. */
  readonly administration: ConnectionOptions;
  /** True when it ran already, started by another process or before a crash. */
  readonly adopted: boolean;
  /** Call with every other connection closed. Stops PostgreSQL unless another server process is connected; returns whether it did. */
  release(): Promise<boolean>;
}

export interface EmbeddedPostgresPorts {
  readonly dataFolder: string;
  readonly randomness: Randomness;
  readonly log: Log;
  /** Added to the configuration when it is this process that starts PostgreSQL. */
  readonly extraSettings?: Readonly<Record<string, string>>;
}

const startTimeoutMs = 90_000;
const pollIntervalMs = 100;
const reviveIntervalMs = 1_000;
const leavingLock = 7_356_003;

export async function startEmbeddedPostgres(ports: EmbeddedPostgresPorts): Promise<EmbeddedPostgres> {
  const { log, dataFolder, randomness } = ports;
  const credentials = await loadPostgresCredentials(path.join(dataFolder, 'keys', 'postgres.json'), randomness);
  const cluster = await prepareCluster(dataFolder, credentials.superuser, randomness);
  const first = await startOrAdopt(cluster, credentials, ports.extraSettings ?? {});
  await createDatabaseWithRoles(first.keeper, credentials);
  log.info({ folder: cluster.folder, adopted: first.adopted }, 'embedded PostgreSQL is ready');
  const held = holdOn(first, log, () => startOrAdopt(cluster, credentials, ports.extraSettings ?? {}));
  const as = (user: string, password: string): ConnectionOptions => ({
    ...first.administration,
    user,
    password,
    database: databaseNames.database,
  });
  return {
    owner: as(databaseNames.owner, credentials.owner),
    application: as(databaseNames.application, credentials.application),
    administration: first.administration,
    adopted: first.adopted,
    async release() {
      const keeper = await held.letGo();
      const alone = await waitUntilAlone(keeper).catch(() => true);
      await keeper.end().catch(() => {});
      if (alone) await stopPostmaster(cluster);
      log.info({ stopped: alone }, alone ? 'embedded PostgreSQL stopped' : 'embedded PostgreSQL left to others');
      return alone;
    },
  };
}

/** Starts PostgreSQL again, or finds it started by another process, whenever it ends while it is needed. */
function holdOn(first: Running, log: Log, restart: () => Promise<Running>): { letGo(): Promise<pg.Client> } {
  let keeper = first.keeper;
  let needed = true;
  let reviving: Promise<void> = Promise.resolve();

  async function revive(): Promise<void> {
    while (needed) {
      try {
        keeper = (await restart()).keeper;
        watch();
        log.warn('embedded PostgreSQL runs again');
        return;
      } catch (cause) {
        log.error({ err: cause }, 'embedded PostgreSQL could not be started again');
        await delay(reviveIntervalMs);
      }
    }
  }

  function watch(): void {
    keeper.once('end', () => {
      if (!needed) return;
      log.error('embedded PostgreSQL ended by itself');
      reviving = revive();
    });
  }

  watch();
  return {
    async letGo() {
      needed = false;
      await reviving;
      return keeper;
    },
  };
}

interface Running {
  /** Stays open as long as this process needs PostgreSQL: others count it before they stop it. */
  readonly keeper: pg.Client;
  readonly administration: ConnectionOptions;
  readonly adopted: boolean;
}

async function startOrAdopt(
  cluster: PostgresCluster,
  credentials: PostgresCredentials,
  extraSettings: Readonly<Record<string, string>>,
): Promise<Running> {
  const deadline = Date.now() + startTimeoutMs;
  let adopted = true;
  let failures = 0;
  let lastTrouble = '';
  while (Date.now() < deadline) {
    const postmaster = await findPostmaster(cluster);
    if (postmaster === null) {
      const trouble = await startPostmaster(cluster, extraSettings);
      if (trouble === null) adopted = false;
      // Somebody else may have been starting or stopping it just then, so the first failure says nothing yet.
      else if ((await findPostmaster(cluster)) === null && ++failures > 1) {
        throw new StartError(`PostgreSQL did not start:\n${trouble}`);
      }
      continue;
    }
    const administration: ConnectionOptions = {
      host: postmaster.socketFolder ?? '127.0.0.1',
      port: postmaster.port,
      user: 'postgres',
      password: credentials.superuser,
      database: 'postgres',
      application_name: applicationName,
    };
    const keeper = new pg.Client(administration);
    keeper.on('error', () => {});
    try {
      await keeper.connect();
      return { keeper, administration, adopted };
    } catch (cause) {
      lastTrouble = cause instanceof Error ? cause.message : String(cause);
      if ((cause as { code?: string }).code === '28P01') break;
      await delay(pollIntervalMs);
    }
  }
  throw new StartError(
    `PostgreSQL in ${cluster.folder} runs but does not let us in (its passwords are kept in the data folder, ` +
      `keys/postgres.json): ${lastTrouble}`,
  );
}

/**
 * One process leaves at a time, or several that leave together would each believe that another one stays. Ended sessions linger for a
 * moment, so the count is taken a few times before others are believed to be there.
 */
async function waitUntilAlone(keeper: pg.Client): Promise<boolean> {
  await keeper.query('select pg_advisory_lock($1)', [leavingLock]);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { rows } = await keeper.query<{ others: number; leaving: number }>(
      `select count(*)::int as others, (count(*) filter (where wait_event_type = 'Lock' and wait_event = 'advisory'))::int as leaving
       from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()`,
      [applicationName],
    );
    if (rows[0]?.others === 0) return true;
    // Whoever waits to leave looks after us.
    if (rows[0]?.leaving !== 0) return false;
    await delay(pollIntervalMs);
  }
  return false;
}
