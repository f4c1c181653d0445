/** A server that has been set up, its serial number, and more server processes on the same database where a test wants them. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SystemInformation } from '@sekisho/contracts';
import { createTrust } from '@sekisho/server/features/trust/index';
import type { Platform } from '@sekisho/server/platform/feature';
import { assemble } from '@sekisho/server/wiring';
import { type InProcessOptions, type InProcessServer, startInProcess } from '@sekisho/testkit/in-process-server';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { type ConsoleClient, startWorld } from '../administration/console-client.ts';
import { TestDevice } from './test-device.ts';

export interface DeviceWorld extends AsyncDisposable {
  readonly server: InProcessServer;
  readonly database: TestDatabase;
  readonly admin: ConsoleClient;
  readonly recoveryKey: string;
  readonly serialNumber: string;
  system(): Promise<SystemInformation>;
  /** One more server on the same database, under the same key. */
  another(): Promise<InProcessServer>;
  device(server?: InProcessServer): TestDevice;
  /** As an operator's command would: a new server key, and the next version of the trust set. */
  rotateServerKey(organizationId: string): Promise<void>;
}

/** Organization of ten contracted devices. */
export async function startDeviceWorld(options: Partial<InProcessOptions> = {}): Promise<DeviceWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-world-'));
  const masterKeyFile = path.join(folder, 'master.key');
  await writeFile(masterKeyFile, `${randomBytes(32).toString('base64')}\n`);
  const database = await createTestDatabase();
  const assembled: { platform?: Platform } = {};
  const remember = (platform: Platform) => {
    assembled.platform = platform;
    return (options.assemble ?? assemble)(platform);
  };
  const shared = { ...options, assemble: remember, database, settings: { ...options.settings, masterKeyFile } };
  const world = await startWorld(shared);
  const others: InProcessServer[] = [];
  const system = () => world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  return {
    server: world.server,
    database,
    admin: world.admin,
    recoveryKey: world.recoveryKey,
    serialNumber: (await system()).serialNumber,
    system,
    async another() {
      const server = await startInProcess(shared);
      others.push(server);
      return server;
    },
    device: (server = world.server) => new TestDevice(server.url),
    async rotateServerKey(organizationId) {
      const { platform } = assembled;
      if (platform === undefined) throw new Error('not assembled');
      const trust = createTrust(platform);
      await platform.transaction((tx) => trust.rotateServerKey(tx, organizationId, new Date()));
    },
    async [Symbol.asyncDispose]() {
      for (const server of others) await server.dispose();
      await world[Symbol.asyncDispose]();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
