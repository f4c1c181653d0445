/** The embedded PostgreSQL of a data folder, as its owner: found running, or started for the while. */
import { startEmbeddedPostgres } from '@sekisho/server/platform/database/embedded-postgres';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { createLog } from '@sekisho/server/platform/log';
import pg from 'pg';

export type Query = <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** One connection for all of `work`. */
export async function withFolderDatabase<T>(dataDir: string, work: (query: Query) => Promise<T>): Promise<T> {
  const ports = { dataFolder: dataDir, randomness: systemRandomness, log: createLog('silent') };
  const postgres = await startEmbeddedPostgres(ports);
  const client = new pg.Client(postgres.owner);
  try {
    await client.connect();
    return await work(async (text, values = []) => (await client.query(text, [...values])).rows);
  } finally {
    await client.end();
    await postgres.release();
  }
}
