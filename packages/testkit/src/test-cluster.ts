/** Where the databases of tests lie: one PostgreSQL, or a Citus of several. */
import type { ConnectionOptions, DatabaseAccess } from '@sekisho/server/platform/database/connections';
import pg from 'pg';

export interface TestCluster {
  /** Told apart by this, templates of one schema may lie side by side. */
  readonly kind: string;
  /** As a superuser, in a database that is none of a test; the machine that is asked first, then the others. */
  readonly administrations: readonly [ConnectionOptions, ...ConnectionOptions[]];
  access(database: string): DatabaseAccess;
  /** Of a database that was just made, before and after its migrations. */
  prepare(database: string): Promise<void>;
  complete(database: string): Promise<void>;
  /** Ends every connection to it. */
  drop(database: string): Promise<void>;
}

export async function administrate<T>(
  administration: ConnectionOptions,
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

/** One statement on each machine. */
export async function everywhere({ administrations }: TestCluster, text: string): Promise<void> {
  await Promise.all(administrations.map((machine) => administrate(machine, (client) => client.query(text))));
}
