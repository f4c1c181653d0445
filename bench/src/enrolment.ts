/** Registrations per second into a fleet that is there already: enrol, nonce, proof of the key, token; all as an agent does it. */
import { randomBytes } from 'node:crypto';
import type { EnrolAnswer, NonceAnswer, TokenAnswer } from '@sekisho/contracts';
import { startServer } from '@sekisho/testkit/server-process';
import { generateSigningKey, makeAssertion, type SigningKey } from '@sekisho/trust';
import { Pool } from 'undici';
import { percentile, printFigures } from './figures.ts';
import { factsOf, post } from './load-device.ts';
import { countProcessor, postmasterOf, treeResidentMiB } from './processor.ts';
import { seedFleet } from './seeded-fleet.ts';
import { openServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';
import { storm } from './storm.ts';

export type EnrolmentOptions = {
  /** Registered before the storm. */
  devices: number;
  connections: number;
  workers: number;
};

const newDevices = 5_000;
const warmingDevices = 300;

async function enrol(pool: Pool, serialNumber: string, key: SigningKey, index: number): Promise<void> {
  const request = { serialNumber, publicKey: key.publicKey, facts: factsOf(index) };
  const { deviceId } = await post<EnrolAnswer>(pool, '/device/v1/enroll', request);
  const { nonce: serverNonce } = await post<NonceAnswer>(pool, '/device/v1/nonce', {});
  const deviceNonce = randomBytes(18).toString('base64url');
  const assertion = makeAssertion({ deviceId, privateKey: key.privateKey, serverNonce, deviceNonce });
  await post<TokenAnswer>(pool, '/device/v1/token', { assertion });
}

/** Starts a server of its own with `devices` in its tables and registers `newDevices` more, whose keys are made beforehand. */
export async function benchEnrolment({ devices, connections, workers }: EnrolmentOptions): Promise<void> {
  const keys = Array.from({ length: newDevices + warmingDevices }, () => generateSigningKey());
  const registered = devices + 1 + keys.length;
  const server = await startServer({
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(registered),
      SEKISHO_LOG_LEVEL: 'error',
      SEKISHO_WORKERS: String(workers),
      ...serverNode(),
    },
  });
  const pool = new Pool(server.url, { connections, pipelining: 1 });
  try {
    await using database = await openServerDatabase(server.dataDir);
    await seedFleet(server, database, devices);
    const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
    const join = (index: number) => enrol(pool, serialNumber, keys[index] as SigningKey, index);
    await storm(warmingDevices, connections, join);
    const bareBegun = performance.now();
    const bare = await storm(2_000, connections, async () => void (await post(pool, '/device/v1/nonce', {})));
    const reference = (bare.length * 1000) / (performance.now() - bareBegun);
    const postmaster = await postmasterOf(database);
    const own = () => (({ user, system }) => (user + system) / 1_000_000)(process.cpuUsage());
    const spent = countProcessor(server.pid, postmaster, own);
    const begun = performance.now();
    const samples = await storm(newDevices, connections, (index) => join(warmingDevices + index));
    const perSecond = (newDevices * 1000) / (performance.now() - begun);
    const micros = spent(newDevices);
    const { registeredDevices } = (await server.api('/system')).body as { registeredDevices: number };
    if (registeredDevices !== registered) throw new Error(`${registeredDevices} registered of ${registered}`);
    printFigures({
      bench: 'enrolment',
      devices,
      work: `${newDevices} more devices: enrol, nonce, assertion signed and verified, token with signed grant: three requests each, rows and audit committed; ${connections} at once, plain HTTP, load by undici in one Node process, server processes: ${workers}; load, server and PostgreSQL on the same machine`,
      perSecond,
      p50Ms: percentile(samples, 0.5),
      p99Ms: percentile(samples, 0.99),
      p999Ms: percentile(samples, 0.999),
      rssMiB: treeResidentMiB(server.pid, postmaster),
      serverMicros: micros.server,
      databaseMicros: micros.database,
      loadMicros: micros.load,
      reference: `three of the server's cheapest requests (nonce), same client: ${Math.round(reference / 3)}/s`,
      ratio: perSecond / (reference / 3),
    });
  } finally {
    await pool.close();
    await server.dispose();
  }
}
