/** Check-ins per second: real tokens, sealed answers, every tenth with an event, all committed; against a bare HTTP server. */
import { join } from 'node:path';
import { startChild } from '@sekisho/testkit/child';
import { startServer } from '@sekisho/testkit/server-process';
import { Pool } from 'undici';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { checkInLoadDevice, type LoadDevice, registerLoadDevice } from './load-device.ts';
import { storm } from './storm.ts';

export type CheckInOptions = { devices: number; seconds: number; connections: number };

async function referencePerSecond({ seconds, connections }: CheckInOptions): Promise<number> {
  const child = startChild(process.execPath, [join(import.meta.dirname, 'reference-server.ts')]);
  const [, port] = await child.waitFor(/port (\d+)/);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1 });
  const body = JSON.stringify({
    nonce: 'n'.repeat(22),
    settingsRevision: 1,
    policyCode: 'A01',
    lock: { mode: 'unlocked' },
    items: [],
  });
  const begun = performance.now();
  const samples = await storm(
    Number.MAX_SAFE_INTEGER,
    connections,
    async () => {
      const response = await pool.request({
        method: 'POST',
        path: '/',
        headers: { 'content-type': 'application/json' },
        body,
      });
      JSON.parse(await response.body.text());
    },
    begun + seconds * 1000,
  );
  const perSecond = (samples.length * 1000) / (performance.now() - begun);
  await pool.close();
  await child.stop();
  return perSecond;
}

async function countEvents(server: Awaited<ReturnType<typeof startServer>>, device: LoadDevice): Promise<number> {
  const { body } = await server.api(`/devices/${device.id}/timeline?limit=500`);
  return (body as { items: { what: string }[] }).items.filter((entry) => entry.what === 'started').length;
}

/** Starts a server of its own, registers the devices, then storms for `seconds`. */
export async function benchCheckIns(options: CheckInOptions): Promise<void> {
  const { devices, seconds, connections } = options;
  const server = await startServer({
    env: { SEKISHO_CONTRACTED_DEVICES: String(devices + 1), SEKISHO_LOG_LEVEL: 'error' },
  });
  try {
    const pool = new Pool(server.url, { connections, pipelining: 1 });
    const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
    const fleet: LoadDevice[] = [];
    const registering = performance.now();
    await storm(devices, 64, async (index) => {
      fleet[index] = await registerLoadDevice(pool, serialNumber, index);
    });
    console.log(`registered ${devices} in ${((performance.now() - registering) / 1000).toFixed(1)} s`);

    let turn = 0;
    const busy = new Set<LoadDevice>();
    const begun = performance.now();
    const samples = await storm(
      Number.MAX_SAFE_INTEGER,
      connections,
      async () => {
        const index = turn++;
        const device = fleet[index % devices];
        if (device === undefined || busy.has(device)) return;
        busy.add(device);
        await checkInLoadDevice(pool, device, index % 10 === 0 ? 1 : 0, Date.now());
        busy.delete(device);
      },
      begun + seconds * 1000,
    );
    const perSecond = (samples.length * 1000) / (performance.now() - begun);
    const rssMiB = residentMiB(server.pid);
    const first = fleet[0];
    if (first !== undefined && (await countEvents(server, first)) !== Math.min(first.nextItem - 1, 500))
      throw new Error('an event that was acknowledged is not in the database');
    await pool.close();
    const reference = await referencePerSecond(options);
    printFigures({
      bench: 'check-ins',
      devices,
      work: `token and sealed answer checked, every tenth with an event, committed before the answer; ${connections} connections, plain HTTP, ${seconds} s; load, server and PostgreSQL on the same machine`,
      perSecond,
      p50Ms: percentile(samples, 0.5),
      p99Ms: percentile(samples, 0.99),
      rssMiB,
      reference: `bare node:http with the same body and client: ${Math.round(reference)}/s`,
      ratio: perSecond / reference,
    });
  } finally {
    await server.dispose();
  }
}
