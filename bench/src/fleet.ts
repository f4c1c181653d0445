/** The full simulator as the load: whole devices with their real loop, lock and books, in several processes; afterwards the database is held against the books. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, startChild } from '@sekisho/testkit/child';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { chooseLoadTool } from './check-in-load.ts';
import { writeFleet } from './check-in-traffic.ts';
import { printFigures } from './figures.ts';
import { httpReference } from './http-reference.ts';
import { connectionsPerProcess } from './live-fleet.ts';
import { countProcessor, postmasterOf, treeMemoryMiB, treeSeconds } from './processor.ts';
import { openServerDatabase, type ServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';

export type FleetOptions = {
  devices: number;
  seconds: number;
  /** Of the server. */
  workers: number;
  /** Each device holds a live connection, too. */
  live: boolean;
  /** Between two check-ins of a device. */
  intervalMs: number;
  /** With `firstInventory` each is followed by a whole inventory: what more register than are taken in waits in memory, 150 KB each. */
  registrationsPerSecond: number;
  firstInventory: boolean;
};

const simulator = join(import.meta.dirname, '../../packages/simulator/src/main.ts');
/** A fleet that registers no faster than this has got stuck. */
const slowestRegistrationsPerSecond = 60;
const fewestSimulators = 2;
const settlePollMs = 500;
const referenceDevices = 1_000;

/** One line of the simulator: check-ins a second since the line before, and the worst of its parts' percentiles. */
const figuresOf = /check-ins (\d+)\/s · p50 (\d+) ms · p99 (\d+) ms · p99\.9 (\d+) ms · failed (\d+)/g;

type Line = { perSecond: number; p50Ms: number; p99Ms: number; p999Ms: number; failed: number };

function linesSince(simulators: Child, from: number): Line[] {
  return [...simulators.output().slice(from).matchAll(figuresOf)].map(([, ...numbers]) => {
    const [perSecond = 0, p50Ms = 0, p99Ms = 0, p999Ms = 0, failed = 0] = numbers.map(Number);
    return { perSecond, p50Ms, p99Ms, p999Ms, failed };
  });
}

async function startSimulators(server: ServerProcess, books: string, options: FleetOptions): Promise<Child> {
  const { devices, live, intervalMs, registrationsPerSecond, firstInventory } = options;
  const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
  const processes = Math.max(fewestSimulators, live ? Math.ceil(devices / connectionsPerProcess) : 0);
  const simulators = startChild(process.execPath, [
    simulator,
    ...['--server', server.url, '--serial', serialNumber, '--books', books],
    ...['--devices', String(devices), '--processes', String(processes), '--ramp', String(registrationsPerSecond)],
    ...['--interval', String(intervalMs), ...(live ? [] : ['--no-live'])],
    ...(firstInventory ? [] : ['--no-first-inventory']),
  ]);
  const all = live
    ? `registered ${devices}/${devices} · on \\d+ · live ${devices} `
    : `registered ${devices}/${devices} `;
  await simulators.waitFor(new RegExp(all), 60_000 + (devices / slowestRegistrationsPerSecond) * 1000);
  return simulators;
}

/** Until the first inventories have been looked through in the background; a fleet that is there to be held need not wait for it. */
async function settled({ pool }: ServerDatabase): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ any: boolean }>('select exists (select from inventory_due) as any');
    if (rows[0]?.any !== true) return;
    await pause(settlePollMs);
  }
}

/** What the auditor says; throws where the books do not balance. */
async function audit(server: ServerProcess, books: string): Promise<string> {
  const auditor = startChild(process.execPath, [simulator, 'audit', '--books', books, '--data', server.dataDir]);
  if ((await auditor.exited) !== 0) throw new Error(auditor.output().slice(0, 4_000));
  return auditor.output().trim();
}

/** Check-ins of devices that nobody knows, for a server that does not look. */
function bareServer(folder: string): Promise<{ perSecond: number; micros: number }> {
  const fleetFile = join(folder, 'reference.tsv');
  const device = { id: '', token: 'x'.repeat(256), sealKey: '', settingsRevision: 1, policyCode: 'A01', nextItem: 1 };
  writeFleet(fleetFile, Array<typeof device>(referenceDevices).fill(device));
  return httpReference({ tool: chooseLoadTool(undefined), fleetFile, connections: 256 });
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Registers the fleet over the protocol, lets it settle, counts for some seconds, then stops it and audits. */
export async function benchFleet(options: FleetOptions): Promise<void> {
  const { devices, seconds, workers, live, intervalMs } = options;
  const books = await mkdtemp(join(tmpdir(), 'sekisho-books-'));
  const server = await startServer({
    workers,
    env: { SEKISHO_CONTRACTED_DEVICES: String(devices), SEKISHO_LOG_LEVEL: 'error', ...serverNode() },
  });
  try {
    await using database = await openServerDatabase(server.dataDir, 2);
    const postmaster = await postmasterOf(database);
    const simulators = await startSimulators(server, books, options);
    if (!live) await settled(database);
    await pause(settlePollMs);
    const from = simulators.output().length;
    const spent = countProcessor(server.pid, postmaster, () => treeSeconds(simulators.pid));
    await pause(seconds * 1000);
    const lines = linesSince(simulators, from);
    const perSecond = mean(lines.map((line) => line.perSecond));
    const micros = spent(perSecond * seconds);
    const rssMiB = treeMemoryMiB(server.pid, postmaster);
    await simulators.stop();
    const verdict = await audit(server, books);
    const bare = await bareServer(books);
    printFigures({
      bench: live ? 'fleet-live' : 'fleet',
      devices,
      work: `whole simulated devices, one check-in in ${intervalMs} ms each${live ? ', all live' : ''}${options.firstInventory ? '' : ', no inventory yet'}: seal and signatures checked on both sides; ${lines.at(-1)?.failed} failed; plain HTTP, ${seconds} s, server processes: ${workers}; ${verdict}`,
      perSecond,
      p50Ms: mean(lines.map((line) => line.p50Ms)),
      p99Ms: Math.max(...lines.map((line) => line.p99Ms)),
      p999Ms: Math.max(...lines.map((line) => line.p999Ms)),
      rssMiB,
      serverMicros: micros.server,
      databaseMicros: micros.database,
      loadMicros: micros.load,
      reference: `bare node:http, check-ins of the same form: ${bare.micros.toFixed(1)} µs of its process for each, at ${Math.round(bare.perSecond)}/s; the ratio is that of the server's processor time`,
      ratio: micros.server / bare.micros,
    });
  } finally {
    await server.dispose();
    await rm(books, { recursive: true, force: true });
  }
}
