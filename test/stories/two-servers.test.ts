/** Two server processes on one database: what is done at one reaches the devices of the other, and one may die. */
import { join } from 'node:path';
import { connectFleet, createFleet, type Fleet } from '@sekisho/simulator';
import { eventually } from '@sekisho/testkit/eventually';
import { createTestDatabase, databaseUrl, type TestDatabase } from '@sekisho/testkit/postgres';
import { adminPassword, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('two server processes on one database', () => {
  let database: TestDatabase;
  let first: ServerProcess;
  let second: ServerProcess;
  let fleet: Fleet;
  let connection: ReturnType<typeof connectFleet>;

  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { DATABASE_URL: databaseUrl(database) };
    first = await startServer({ env });
    second = await startServer({
      env: { ...env, SEKISHO_MASTER_KEY_FILE: join(first.dataDir, 'keys/master.key') },
    });
  }, 120_000);

  afterAll(async () => {
    await fleet?.stop();
    connection?.close();
    await second?.dispose();
    await first?.dispose();
    await database?.drop();
  }, 60_000);

  const command = (server: ServerProcess, id: string, kind: 'lock' | 'unlock') =>
    server.api(`/devices/${id}/commands`, { method: 'POST', body: { kind } });

  it('made one organization, though both started unattended', async () => {
    const [one, other] = [await first.api('/system'), await second.api('/system')];
    expect(one.status).toBe(200);
    const serial = (answer: { body: unknown }) => (answer.body as { serialNumber: string }).serialNumber;
    expect(serial(other)).toBe(serial(one));
  });

  it('registers and serves devices at either', async () => {
    const { serialNumber } = (await first.api('/system')).body as { serialNumber: string };
    connection = connectFleet({ serverUrl: second.tlsUrl, rootCertificate: null, acceptAnyCertificate: true });
    fleet = createFleet({ devices: 20, serialNumber, transport: connection.transport, live: connection.live });
    fleet.start();
    await fleet.registered();
    const { body } = await first.api('/devices');
    expect((body as { total: number }).total).toBe(20);
    await eventually(
      () => fleet.statistics().live,
      (live) => live === 20,
    );
  }, 60_000);

  it('wakes a device that is connected to the other process', async () => {
    const id = fleet.devices[3]?.id ?? '';
    const shown = fleet.screenShown(id, 'remote');
    expect((await command(first, id, 'lock')).status).toBe(201);
    await shown;
    await eventually(
      async () => (await second.api(`/devices/${id}`)).body as { lockMode: string },
      (device) => device.lockMode === 'remote',
    );
  }, 30_000);

  it('honours a session of the other process, and ends it for both', async () => {
    const entered = await fetch(`${first.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginId: 'admin', password: adminPassword }),
    });
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const ask = async (server: ServerProcess) =>
      (await fetch(`${server.url}/api/v1/session`, { headers: { cookie } })).status;
    expect(await ask(second)).toBe(200);
    await fetch(`${second.url}/api/v1/session`, { method: 'DELETE', headers: { cookie, origin: second.url } });
    expect(await ask(first)).toBe(401);
  });

  it('goes on when one is killed: orders at the other still arrive, nothing runs twice', async () => {
    await first.stop('SIGKILL');
    const id = fleet.devices[3]?.id ?? '';
    const opened = fleet.screenShown(id, 'none');
    expect((await command(second, id, 'unlock')).status).toBe(201);
    await opened;
    await fleet.acknowledged();
    const { items } = (await second.api(`/devices/${id}/commands`)).body as {
      items: { kind: string; state: string }[];
    };
    expect(items.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['unlock done', 'lock done']);
  }, 30_000);
});
