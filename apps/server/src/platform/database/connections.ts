/** How the database is reached: as owner for migrations, as an ordinary role for everything else. */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';
import { CopyCursor } from './copied-rows.ts';
import { namingPool } from './naming-pool.ts';
import { preparingPool, type Spread } from './prepared.ts';
import { createReadiness } from './readiness.ts';
import { ReadingSocket } from './reading-socket.ts';
import { watchSilence } from './silent-connections.ts';
import { createStorage } from './storage.ts';
import type { PlatformTables } from './tables.ts';

/** By this name server processes recognize each other's sessions. */
export const applicationName = 'sekisho-server';

export interface ConnectionOptions {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly connectionString?: string;
  readonly application_name: string;
}

export interface DatabaseAccess {
  /** Owns the tables; used for migrations and the job queue's own tables only. */
  readonly owner: ConnectionOptions;
  /** Reads and writes rows, owns nothing, no superuser. */
  readonly application: ConnectionOptions;
}

/** An operator's own PostgreSQL: one role for both. */
export function accessByUrl(url: string): DatabaseAccess {
  const connection: ConnectionOptions = { connectionString: url, application_name: applicationName };
  return { owner: connection, application: connection };
}

export interface DatabasePool {
  readonly db: Kysely<PlatformTables>;
  readonly pool: pg.Pool;
  /** Rejects while the database cannot be reached in a few seconds, or has no room to store anything. */
  checkReady(): Promise<void>;
  close(): Promise<void>;
}

/** Of a process that is gone without a word: what it has locked is free again. */
const idleInTransactionMs = 10_000;

/**
 * Opens nothing yet: connections are made when they are needed. Where the database itself is in trouble, queries reject with
 * `service-unavailable` or `storage-full`.
 */
export function openDatabase(
  connection: ConnectionOptions,
  log: Log,
  maximumConnections = 16,
  storage = createStorage(null),
  spread: Spread = 'one-machine',
): DatabasePool {
  const pool = new pg.Pool({
    ...connection,
    max: maximumConnections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(connection.host?.startsWith('/') ? { stream: () => new ReadingSocket() } : {}),
    idle_in_transaction_session_timeout: idleInTransactionMs,
  });
  // Without a listener a connection that breaks, idle or in the middle of a transaction, would end the process; whoever uses it
  // learns of it from the query that fails.
  pool.on('error', (cause) => log.warn({ err: cause }, 'an idle database connection was lost'));
  pool.on('connect', (client) =>
    client.on('error', (cause) => log.warn({ err: cause }, 'a database connection was lost')),
  );
  const silence = watchSilence(pool, connection, log);
  const dialect = new PostgresDialect({ pool: namingPool(preparingPool(pool, spread), storage), cursor: CopyCursor });
  const db = new Kysely<PlatformTables>({ dialect });
  return {
    db,
    pool,
    checkReady: createReadiness(db, storage),
    close() {
      silence.stop();
      return db.destroy();
    },
  };
}
