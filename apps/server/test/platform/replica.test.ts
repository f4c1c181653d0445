/** A read replica, a real one: lists come from it, whoever changed something sees it, and when it is behind or gone the primary answers. */
import { connectFleet, createFleet } from '@sekisho/simulator';
import { eventually } from '@sekisho/testkit/eventually';
import { type PostgresReplica, startReplica } from '@sekisho/testkit/postgres-replica';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let first: ServerProcess;
let replica: PostgresReplica;
let server: ServerProcess;
let deviceId: string;

beforeAll(async () => {
  first = await startServer();
  const { serialNumber } = (await first.api('/system')).body as { serialNumber: string };
  const connection = connectFleet({ serverUrl: first.tlsUrl, rootCertificate: null, acceptAnyCertificate: true });
  const fleet = createFleet({ ...connection, devices: 3, serialNumber });
  fleet.start();
  await fleet.registered();
  deviceId = fleet.devices[0]?.id ?? '';
  await fleet.stop();
  connection.close();
  replica = await startReplica(first.dataDir);
  server = await startServer({ dataDir: first.dataDir, env: { SEKISHO_DATABASE_REPLICA_URL: replica.url } });
});

afterAll(async () => {
  await server?.dispose();
  await replica?.[Symbol.asyncDispose]();
  await first?.dispose();
});

async function reads(from: 'replica' | 'primary'): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^sekisho_list_reads_total\\{from="${from}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

/** Read by the replica once more, after it had been left alone. */
async function replicaAnswers(): Promise<void> {
  const before = await reads('replica');
  await eventually(
    async () => {
      await server.api('/devices');
      return reads('replica');
    },
    (now) => now > before,
  );
}

let names = 0;
/** Renames a group and reads it back at once. */
async function changeAndLook(): Promise<void> {
  const name = `group ${++names}`;
  const made = await server.api('/groups', { method: 'POST', body: { name } });
  expect(made.status).toBe(201);
  const { id } = made.body as { id: number };
  const moved = await server.api(`/devices/${deviceId}`, { method: 'PATCH', body: { groupId: id } });
  expect(moved.status).toBe(200);
  const { items } = (await server.api('/devices')).body as { items: { id: string; group: unknown }[] };
  expect(items.find((device) => device.id === deviceId)?.group).toMatchObject({ name });
}

test.each([
  ['the device list', '/devices', 'device_list'],
  ['lock history', '/lock-history', 'lock_history'],
  ['the map', '/locations?south=-85&north=85&west=-180&east=180&zoom=1', 'location_cells'],
  ['the audit log', '/audit-log', 'audit_log'],
])('%s is read there', async (_name, route, table) => {
  const scans = async () => {
    const [row] = await replica.query<{ scans: number }>(
      `select sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int as scans from pg_stat_user_tables where relname ~ '^${table}'`,
    );
    return row?.scans ?? 0;
  };
  const before = await scans();
  const look = async () => {
    expect((await server.api(route)).status).toBe(200);
    return scans();
  };
  await eventually(look, (now) => now > before);
});

test('whoever changes something sees it at once', async () => {
  await replicaAnswers();
  const before = await reads('replica');
  for (let round = 0; round < 20; round += 1) await changeAndLook();
  expect(await reads('replica')).toBeGreaterThan(before);
});

test('also while the replica is behind: the primary answers until it has caught up', async () => {
  await replicaAnswers();
  await replica.query('select pg_wal_replay_pause()');
  const before = await reads('primary');
  for (let round = 0; round < 3; round += 1) await changeAndLook();
  expect(await reads('primary')).toBeGreaterThan(before);
  await replica.query('select pg_wal_replay_resume()');
  await replicaAnswers();
});

test('also when it is gone', async () => {
  await replica.stop();
  for (let round = 0; round < 3; round += 1) await changeAndLook();
  expect((await server.api('/audit-log')).status).toBe(200);
});
