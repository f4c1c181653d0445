/** What a live connection costs: real devices' tokens, held open by other processes; memory of the server before and with them, and at rest. */
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { withLiveWorld, workersFor } from './live-bench.ts';
import { openLiveFleet } from './live-fleet.ts';
import { mostOpenFiles, postmasterOf, treeMemoryMiB, treeSeconds } from './processor.ts';

export type LiveConnectionsOptions = { devices: number; workers: number | null; tls: boolean; seconds: number };

const referenceConnections = 5_000;

/** Bytes of a bare connection of node:net, server side alone, measured in this process. */
async function bareConnectionBytes(): Promise<number> {
  const held: Socket[] = [];
  const server: NetServer = createServer((socket) => held.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const before = residentMiB(process.pid);
  for (let opened = 0; opened < referenceConnections; opened += 1)
    await new Promise<void>((resolve) => held.push(connect(address.port, '127.0.0.1', resolve)));
  const bytes = ((residentMiB(process.pid) - before) * 1_048_576) / (2 * referenceConnections);
  for (const socket of held) socket.destroy();
  server.close();
  return bytes;
}

/** Opens all, lets them rest, and prints what they take. */
export async function benchLiveConnections(options: LiveConnectionsOptions): Promise<void> {
  const { devices, tls, seconds } = options;
  const workers = options.workers ?? workersFor(devices);
  const bare = await bareConnectionBytes();
  await withLiveWorld({ devices, workers, more: 0 }, async ({ server, database, fleetFile }) => {
    const postmaster = await postmasterOf(database);
    const resident = () => treeMemoryMiB(server.pid, postmaster);
    const before = resident();
    const begun = performance.now();
    const fleet = await openLiveFleet(tls ? server.tlsUrl : server.url, fleetFile, devices);
    const elapsedMs = performance.now() - begun;
    const spent = treeSeconds(server.pid, postmaster);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const atRest = (treeSeconds(server.pid, postmaster) - spent) / seconds;
    const rssMiB = resident();
    const bytesEach = ((rssMiB - before) * 1_048_576) / devices;
    const files = mostOpenFiles(server.pid, postmaster);
    await fleet.end();
    printFigures({
      bench: tls ? 'live-connections-tls' : 'live-connections',
      devices,
      work: `token checked, upgraded, held and pinged for ${seconds} s (${(atRest * 100).toFixed(1)} % of a core); ${tls ? 'our own TLS' : 'plain HTTP, as behind a proxy'}; server processes: ${workers}, ${Math.round(before)} MiB before, at most ${files} open files each; p50 to p99.9: from connecting to open, 64 under way in each process of the load`,
      perSecond: (devices * 1000) / elapsedMs,
      p50Ms: percentile(fleet.openedAfterMs, 0.5),
      p99Ms: percentile(fleet.openedAfterMs, 0.99),
      p999Ms: percentile(fleet.openedAfterMs, 0.999),
      rssMiB,
      bytesEach,
      reference: `one side of a bare connection of node:net: ${bare.toFixed(0)} bytes`,
      ratio: bytesEach / bare,
    });
  });
}
