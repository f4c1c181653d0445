/** Two servers that tell each other what is new over NATS, which is killed in mid-load and started again: devices and people hardly notice. */
import { join } from 'node:path';
import { type BookedFleet, differencesOf } from '@sekisho/testkit/booked-fleet';
import { eventually } from '@sekisho/testkit/eventually';
import { type NatsServer, startNatsServer } from '@sekisho/testkit/nats-server';
import { type OperatorPostgres, startOperatorPostgres } from '@sekisho/testkit/operator-postgres';
import { type Relay, startRelay } from '@sekisho/testkit/relay';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, keepOrdering, putFleetIntoService } from './fleet-in-service.ts';

describe('two servers that speak over NATS', () => {
  let postgres: OperatorPostgres;
  let nats: NatsServer;
  let balancer: Relay;
  const balanced: number[] = [];
  let first: ServerProcess;
  let second: ServerProcess;
  let booked: BookedFleet;

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startOperatorPostgres({ max_connections: '60' }), startNatsServer()]);
    const env = { DATABASE_URL: postgres.url(), SEKISHO_NATS_URL: nats.url };
    first = await startServer({ env });
    second = await startServer({ env: { ...env, SEKISHO_MASTER_KEY_FILE: join(first.dataDir, 'keys/master.key') } });
    balanced.push(first.port, second.port);
    balancer = await startRelay(balanced);
    const serverUrl = `http://127.0.0.1:${balancer.port}`;
    // Always on: whatever a device is not answered is the server's doing.
    booked = await putFleetIntoService(first.api, { serverUrl, devices: 200, seed: 19, life: null });
  });

  afterAll(async () => {
    await booked?.[Symbol.asyncDispose]();
    await balancer?.[Symbol.asyncDispose]();
    await Promise.all([first?.dispose(), second?.dispose()]);
    await nats?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
  });

  /** What was told to nobody yet. */
  async function waiting(): Promise<number> {
    const session = await postgres.connect();
    const { rows } = await session.query('select count(*)::int as count from outbox');
    await session.end();
    return rows[0]?.count;
  }

  async function saveHome(api: Api): Promise<number> {
    const { name, revision, settings } = (await api('/policies/A01')).body as {
      name: string;
      revision: number;
      settings: object;
    };
    const saved = await api('/policies/A01', { method: 'PUT', body: { name, revision, settings } });
    expect(saved.status).toBe(200);
    return (saved.body as { revision: number }).revision;
  }

  it('NATS is killed: devices are answered and obey orders, and nobody who orders is kept waiting', async () => {
    const stopOrdering = keepOrdering(first.api, booked);
    await booked.fleet.answered();
    await nats.end('SIGKILL');
    await eventually(waiting, (count) => count > 0);
    await booked.fleet.answered();
    await stopOrdering();
    const device = booked.fleet.devices.find(({ screen }) => screen.shown === 'none');
    const shown = booked.fleet.screenShown(device?.id ?? '', 'remote');
    const order = { method: 'POST', body: { kind: 'lock' } };
    expect((await second.api(`/devices/${device?.id}/commands`, order)).status).toBe(201);
    await shown;
    expect(booked.fleet.statistics().failedCheckIns).toBe(0);
  });

  it('a server that could tell nobody of settings is killed; NATS comes back, and the other one tells them', async () => {
    const revision = await saveHome(first.api);
    const stopOrdering = keepOrdering(second.api, booked);
    await first.stop('SIGKILL');
    balanced.splice(0, balanced.length, second.port);
    balancer.cut();
    balancer.mend();
    await booked.fleet.answered();
    expect(await waiting()).toBeGreaterThan(0);
    await nats.startAgain();
    await stopOrdering();
    await eventually(waiting, (count) => count === 0);
    await booked.fleet.answered();
    const holding = () =>
      booked.fleet.devices.filter(({ agent }) => (agent?.status().settingsRevision ?? 0) >= revision);
    await eventually(
      () => holding().length,
      (count) => count === booked.fleet.devices.length,
    );
  });

  it('and nothing is lost or doubled', async () => {
    expect(differencesOf(await booked.balance({ url: postgres.url() }))).toEqual([]);
  });
});
