/** Several worker processes behind one port: who dies is replaced, a restart goes unnoticed, figures are of all, the watcher may die. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { auditDatabase, connectFleet, createFleet, type Fleet, openBooks } from '@sekisho/simulator';
import { eventually } from '@sekisho/testkit/eventually';
import { childrenOf, isRunning } from '@sekisho/testkit/processes';
import { adminToken, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const devices = 60;
let server: ServerProcess;
let books: string;

beforeAll(async () => {
  books = await mkdtemp(path.join(tmpdir(), 'sekisho-books-'));
  server = await startServer({ workers: 2 });
});

afterAll(async () => {
  await server.dispose();
  await rm(books, { recursive: true, force: true });
});

/** One request on a connection of the agent's; resolves with the status, rejects when none comes. */
function get(agent: Agent | undefined, route: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${server.url}${route}`, { agent, headers: { authorization: `Bearer ${adminToken}` } });
    call.once('error', reject).once('response', (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    call.end();
  });
}

/** The value of a figure without labels. */
async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

async function registerFleet(): Promise<{ fleet: Fleet; end: () => Promise<void> }> {
  const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
  const connection = connectFleet({ serverUrl: server.tlsUrl, rootCertificate: null, acceptAnyCertificate: true });
  const written = openBooks(books, 1);
  const fleet = createFleet({ ...connection, devices, serialNumber, books: written, intervalMs: 1_000 });
  fleet.start();
  await fleet.registered();
  const end = async () => {
    await fleet.stop();
    connection.close();
    await written.close();
  };
  return { fleet, end };
}

/** Asks without a pause until it is told to end; every answer counts, one that fails is thrown. */
function keepAsking(agent: Agent | undefined): { end(): Promise<number> } {
  let wanted = true;
  const asked = (async () => {
    let answers = 0;
    for (; wanted; answers += 1) expect(await get(agent, '/api/v1/devices')).toBe(200);
    return answers;
  })();
  asked.catch(() => {});
  return {
    end: () => {
      wanted = false;
      return asked;
    },
  };
}

test('a restart of all workers loses no request, and devices no more than their live connection', async () => {
  const { fleet, end } = await registerFleet();
  await eventually(
    () => figure('sekisho_live_connections'),
    (live) => live === devices,
  );
  const before = childrenOf(server.pid);
  expect(before).toHaveLength(2);
  const agent = new Agent({ keepAlive: true });
  const asking = [agent, agent, agent, undefined, undefined].map(keepAsking);
  process.kill(server.pid, 'SIGHUP');
  await server.waitFor(/The workers have been replaced/);
  const after = childrenOf(server.pid);
  expect(after).toHaveLength(2);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  await eventually(
    () => figure('sekisho_live_connections'),
    (live) => live === devices,
  );
  await fleet.answered();
  const answers = await Promise.all(asking.map((one) => one.end()));
  expect(Math.min(...answers)).toBeGreaterThan(0);
  expect(await figure('sekisho_workers_died_total')).toBe(0);
  expect(fleet.statistics().failedCheckIns).toBe(0);
  await fleet.acknowledged();
  await end();
  agent.destroy();
  const audit = await auditDatabase({ books, database: { dataFolder: server.dataDir } });
  expect(audit.differences).toEqual([]);
  expect(audit.devices).toBe(devices);
});

test('a scrape at any worker gives the figures of all', async () => {
  const asked = 'sekisho_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"}';
  const healthz = async () => figure(asked.replaceAll(/[{}]/g, '\\$&'));
  const before = (await healthz()) || 0;
  const one = new Agent({ keepAlive: true, maxSockets: 1 });
  const other = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = 0; round < 10; round += 1) {
    expect(await get(one, '/healthz')).toBe(200);
    expect(await get(other, '/healthz')).toBe(200);
  }
  for (let scrape = 0; scrape < 4; scrape += 1) expect(await healthz()).toBe(before + 20);
  one.destroy();
  other.destroy();
});

test('a worker that is killed is started again, and counted', async () => {
  const [victim = 0, other = 0] = childrenOf(server.pid);
  process.kill(victim, 'SIGKILL');
  await eventually(
    () => figure('sekisho_workers'),
    (workers) => workers === 2,
  );
  await eventually(
    () => figure('sekisho_workers_died_total'),
    (died) => died === 1,
  );
  await eventually(
    () => childrenOf(server.pid),
    (workers) => workers.length === 2 && workers.includes(other) && !workers.includes(victim),
  );
  expect(server.output()).toMatch(new RegExp(`Worker ${victim} ended by itself \\(SIGKILL\\)`));
});

test('when the primary is killed the workers end by themselves, and PostgreSQL with them', async () => {
  const workers = childrenOf(server.pid);
  const postmaster = Number(
    (await readFile(path.join(server.dataDir, 'pgdata/18/postmaster.pid'), 'utf8')).split('\n')[0],
  );
  expect([...workers, postmaster].map(isRunning)).toEqual([true, true, true]);
  await server.stop('SIGKILL');
  await eventually(
    () => [...workers, postmaster].filter(isRunning),
    (running) => running.length === 0,
  );
});

test('a stop ends all of them and PostgreSQL, though all are asked at once', async () => {
  const again = await startServer({ workers: 3, dataDir: server.dataDir });
  const workers = childrenOf(again.pid);
  expect(workers).toHaveLength(3);
  for (const pid of [again.pid, ...workers]) process.kill(pid, 'SIGTERM');
  expect(await again.exited).toBe(0);
  expect(again.output()).toContain('Sekisho has stopped.');
  await expect(readFile(path.join(server.dataDir, 'pgdata/18/postmaster.pid'))).rejects.toThrow('ENOENT');
});
