/** A server of its own with a seeded fleet, for as long as a bench needs it. */
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { type SeededFleet, seedFleet } from './seeded-fleet.ts';
import { openServerDatabase, type ServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';

export type SeededServer = { server: ServerProcess; database: ServerDatabase; fleet: SeededFleet };

/**
 * One process that says nothing but errors.
 * @param serverArguments more arguments of Node for the server: a profile, for example
 */
export async function withSeededServer(
  devices: number,
  work: (seeded: SeededServer) => Promise<void>,
  serverArguments?: string,
): Promise<void> {
  const server = await startServer({
    workers: 1,
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(devices + 1),
      SEKISHO_LOG_LEVEL: 'error',
      ...serverNode(serverArguments),
    },
  });
  try {
    await using database = await openServerDatabase(server.dataDir);
    await work({ server, database, fleet: await seedFleet(server, database, devices) });
  } finally {
    await server.dispose();
  }
}
