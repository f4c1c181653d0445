/** The data folder is lost under a fleet at work: it comes back from one file, and the same devices go on with the restored server. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectFleet, createFleet, type Fleet, type SimulatedDevice } from '@sekisho/simulator';
import { startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { withFolderDatabase } from '@sekisho/testkit/folder-database';
import { rootOf } from '@sekisho/testkit/root-certificate';
import { adminPassword, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const devices = 24;
const lateDevice = 24;
/** Of the event that tells of the registration: queued with it, before anybody watches. */
const registeredNumber = 1;

interface Told {
  /** Numbers of the events that were queued, and how far the server had said that it stores. */
  readonly events: number[];
  through: number;
}

describe('a server that comes back from a backup', () => {
  let folder: string;
  let dataDir: string;
  let server: ServerProcess;
  let connection: ReturnType<typeof connectFleet>;
  let fleet: Fleet;
  let late: Fleet;
  let cookie: string;
  /** What the server had acknowledged before the backup began: all of it must be in it. */
  const before = new Map<string, number>();
  const told = new Map<SimulatedDevice, Told>();

  const file = (name: string) => join(folder, name);
  const run = async (...args: string[]) => {
    const child = startChild(process.execPath, [join(root, 'apps/server/src/main.ts'), ...args], { cwd: root });
    return { code: await child.exited, output: child.output() };
  };
  const order = (device: SimulatedDevice | undefined, kind: 'lock' | 'unlock') =>
    server.api(`/devices/${device?.id}/commands`, { method: 'POST', body: { kind } });
  const policy = async () => (await server.api('/policies/A01')).body as { revision: number; settings: object };
  const savePolicy = async (name: string) => {
    const { revision, settings } = await policy();
    return server.api('/policies/A01', { method: 'PUT', body: { name, settings, revision } });
  };
  const isKnown = async (session: string) =>
    (await fetch(`${server.url}/api/v1/session`, { headers: { cookie: session } })).status;

  async function logIn(): Promise<string> {
    const entered = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginId: 'admin', password: adminPassword }),
    });
    return entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  function startFleet(count: number, seed: number, serialNumber: string): Fleet {
    return createFleet({
      devices: count,
      seed,
      serialNumber,
      transport: connection.transport,
      live: connection.live,
      rampPerSecond: 200,
      intervalMs: 250,
      settings: { backoff: { baseMs: 100, capMs: 400 } },
      observe(device, observation) {
        const book = told.get(device) ?? { events: [registeredNumber], through: 0 };
        told.set(device, book);
        if (observation.type === 'items-queued')
          book.events.push(...observation.items.filter(({ kind }) => kind === 'event').map(({ number }) => number));
        else if (observation.type === 'items-stored') book.through = observation.through;
      },
    });
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sekisho-backup-'));
    dataDir = file('first');
    await writeFile(file('passphrase'), 'rusty gate at the mountain pass\n');
    server = await startServer({ dataDir });
    const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
    // Devices pin the root of the first server: the restored one must show the same.
    const rootCertificate = await rootOf(server.tlsPort);
    connection = connectFleet({
      serverUrl: server.tlsUrl.replace('127.0.0.1', 'localhost'),
      rootCertificate,
      acceptAnyCertificate: false,
    });
    fleet = startFleet(devices, 1, serialNumber);
    fleet.start();
    await fleet.registered();
    cookie = await logIn();
  }, 90_000);

  afterAll(async () => {
    await late?.stop();
    await fleet?.stop();
    connection?.close();
    await server?.dispose();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('backs up while devices check in and are locked', async () => {
    for (const device of fleet.devices.slice(0, 12)) await order(device, 'lock');
    await Promise.all(fleet.devices.slice(0, 12).map(({ id }) => fleet.screenShown(id ?? '', 'remote')));
    await fleet.acknowledged();
    for (const device of fleet.devices) before.set(device.id ?? '', device.storedThrough);
    const writing = run('backup', '--to', file('it.backup'), '--with-keys', file('passphrase'), '--data', dataDir);
    let done = false;
    void writing.then(() => (done = true));
    for (let round = 0; !done; round += 1)
      for (const device of fleet.devices.slice(0, 6)) await order(device, round % 2 === 0 ? 'unlock' : 'lock');
    expect(await writing).toMatchObject({ code: 0 });
    expect((await stat(file('it.backup'))).mode & 0o777).toBe(0o600);
  }, 60_000);

  it('goes on after it: what happens now will be forgotten', async () => {
    for (let save = 0; save < 5; save += 1) expect((await savePolicy(`Later ${save}`)).status).toBe(200);
    const { revision } = await policy();
    await eventually(
      () => fleet.devices.map((device) => device.agent?.status().settingsRevision ?? 0),
      (held) => held.every((number) => number >= revision),
    );
    for (const kind of ['unlock', 'lock', 'unlock', 'lock'] as const) {
      const shown = fleet.screenShown(fleet.devices[20]?.id ?? '', kind === 'lock' ? 'remote' : 'none');
      await order(fleet.devices[20], kind);
      if (kind === 'lock') await shown;
    }
    await fetch(`${server.url}/api/v1/session`, { method: 'DELETE', headers: { cookie, origin: server.url } });
    expect(await isKnown(cookie)).toBe(401);
    const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
    late = startFleet(1, lateDevice, serialNumber);
    late.start();
    await late.registered();
    await fleet.acknowledged();
  }, 60_000);

  it('is restored into a new folder, and holds all that it had acknowledged before the backup', async () => {
    const { port, tlsPort } = server;
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    dataDir = file('second');
    const restore = ['restore', '--from', file('it.backup'), '--data', dataDir];
    const wrong = await run(...restore);
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('passphrase-missing') });
    const restored = await run(...restore, '--passphrase-file', file('passphrase'), '--api-tokens', 'keep');
    expect(restored).toMatchObject({ code: 0 });
    const lost = await compareBooks();
    expect(lost).toEqual([]);
    server = await startServer({ dataDir, port, tlsPort });
    expect(server.output()).toContain('This server was restored');
    expect(await isKnown(cookie)).toBe(401);
  }, 90_000);

  /** Every event up to the number acknowledged before the backup, exactly once. */
  function compareBooks(): Promise<string[]> {
    return withFolderDatabase(dataDir, async (query) => {
      const lost: string[] = [];
      for (const [device, { events }] of told) {
        const through = before.get(device.id ?? '') ?? 0;
        const due = events.filter((number) => number <= through);
        const rows = await query<{ number: string }>(
          'select number from device_events where device_id = $1 and number <= $2 order by number',
          [device.id, through],
        );
        const held = rows.map(({ number }) => Number(number));
        if (held.join() !== due.join()) lost.push(`${device.id}: told ${due.join()}; held ${held.join()}`);
      }
      return lost;
    });
  }

  it('gives every device settings again, above the ones it holds', async () => {
    const { revision } = await policy();
    await eventually(
      () => fleet.devices.map((device) => device.agent?.status().settingsRevision ?? 0),
      (held) => held.every((number) => number >= revision),
    );
    expect((await savePolicy('After')).status).toBe(200);
    const saved = (await policy()).revision;
    await eventually(
      () => fleet.devices.map((device) => device.agent?.status().settingsRevision ?? 0),
      (held) => held.every((number) => number >= saved),
    );
  }, 60_000);

  it('locks a device that has taken orders it does not know of, and stores what devices tell', async () => {
    const device = fleet.devices[20];
    // Its last lock was given after the backup: the screen is there, the server learns of it, and opens it.
    await eventually(
      async () => (await server.api(`/devices/${device?.id}`)).body as { lockMode: string },
      ({ lockMode }) => lockMode === 'remote',
    );
    const opened = fleet.screenShown(device?.id ?? '', 'none');
    expect((await order(device, 'unlock')).status).toBe(201);
    await opened;
    // Once the server knows of it: a lock given before that would supersede the unlock.
    await fleet.acknowledged();
    const locked = fleet.screenShown(device?.id ?? '', 'remote');
    await order(device, 'lock');
    await locked;
    await fleet.acknowledged();
    const { items } = (await server.api(`/devices/${device?.id}/commands`)).body as { items: { state: string }[] };
    expect(items.slice(0, 2).map(({ state }) => state)).toEqual(['done', 'done']);
    const timeline = (await server.api(`/devices/${device?.id}/timeline`)).body as { items: { what: string }[] };
    expect(timeline.items.map(({ what }) => what)).toContain('locked');
  }, 60_000);

  it('does not know a device that registered after the backup: it stays as it is, and is registered anew', async () => {
    const [device] = late.devices;
    expect((await server.api(`/devices/${device?.id}`)).status).toBe(404);
    await eventually(
      () => device?.agent?.status().lastFailure ?? null,
      (failure) => failure === 'assertion-invalid' || failure === 'device-token-invalid',
    );
    const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
    await late.stop();
    late = startFleet(1, lateDevice, serialNumber);
    late.start();
    await late.registered();
    expect((await server.api(`/devices/${late.devices[0]?.id}`)).status).toBe(200);
  }, 60_000);
});
