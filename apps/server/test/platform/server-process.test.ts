/** The server as a process: first start, two on one folder, a hard end, a soft one, and what it says when it cannot start. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Child, startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { freePort, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// Whole servers are started here; on a machine that is busy with other tests that takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const main = path.resolve(import.meta.dirname, '../../src/main.ts');

let parent: string;
let dataDir: string;
let servers: ServerProcess[];

beforeEach(async () => {
  // A home folder is where only its owner may enter; as root that is /root.
  parent = await mkdtemp(path.join(homedir(), '.sekisho-test-'));
  dataDir = path.join(parent, 'data');
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  await rm(parent, { recursive: true, force: true });
});

async function start(): Promise<ServerProcess> {
  const server = await startServer({ dataDir });
  servers.push(server);
  return server;
}

function run(args: string[], env: Record<string, string> = {}): Child {
  return startChild(process.execPath, [main, '--data', dataDir, ...args], { env });
}

async function postmasterPid(): Promise<number> {
  const file = path.join(dataDir, 'pgdata/18/postmaster.pid');
  return Number((await readFile(file, 'utf8').catch(() => '0')).split('\n')[0]);
}

async function isRunning(pid: number): Promise<boolean> {
  const facts = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone) Z');
  return !/\) [ZX]/.test(facts);
}

test('first start in a folder of root’s own, and a stop that leaves nothing running', async () => {
  const before = performance.now();
  const server = await start();
  console.log(`first start, with a new database: ${Math.round(performance.now() - before)} ms`);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect((await stat(path.join(dataDir, 'keys', 'master.key'))).mode & 0o777).toBe(0o600);
  expect(server.output().trimEnd().split('\n').at(-1)).toBe(`Sekisho is ready: http://localhost:${server.port}`);
  const pid = await postmasterPid();
  expect(await server.stop()).toBe(0);
  expect(await isRunning(pid)).toBe(false);

  const again = performance.now();
  await start();
  console.log(`second start: ${Math.round(performance.now() - again)} ms`);
});

test('one request to stop that arrives several times is one', async () => {
  const server = await start();
  process.kill(server.pid, 'SIGTERM');
  process.kill(server.pid, 'SIGINT');
  process.kill(server.pid, 'SIGTERM');
  expect(await server.exited).toBe(0);
  expect(await postmasterPid()).toBe(0);
});

test('two on one folder share everything; the last one stops PostgreSQL', async () => {
  const [one, other] = [await start(), await start()];
  const pid = await postmasterPid();
  expect(await one.stop()).toBe(0);
  expect((await fetch(`${other.url}/readyz`)).status).toBe(200);
  expect(await isRunning(pid)).toBe(true);
  expect(await other.stop()).toBe(0);
  expect(await isRunning(pid)).toBe(false);
});

test('after a hard end PostgreSQL is found running and taken over', async () => {
  const killed = await start();
  const pid = await postmasterPid();
  await killed.stop('SIGKILL');
  expect(await isRunning(pid)).toBe(true);
  const next = await start();
  expect(await postmasterPid()).toBe(pid);
  expect(await next.stop()).toBe(0);
  expect(await isRunning(pid)).toBe(false);
});

test('when PostgreSQL ends by itself it is started again, and the server lives on', async () => {
  const server = await start();
  const pid = await postmasterPid();
  process.kill(pid, 'SIGKILL');
  await server.waitFor(/embedded PostgreSQL runs again/);
  expect(await postmasterPid()).not.toBe(pid);
  const isReady = async () => (await fetch(`${server.url}/readyz`)).status;
  await eventually(isReady, (status) => status === 200);
  expect(await server.stop()).toBe(0);
  expect(await postmasterPid()).toBe(0);
});

test('another key-encryption key than the database knows: no start', async () => {
  await (await start()).stop();
  await writeFile(path.join(dataDir, 'keys', 'master.key'), Buffer.alloc(32, 1).toString('base64'));
  const refused = run(['--port', '0', '--tls-port', '0']);
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toMatch(/Sekisho did not start: the key-encryption key .* is not the one this database/);
  expect(await postmasterPid()).toBe(0);
});

test('a port that is taken: says which, and leaves nothing running', async () => {
  const port = await freePort();
  const occupier = createServer().listen(port, '127.0.0.1');
  const refused = run(['--port', String(port), '--tls-port', '0']);
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toContain(`port ${port} on 127.0.0.1 cannot be opened: another program uses it`);
  expect(await postmasterPid()).toBe(0);
  occupier.close();
});

test('bad settings are answered at once, without touching anything', async () => {
  const bad = run(['--port', 'x', '--what'], { SEKISHO_TLS_PORT: '-1' });
  expect(await bad.exited).toBe(2);
  expect(bad.output().trim().split('\n')).toHaveLength(3);
  const nowhere = run([], { DATABASE_URL: `postgres://u:hunter2@127.0.0.1:${await freePort()}/d` });
  expect(await nowhere.exited).toBe(1);
  expect(nowhere.output()).toMatch(/the database of DATABASE_URL \(127\.0\.0\.1\) cannot be reached: .*ECONNREFUSED/);
  expect(nowhere.output()).not.toContain('hunter2');
  await expect(stat(dataDir)).rejects.toThrow();
});
