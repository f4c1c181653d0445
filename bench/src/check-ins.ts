/** Check-ins per second: real tokens, sealed answers, every tenth with an event, all committed; against a bare HTTP server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '@sekisho/testkit/child';
import { adminToken, startServer } from '@sekisho/testkit/server-process';
import { Pool } from 'undici';
import { type LoadTool, runLoad, toolWords } from './check-in-load.ts';
import { writeFleet } from './check-in-traffic.ts';
import { printFigures, residentMiB } from './figures.ts';
import { checkInLoadDevice, type LoadDevice, registerLoadDevice } from './load-device.ts';
import { serverNode } from './server-node.ts';
import { storm } from './storm.ts';

export type CheckInOptions = {
  devices: number;
  seconds: number;
  connections: number;
  tool: LoadTool;
  /** More arguments of Node for the server: a profile, for example. */
  serverArguments?: string;
};

type Server = Awaited<ReturnType<typeof startServer>>;

async function referencePerSecond(options: CheckInOptions, fleetFile: string): Promise<number> {
  const child = startChild(process.execPath, [join(import.meta.dirname, 'reference-server.ts')]);
  const [, port] = await child.waitFor(/port (\d+)/);
  const { perSecond } = await runLoad({ ...options, port: Number(port), fleetFile, checked: false });
  await child.stop();
  return perSecond;
}

async function registerFleet(pool: Pool, server: Server, devices: number): Promise<LoadDevice[]> {
  const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
  const fleet: LoadDevice[] = [];
  const begun = performance.now();
  await storm(devices, 128, async (index) => {
    fleet[index] = await registerLoadDevice(pool, serialNumber, index);
  });
  console.log(`registered ${devices} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return fleet;
}

/** Of some devices: what the server says it has stored is in the database, without a gap. Throws where it is not. */
async function checkStored(server: Server, pool: Pool, fleet: readonly LoadDevice[]): Promise<void> {
  const step = Math.max(1, Math.floor(fleet.length / 20));
  for (const device of fleet.filter((_, index) => index % step === 0)) {
    const storedThrough = await checkInLoadDevice(pool, device, 0, Date.now());
    const { body } = await server.api(`/devices/${device.id}/timeline?limit=500`);
    const events = (body as { items: { what: string }[] }).items.filter((entry) => entry.what === 'started');
    if (events.length !== Math.min(storedThrough, 500))
      throw new Error(`${events.length} events in the database, ${storedThrough} acknowledged`);
  }
}

async function storedCheckIns(server: Server): Promise<number> {
  const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${adminToken}` } });
  return Number(/^sekisho_check_ins_total (\d+)/m.exec(await response.text())?.[1]);
}

/** Starts a server of its own, registers the devices, then storms for `seconds`. */
export async function benchCheckIns(options: CheckInOptions): Promise<void> {
  const { devices, seconds, connections, tool } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
  const fleetFile = join(folder, 'fleet.tsv');
  const server = await startServer({
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(devices + 1),
      SEKISHO_LOG_LEVEL: 'error',
      ...serverNode(options.serverArguments),
    },
  });
  const pool = new Pool(server.url, { connections: 64, pipelining: 1 });
  try {
    const fleet = await registerFleet(pool, server, devices);
    writeFleet(fleetFile, fleet);
    const result = await runLoad({ ...options, port: server.port, fleetFile, checked: true });
    const rssMiB = residentMiB(server.pid);
    if (result.failed > 0) throw new Error(`${result.failed} check-ins failed`);
    const stored = await storedCheckIns(server);
    if (!(stored >= result.answered)) throw new Error(`${result.answered} answered, ${stored} stored`);
    await checkStored(server, pool, fleet);
    const reference = await referencePerSecond(options, fleetFile);
    printFigures({
      bench: 'check-ins',
      devices,
      work: `token checked, answer sealed, every tenth with an event, committed before the answer; ${toolWords[tool]}; ${connections} connections, plain HTTP, ${seconds} s; load, server and PostgreSQL on the same machine`,
      perSecond: result.perSecond,
      p50Ms: result.p50Ms,
      p99Ms: result.p99Ms,
      rssMiB,
      reference: `bare node:http, same requests, same load tool: ${Math.round(reference)}/s`,
      ratio: result.perSecond / reference,
    });
  } finally {
    await pool.close();
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
