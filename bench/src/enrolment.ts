/** Registrations per second: enrol, nonce, proof of the key, token; all as an agent does it, its signature included. */
import { randomBytes } from 'node:crypto';
import type { EnrolAnswer, NonceAnswer, TokenAnswer } from '@sekisho/contracts';
import { startServer } from '@sekisho/testkit/server-process';
import { generateSigningKey, makeAssertion } from '@sekisho/trust';
import { Pool } from 'undici';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { factsOf, post } from './load-device.ts';
import { serverNode } from './server-node.ts';
import { storm } from './storm.ts';

export type EnrolmentOptions = { devices: number; connections: number };

/** Starts a server of its own and registers `devices`, whose keys are made beforehand. */
export async function benchEnrolment({ devices, connections }: EnrolmentOptions): Promise<void> {
  const keys = Array.from({ length: devices }, () => generateSigningKey());
  const server = await startServer({
    env: { SEKISHO_CONTRACTED_DEVICES: String(devices), SEKISHO_LOG_LEVEL: 'error', ...serverNode() },
  });
  const pool = new Pool(server.url, { connections, pipelining: 1 });
  try {
    const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
    const bareBegun = performance.now();
    const bare = await storm(2_000, connections, async () => void (await post(pool, '/device/v1/nonce', {})));
    const reference = (bare.length * 1000) / (performance.now() - bareBegun);
    const begun = performance.now();
    const samples = await storm(devices, connections, async (index) => {
      const key = keys[index];
      if (key === undefined) throw new Error('no key');
      const request = { serialNumber, publicKey: key.publicKey, facts: factsOf(index) };
      const { deviceId } = await post<EnrolAnswer>(pool, '/device/v1/enroll', request);
      const { nonce: serverNonce } = await post<NonceAnswer>(pool, '/device/v1/nonce', {});
      const deviceNonce = randomBytes(18).toString('base64url');
      const assertion = makeAssertion({ deviceId, privateKey: key.privateKey, serverNonce, deviceNonce });
      await post<TokenAnswer>(pool, '/device/v1/token', { assertion });
    });
    const perSecond = (devices * 1000) / (performance.now() - begun);
    const { registeredDevices } = (await server.api('/system')).body as { registeredDevices: number };
    if (registeredDevices !== devices) throw new Error(`${registeredDevices} registered of ${devices}`);
    printFigures({
      bench: 'enrolment',
      devices,
      work: `enrol, nonce, assertion signed and verified, token with signed grant: three requests each, rows and audit committed; ${connections} at once, plain HTTP, load by undici in one Node process; load, server and PostgreSQL on the same machine`,
      perSecond,
      p50Ms: percentile(samples, 0.5),
      p99Ms: percentile(samples, 0.99),
      rssMiB: residentMiB(server.pid),
      reference: `three of the server's cheapest requests (nonce), same client: ${Math.round(reference / 3)}/s`,
      ratio: perSecond / (reference / 3),
    });
  } finally {
    await pool.close();
    await server.dispose();
  }
}
