/** The embedded PostgreSQL of a running bench server, reached as its owner. */
import { type ConnectionOptions, type DatabasePool, openDatabase } from '@sekisho/server/platform/database/connections';
import { startEmbeddedPostgres } from '@sekisho/server/platform/database/embedded-postgres';
import { systemRandomness } from '@sekisho/server/platform/ids';
import { createLog } from '@sekisho/server/platform/log';

export type ServerDatabase = DatabasePool & AsyncDisposable & { readonly connection: ConnectionOptions };

/** Adopts the PostgreSQL that the server of `dataDir` has started; it goes on when this is disposed of. */
export async function openServerDatabase(dataDir: string, connections = 1): Promise<ServerDatabase> {
  const log = createLog('silent');
  const postgres = await startEmbeddedPostgres({ dataFolder: dataDir, randomness: systemRandomness, log });
  const opened = openDatabase(postgres.owner, log, connections);
  return {
    ...opened,
    connection: postgres.owner,
    async [Symbol.asyncDispose]() {
      await opened.close();
      await postgres.release();
    },
  };
}
