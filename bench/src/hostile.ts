/** What hostile clients cost the others: check-ins of a whole fleet without them, then with every kind of them at once. */
import { setTimeout as pause } from 'node:timers/promises';
import { connectFleet, createFleet } from '@sekisho/simulator';
import { type Met, startHostileClients } from '@sekisho/testkit/hostile-clients';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { Pool } from 'undici';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { checkInRequestOf, registerLoadDevice } from './load-device.ts';
import { serverNode } from './server-node.ts';

export type HostileOptions = { devices: number; seconds: number };

/** Of each device. */
const intervalMs = 1_000;
const callsPerMinute = 600;

/** Until each kind of them is refused or cut off: headers that dribble, last of all. */
async function startHostile(server: ServerProcess, serialNumber: string, index: number) {
  const pool = new Pool(server.url, { connections: 1 });
  const device = await registerLoadDevice(pool, serialNumber, index);
  await pool.close();
  const checkIn = JSON.stringify(checkInRequestOf(device, []));
  const clients = startHostileClients({ url: server.url, token: device.token, checkIn });
  while (!Object.values(clients.met() ?? { none: 0 }).every((count) => count > 0)) await pause(100);
  return clients;
}

/** One process, as `npm start` runs it: what a device may ask for is bounded as usual. */
export async function benchHostile(options: HostileOptions): Promise<void> {
  const { devices, seconds } = options;
  const server = await startServer({
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(devices + 1),
      SEKISHO_LOG_LEVEL: 'error',
      ...serverNode(),
      SEKISHO_DEVICE_CALLS_PER_MINUTE: String(callsPerMinute),
    },
  });
  const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
  const connection = connectFleet({ serverUrl: server.url, rootCertificate: null, acceptAnyCertificate: true });
  let tookMs: number[] = [];
  const fleet = createFleet({
    devices,
    serialNumber,
    transport: connection.transport,
    live: connection.live,
    rampPerSecond: 400,
    intervalMs,
    observe: (_device, observation) => {
      if (observation.type === 'checked-in') tookMs.push(observation.tookMs);
    },
  });
  const measure = async () => {
    tookMs = [];
    await pause(seconds * 1000);
    return tookMs;
  };
  try {
    fleet.start();
    await fleet.registered();
    const quiet = await measure();
    await using hostile = await startHostile(server, serialNumber, devices);
    const { failedCheckIns } = fleet.statistics();
    const among = await measure();
    const failed = fleet.statistics().failedCheckIns - failedCheckIns;
    report(options, { quiet, among, failed, met: hostile.met(), rssMiB: residentMiB(server.pid) });
  } finally {
    await fleet.stop();
    connection.close();
    await server.dispose();
  }
}

type Seen = { quiet: number[]; among: number[]; failed: number; met: Met | null; rssMiB: number };

function report({ devices, seconds }: HostileOptions, { quiet, among, failed, met, rssMiB }: Seen): void {
  const counts = Object.entries(met ?? {}).map(([kind, count]) => `${kind} ${count}`);
  printFigures({
    bench: 'hostile',
    devices,
    work: `whole simulated devices, live, a check-in a second each, ${failed} failed, among hostile clients in a process of their own (${counts.join(', ')}); plain HTTP, ${seconds} s, one server process; all on the same machine`,
    perSecond: among.length / seconds,
    p50Ms: percentile(among, 0.5),
    p99Ms: percentile(among, 0.99),
    p999Ms: percentile(among, 0.999),
    rssMiB,
    reference: `the same without them: p50 ${percentile(quiet, 0.5).toFixed(1)}, p99 ${percentile(quiet, 0.99).toFixed(1)} ms; the ratio is that of p99`,
    ratio: percentile(among, 0.99) / percentile(quiet, 0.99),
  });
}
