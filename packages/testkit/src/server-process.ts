/** The real server as a process on free ports, with its own embedded PostgreSQL or a database given. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';

export const adminPassword = 'Checkpoint-7-gate';
export const adminToken = 'test-token-0123456789abcdef0123456789abcdef';

export type ServerProcess = Child & {
  dataDir: string;
  port: number;
  tlsPort: number;
  /** Plain, loopback. */
  url: string;
  tlsUrl: string;
  /** Calls the API as the unattended administrator's token. */
  api(
    path: string,
    init?: { method?: string; body?: unknown; token?: string },
  ): Promise<{ status: number; body: unknown }>;
  /** Stops the process and removes what `startServer` made. */
  dispose(): Promise<void>;
};

export type ServerOptions = {
  /** Of another version; today's by default. */
  sources?: string;
  dataDir?: string;
  port?: number;
  tlsPort?: number;
  args?: string[];
  /** A command that runs the server, such as one that enters a network namespace: it is named before it. */
  within?: readonly string[];
  env?: Record<string, string | undefined>;
  /** Worker processes; one process that does everything unless more are asked for. */
  workers?: number;
  /** false: the first start waits for the set-up link. */
  unattended?: boolean;
};

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Requests under way have ten seconds. */
const stopPatienceMs = 40_000;
const root = join(import.meta.dirname, '../../..');

/** Starts the server and resolves when it says that it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'sekisho-server-')));
  const port = options.port ?? (await freePort());
  const tlsPort = options.tlsPort ?? (await freePort());
  const env =
    options.unattended === false ? {} : { SEKISHO_ADMIN_PASSWORD: adminPassword, SEKISHO_ADMIN_TOKEN: adminToken };
  const [command = process.execPath, ...leading] = [...(options.within ?? []), process.execPath];
  const child = startChild(
    command,
    [
      ...leading,
      join(options.sources ?? root, 'apps/server/src/main.ts'),
      '--data',
      dataDir,
      '--port',
      String(port),
      '--tls-port',
      String(tlsPort),
      ...(options.workers === undefined ? [] : ['--workers', String(options.workers)]),
      ...(options.args ?? []),
    ],
    { cwd: options.sources ?? root, env: { SEKISHO_WORKERS: '1', ...env, ...options.env } },
  );
  await child.waitFor(/Sekisho is ready/);
  const url = `http://127.0.0.1:${port}`;
  const api: ServerProcess['api'] = async (path, init = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: init.method ?? 'GET',
      headers: {
        authorization: `Bearer ${init.token ?? adminToken}`,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const dispose = async () => {
    const late = await Promise.race([child.stop().then(() => false), pause(stopPatienceMs, true, { ref: false })]);
    if (late) {
      const said = child.output().slice(-4_000);
      await child.stop('SIGKILL');
      throw new Error(`the server did not stop within ${stopPatienceMs} ms; it said last:\n${said}`);
    }
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  return { ...child, dataDir, port, tlsPort, url, tlsUrl: `https://127.0.0.1:${tlsPort}`, api, dispose };
}
