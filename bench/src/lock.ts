/** From the click on 'Lock' (the API call a browser makes) to the screen of a live simulated device, and back with 'Unlock'. */

import { connectFleet, createFleet } from '@sekisho/simulator';
import { startServer } from '@sekisho/testkit/server-process';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { serverNode } from './server-node.ts';

export type LockOptions = { devices: number; rounds: number };

/** Starts a server and a fleet with live connections, then locks and unlocks one device after another. */
export async function benchLock({ devices, rounds }: LockOptions): Promise<void> {
  const server = await startServer({
    env: { SEKISHO_CONTRACTED_DEVICES: String(devices + 1), SEKISHO_LOG_LEVEL: 'error', ...serverNode() },
  });
  try {
    const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
    const connection = connectFleet({
      serverUrl: server.tlsUrl,
      rootCertificate: null,
      acceptAnyCertificate: true,
    });
    const fleet = createFleet({
      devices,
      serialNumber,
      transport: connection.transport,
      live: connection.live,
      rampPerSecond: 200,
    });
    fleet.start();
    await fleet.registered();
    const samples: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const device = fleet.devices[round % devices];
      if (device?.id == null) throw new Error('a device is not registered');
      const id = device.id;
      const asked = performance.now();
      await server.api('/system');
      bare.push(performance.now() - asked);
      for (const [kind, screen] of [
        ['lock', 'remote'],
        ['unlock', 'none'],
      ] as const) {
        const clicked = performance.now();
        const shown = fleet.screenShown(id, screen);
        const answer = await server.api(`/devices/${id}/commands`, { method: 'POST', body: { kind } });
        if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
        const at = await shown;
        if (kind === 'lock') samples.push(at - clicked);
      }
    }
    const rssMiB = residentMiB(server.pid);
    await fleet.stop();
    connection.close();
    const reference = percentile(bare, 0.5);
    const p50Ms = percentile(samples, 0.5);
    printFigures({
      bench: 'lock',
      devices,
      work: `${rounds} locks, each: API call committed, wake over the bus and the live connection (TLS), check-in, envelope verified, lock applied, virtual screen shown`,
      p50Ms,
      p99Ms: percentile(samples, 0.99),
      p999Ms: percentile(samples, 0.999),
      rssMiB,
      reference: `one plain API read: ${reference.toFixed(1)} ms (p50)`,
      ratio: p50Ms / reference,
    });
  } finally {
    await server.dispose();
  }
}
