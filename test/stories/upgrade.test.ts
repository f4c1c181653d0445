/**
 * An upgrade without a stop: a server of the schema at tag `schema-0011` and today's work on one database behind one another's back,
 * each with devices and administrators, until the old one is stopped. The judge of every migration since: expand first, contract later.
 */
import { join } from 'node:path';
import { connectFleet, createFleet, type Fleet, type SimulatedDevice } from '@sekisho/simulator';
import { type Child, startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { withFolderDatabase } from '@sekisho/testkit/folder-database';
import { adminPassword, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackOldServer } from '../upgrade/unpack-old-server.ts';

const root = join(import.meta.dirname, '../..');
const lastOldMigration = '0011-client';
const fleetSize = 10;
const oldAgents = 4;
/** Of the event that tells of the registration: queued with it, before anybody watches. */
const registeredNumber = 1;

interface Listed {
  readonly items: readonly {
    readonly deviceId: string;
    readonly computerName: string;
    readonly lockMode: string;
    readonly groupName: string | null;
  }[];
  readonly total: number;
}

describe('an upgrade with both versions running', () => {
  let sources: string;
  let old: ServerProcess;
  let fresh: ServerProcess;
  let simulator: Child;
  /** Connected to the old server, and to the new. */
  let atOld: Fleet;
  let atFresh: Fleet;
  const connections: ReturnType<typeof connectFleet>[] = [];
  const told = new Map<SimulatedDevice, number[]>();

  function startFleet(server: ServerProcess, seed: number, serialNumber: string): Fleet {
    const connection = connectFleet({ serverUrl: server.tlsUrl, rootCertificate: null, acceptAnyCertificate: true });
    connections.push(connection);
    const fleet = createFleet({
      devices: fleetSize,
      seed,
      serialNumber,
      transport: connection.transport,
      live: connection.live,
      rampPerSecond: 200,
      intervalMs: 250,
      settings: { inventoryIntervalMs: 2_000, backoff: { baseMs: 100, capMs: 400 } },
      observe(device, observation) {
        const numbers = told.get(device) ?? [registeredNumber];
        told.set(device, numbers);
        if (observation.type === 'items-queued')
          numbers.push(...observation.items.filter(({ kind }) => kind === 'event').map(({ number }) => number));
      },
    });
    fleet.start();
    return fleet;
  }

  const serialOf = async (server: ServerProcess) =>
    ((await server.api('/system')).body as { serialNumber: string }).serialNumber;
  const list = async (server: ServerProcess) => (await server.api('/devices?limit=200')).body as Listed;
  const order = async (server: ServerProcess, device: SimulatedDevice | undefined, kind: 'lock' | 'unlock') =>
    expect((await server.api(`/devices/${device?.id}/commands`, { method: 'POST', body: { kind } })).status).toBe(201);
  const savePolicy = async (server: ServerProcess, code: string) => {
    const { settings, revision, name } = (await server.api(`/policies/${code}`)).body as {
      settings: object;
      revision: number;
      name: string;
    };
    const saved = await server.api(`/policies/${code}`, { method: 'PUT', body: { name, settings, revision } });
    expect(saved.status).toBe(200);
    return (saved.body as { revision: number }).revision;
  };
  const haveSettings = (revision: number) =>
    eventually(
      () => [...atOld.devices, ...atFresh.devices].map((device) => device.agent?.status().settingsRevision ?? 0),
      (held) => held.every((number) => number >= revision),
    );
  const locked = (device: SimulatedDevice | undefined, fleet: Fleet, screen: 'remote' | 'none') =>
    fleet.screenShown(device?.id ?? '', screen);

  beforeAll(async () => {
    sources = unpackOldServer('schema-0011');
    old = await startServer({ sources });
    const serialNumber = await serialOf(old);
    atOld = startFleet(old, 1, serialNumber);
    const from = [
      '--server',
      old.tlsUrl,
      '--serial',
      serialNumber,
      '--insecure-dev',
      '--seed',
      '3',
      '--devices',
      String(oldAgents),
    ];
    simulator = startChild(process.execPath, [
      join(sources, 'packages/simulator/src/main.ts'),
      ...from,
      '--interval',
      '500',
    ]);
    await atOld.registered();
    await eventually(
      () => list(old),
      ({ total }) => total === fleetSize + oldAgents,
    );
    await order(old, atOld.devices[0], 'lock');
    await locked(atOld.devices[0], atOld, 'remote');
    const group = await old.api('/groups', { method: 'POST', body: { name: '営業部' } });
    expect(group.status).toBe(201);
    const { id } = group.body as { id: number };
    expect(
      (await old.api(`/devices/${atOld.devices[1]?.id}`, { method: 'PATCH', body: { groupId: id, note: '窓際' } }))
        .status,
    ).toBe(200);
  }, 120_000);

  afterAll(async () => {
    await simulator?.stop();
    await atOld?.stop();
    await atFresh?.stop();
    for (const connection of connections) connection.close();
    await fresh?.dispose();
    await old?.dispose();
  }, 60_000);

  it('starts beside the old one, and migrates under it', async () => {
    fresh = await startServer({ dataDir: old.dataDir });
    const migrations = await withFolderDatabase(old.dataDir, (query) =>
      query<{ name: string }>('select name from schema_migrations order by name'),
    );
    expect((migrations.at(-1)?.name ?? '') > lastOldMigration).toBe(true);
    atFresh = startFleet(fresh, 2, await serialOf(fresh));
    await atFresh.registered();
    const total = 2 * fleetSize + oldAgents;
    await eventually(
      () => list(old),
      (listed) => listed.total === total,
    );
    await eventually(
      () => list(fresh),
      (listed) => listed.total === total,
    );
  }, 120_000);

  it('locks and unlocks through either what is connected to either', async () => {
    for (const [server, fleet, index] of [
      [old, atFresh, 2],
      [fresh, atOld, 2],
      [old, atOld, 3],
      [fresh, atFresh, 3],
    ] as const) {
      const device = fleet.devices[index];
      await order(server, device, 'lock');
      await locked(device, fleet, 'remote');
    }
    // What was ordered before the upgrade is undone after it; and what the one ordered, by the other.
    for (const [server, fleet, index] of [
      [fresh, atOld, 0],
      [fresh, atFresh, 2],
      [old, atOld, 2],
    ] as const) {
      const device = fleet.devices[index];
      await order(server, device, 'unlock');
      await locked(device, fleet, 'none');
    }
  }, 60_000);

  it('brings settings saved at either to devices at either', async () => {
    await haveSettings(await savePolicy(old, 'A01'));
    await haveSettings(await savePolicy(fresh, 'A01'));
    const all = await old.api('/system/save-all', { method: 'POST' });
    expect(all.status).toBe(200);
    await haveSettings((all.body as { revision: number }).revision);
  }, 60_000);

  it('shows the same at both: list, device, inventory, timeline, history, audit log, sessions', async () => {
    await atOld.acknowledged();
    await atFresh.acknowledged();
    const pathsOf = (id: string) => [`/devices/${id}/commands`, `/devices/${id}/timeline`, `/devices/${id}`];
    const some = [atOld.devices[0], atOld.devices[1], atFresh.devices[2]].map((device) => device?.id ?? '');
    const same = async (path: string, of = (body: unknown) => body) => {
      await eventually(
        async () => [await old.api(path), await fresh.api(path)] as const,
        ([one, other]) => one.status === 200 && isPart(of(one.body), of(other.body)),
      );
    };
    for (const path of ['/devices?limit=200', '/groups', '/policies', '/lock-history', ...some.flatMap(pathsOf)])
      await same(path);
    await same(`/devices/${atOld.devices[1]?.id}/inventory`);
    // Programs that the new one took are kept packed, and an older server shows none; whatever it takes itself both show.
    await same(`/devices/${atFresh.devices[1]?.id}/inventory`, withoutPrograms);
    for (const server of [old, fresh]) expect((await server.api('/audit-log')).status).toBe(200);
    const entered = await fetch(`${old.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginId: 'admin', password: adminPassword }),
    });
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await fetch(`${fresh.url}/api/v1/session`, { headers: { cookie } })).status).toBe(200);
  }, 60_000);

  it('changes and deregisters at either', async () => {
    for (const [server, fleet] of [
      [old, atFresh],
      [fresh, atOld],
    ] as const) {
      const [changed, gone] = [fleet.devices[8]?.id ?? '', fleet.devices[9]?.id ?? ''];
      expect((await server.api(`/devices/${changed}`, { method: 'PATCH', body: { note: '両方' } })).status).toBe(200);
      const answer = await server.api(`/devices/${gone}/deregister`, { method: 'POST' });
      expect(answer.status).toBe(204);
      await eventually(
        () => fleet.devices[9]?.agent?.status().mode,
        (mode) => mode === 'deregistered',
      );
    }
  }, 60_000);

  it('lost nothing and failed nobody', async () => {
    const failed = [atOld, atFresh].map((fleet) => fleet.statistics().failedCheckIns);
    // The two that were deregistered are refused from then on.
    expect(Math.max(...failed)).toBeLessThanOrEqual(2);
    for (const server of [old, fresh])
      expect(
        server
          .output()
          .split('\n')
          .filter((line) => /"level":"error"|a job failed/.test(line)),
      ).toEqual([]);
    expect(simulator.output()).not.toMatch(/failed [1-9]/);
    const held = await withFolderDatabase(old.dataDir, (query) =>
      query<{
        id: string;
        numbers: string;
      }>(`select device_id as id, string_agg(number::text, ',' order by number) as numbers
        from device_events group by device_id`),
    );
    const byDevice = new Map(held.map(({ id, numbers }) => [id, numbers]));
    const missing = [...told].filter(([device, numbers]) => {
      const due = numbers.filter((number) => number <= device.storedThrough);
      return device.agent?.status().mode !== 'deregistered' && byDevice.get(device.id ?? '') !== due.join();
    });
    expect(missing.map(([device, numbers]) => `${numbers.join()} but ${byDevice.get(device.id ?? '')}`)).toEqual([]);
  }, 60_000);

  it('goes on when the old one is stopped, whose devices find the new one in its place', async () => {
    const { port, tlsPort, dataDir } = old;
    await old.stop();
    const successor = await startServer({ dataDir, port, tlsPort });
    const device = atOld.devices[4];
    await order(fresh, device, 'lock');
    await locked(device, atOld, 'remote');
    await successor.stop();
    const verify = startChild(process.execPath, [
      join(root, 'apps/server/src/main.ts'),
      'audit-verify',
      '--data',
      dataDir,
    ]);
    expect([await verify.exited, verify.output()]).toEqual([0, expect.stringContaining('whole')]);
    // An old one that is started again says why it does not: the way back is the backup.
    const again = startChild(process.execPath, [
      join(sources, 'apps/server/src/main.ts'),
      '--data',
      dataDir,
      '--port',
      String(port),
      '--tls-port',
      String(tlsPort),
    ]);
    expect(await again.exited).toBe(1);
    expect(again.output()).toContain('newer version');
  }, 90_000);
});

const withoutPrograms = (inventory: unknown) =>
  (inventory as { sections: { name: string }[] }).sections.filter(({ name }) => name !== 'software');

/** Whether all that the old server says the new one says as well; it may say more. */
function isPart(one: unknown, other: unknown): boolean {
  if (Array.isArray(one))
    return (
      Array.isArray(other) && one.length === other.length && one.every((each, index) => isPart(each, other[index]))
    );
  if (typeof one !== 'object' || one === null) return Object.is(one, other);
  return (
    typeof other === 'object' &&
    other !== null &&
    Object.entries(one).every(
      ([key, value]) => key === 'lastSeenAt' || isPart(value, (other as Record<string, unknown>)[key]),
    )
  );
}
