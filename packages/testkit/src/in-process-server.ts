/** A whole server inside the test's process, on a database of its own and free ports, with whichever features a test gives it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Settings } from '@sekisho/server/platform/config/settings';
import { type Environment, systemEnvironment } from '@sekisho/server/platform/environment';
import type { Platform } from '@sekisho/server/platform/feature';
import { createLog } from '@sekisho/server/platform/log';
import { type Assembly, type RunningServer, startServer } from '@sekisho/server/platform/server';
import { citusUrl } from './citus.ts';
import { createTestDatabase, migrationsFolder, type TestDatabase } from './postgres.ts';

export interface InProcessServer extends RunningServer {
  readonly database: TestDatabase;
  /** Plain HTTP. */
  readonly url: string;
  readonly tlsUrl: string;
  /** Stops the server and removes database and folder. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface InProcessOptions {
  readonly assemble: (platform: Platform) => Assembly;
  readonly settings?: Partial<Settings>;
  readonly environment?: Partial<Environment>;
  /** Shared with another server; then it is not dropped. */
  readonly database?: TestDatabase;
  readonly consoleFolder?: string;
  readonly log?: ReturnType<typeof createLog>;
}

/** Answers are checked against their schemas: one that does not fit is a 500. */
export async function startInProcess(options: InProcessOptions): Promise<InProcessServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sekisho-test-'));
  const database = options.database ?? (await createTestDatabase());
  const settings: Settings = {
    data: folder,
    port: 0,
    tlsPort: 0,
    logLevel: 'silent',
    contractedDevices: 10_000,
    deviceCallsPerMinute: 60_000,
    trustedProxies: [],
    smtpPort: 587,
    smtpEncryption: 'starttls',
    backupHour: 17,
    backupsKept: 14,
    traceOneIn: 1_000,
    ...(citusUrl === undefined ? {} : { sharded: 'yes' as const }),
    ...options.settings,
  };
  const server = await startServer({
    settings,
    environment: { ...systemEnvironment, ...options.environment },
    log: options.log ?? createLog('silent'),
    version: '0.0.0-test',
    consoleFolder: options.consoleFolder ?? path.join(folder, 'console'),
    migrationsFolder,
    databaseAccess: database.access,
    checkAnswers: true,
    assemble: options.assemble,
  });
  const dispose = async () => {
    await server.stop();
    if (options.database === undefined) await database.drop();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    ...server,
    database,
    url: `http://127.0.0.1:${server.ports.plain}`,
    tlsUrl: `https://127.0.0.1:${server.ports.tls}`,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
