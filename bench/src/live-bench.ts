/** What the benches of live connections share: a server of enough processes, a seeded fleet and the file its holders read. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { writeFleet } from './check-in-traffic.ts';
import { connectionsPerProcess } from './live-fleet.ts';
import { seedFleet } from './seeded-fleet.ts';
import { openServerDatabase, type ServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';

export type LiveWorld = { server: ServerProcess; database: ServerDatabase; fleetFile: string; workers: number };

/** A worker takes connections as they come, not in equal shares, and each has a limit. */
export function workersFor(devices: number): number {
  return Math.ceil(devices / (connectionsPerProcess * 0.7));
}

/** @param more devices that may register besides */
export async function withLiveWorld(
  options: { devices: number; workers: number; more: number },
  measure: (world: LiveWorld) => Promise<void>,
): Promise<void> {
  const { devices, workers, more } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
  const server = await startServer({
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(devices + more + 1),
      SEKISHO_LOG_LEVEL: 'error',
      SEKISHO_WORKERS: String(workers),
      ...serverNode(),
    },
  });
  try {
    await using database = await openServerDatabase(server.dataDir, 2);
    const seeded = await seedFleet(server, database, devices);
    const fleetFile = join(folder, 'fleet.tsv');
    writeFleet(
      fleetFile,
      Array.from({ length: devices }, (_, index) => seeded.device(index)),
    );
    await measure({ server, database, fleetFile, workers });
  } finally {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
