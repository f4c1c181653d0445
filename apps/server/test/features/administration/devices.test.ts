/** One device as people manage it: assigned, annotated, pending until it has fetched what was saved (N23). */
import type { DeviceDetail, Policy, SystemInformation } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deregistrationOf } from '../inventory/inventory-world.ts';
import { addOrganization, type ConsoleClient, rowsOf, startWorld, type World } from './console-client.ts';
import { DeviceClient } from './device-client.ts';

let world: World;
let admin: ConsoleClient;
let serialNumber: string;
beforeAll(async () => {
  world = await startWorld();
  admin = world.admin;
  ({ serialNumber } = await admin.ok<SystemInformation>('GET', '/api/v1/system'));
  await world.server.platform.db
    .$extendTables<{ organization_licences: { contracted_devices: number } }>()
    .updateTable('organization_licences')
    .set({ contracted_devices: 1000 })
    .execute();
});
afterAll(() => world[Symbol.asyncDispose]());

const detail = (device: DeviceClient, client = admin) => client.ok<DeviceDetail>('GET', `/api/v1/devices/${device.id}`);
const patch = (device: DeviceClient, body: object) =>
  admin.ok<DeviceDetail>('PATCH', `/api/v1/devices/${device.id}`, body);

let device: DeviceClient;
beforeEach(async () => {
  device = await DeviceClient.register(world.server.url, serialNumber);
});

describe('a device', () => {
  it('shows what it told at registration and at check-ins', async () => {
    expect(await detail(device)).toMatchObject({
      computerName: 'PC-001',
      userName: '',
      group: null,
      policyCode: 'A01',
      policyName: '設定 A01',
      state: 'pending',
      online: false,
      pending: true,
      lastSeenAt: null,
      addresses: ['192.0.2.10'],
      checkInIntervalMs: 300_000,
    });
    await device.settle();
    const seen = await detail(device);
    expect(seen).toMatchObject({ state: 'online', online: true, pending: false, logonUser: 'hanako' });
    expect(seen.settingsRevision.fetched).toBe(seen.settingsRevision.wanted);
  });

  it('takes new facts and the state of its lock from check-ins', async () => {
    await device.settle();
    const releasedUntil = 1_900_000_000_000;
    await device.checkIn({
      lock: { mode: 'remote', screen: 'none', releasedUntil },
      logonUser: null,
      facts: {
        computerName: '営業-42',
        platform: 'linux',
        architecture: 'x64',
        osName: 'Debian',
        osVersion: '13',
        manufacturer: 'M',
        model: 'N',
        hardwareSerialNumber: 'S',
        addresses: ['2001:db8::1', '192.0.2.11'],
        agentVersion: '0.2.0',
      },
    });
    expect(await detail(device)).toMatchObject({
      computerName: '営業-42',
      state: 'remote-locked',
      lockMode: 'remote',
      releasedUntil: new Date(releasedUntil).toISOString(),
      logonUser: null,
      osVersion: '13',
      addresses: ['2001:db8::1', '192.0.2.11'],
    });
  });

  it('is changed field by field, and pending until it has fetched', async () => {
    await device.settle();
    const group = await admin.ok<{ id: number }>('POST', '/api/v1/groups', { name: `group of ${device.id}` });
    expect(await patch(device, { groupId: group.id, userName: '田中 花子', policyCode: 'A03' })).toMatchObject({
      group: { id: group.id },
      userName: '田中 花子',
      policyCode: 'A03',
      pending: true,
      state: 'pending',
    });
    expect(await patch(device, { note: 'x' })).toMatchObject({ userName: '田中 花子', policyCode: 'A03', note: 'x' });
    expect(await patch(device, { groupId: null })).toMatchObject({ group: null, note: 'x' });
    await device.settle();
    expect(await detail(device)).toMatchObject({ pending: false });
  });

  it.each([
    ['a policy that is not there', { policyCode: 'Z99' }, 404, 'policy-not-found', ['/policyCode']],
    ['a group that is not there', { groupId: 4711 }, 404, 'group-not-found', ['/groupId']],
    ['a user name of 21', { userName: 'あ'.repeat(21) }, 400, 'validation-failed', ['/userName']],
    ['a note of 501 narrow', { note: 'a'.repeat(501) }, 400, 'validation-failed', ['/note']],
    ['a note of 251 wide', { note: '全'.repeat(251) }, 400, 'note-too-long', ['/note']],
    ['a number as name', { userName: 7 }, 400, 'validation-failed', ['/userName']],
    ['null as note', { note: null }, 400, 'validation-failed', ['/note']],
  ])('is not changed to %s', async (_what, body, status, code, fields) => {
    for (const language of ['ja', 'en'] as const) {
      const refused = await admin.refusal('PATCH', `/api/v1/devices/${device.id}`, body, language);
      expect(refused).toEqual({ status, code, fields });
    }
    expect((await detail(device)).settingsRevision.wanted).toBeLessThan(1000);
  });

  it('takes a note of 250 wide, or 500 narrow, half-width katakana among them', async () => {
    for (const note of ['全'.repeat(250), 'ｱ'.repeat(250) + 'a'.repeat(250)]) {
      expect((await patch(device, { note })).note).toBe(note);
    }
  });

  it('is not changed once it is deregistered', async () => {
    await admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
    expect(await admin.refusal('PATCH', `/api/v1/devices/${device.id}`, { note: 'x' })).toMatchObject({
      status: 409,
      code: 'device-deregistered',
    });
    expect(await detail(device)).toMatchObject({ state: 'deregistered', pending: false, online: false });
  });

  it('is deregistered licences first, as devices register: whoever waits for licences holds no device', async () => {
    const { database } = world.server;
    let asked: Promise<unknown> = Promise.resolve();
    await database.db.transaction().execute(async (tx) => {
      await sql`select 1 from organization_licences for update`.execute(tx);
      asked = admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
      const waiting = sql`select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;
      await eventually(
        () => waiting.execute(tx),
        ({ rows }) => rows.length > 0,
      );
      await sql`select 1 from device_contact where device_id = ${device.id} for update nowait`.execute(tx);
    });
    await asked;
    expect(await detail(device)).toMatchObject({ state: 'deregistered' });
  });

  it('is held with others in one order, whatever order they are replaced in', async () => {
    const { database, platform } = world.server;
    const other = await DeviceClient.register(world.server.url, serialNumber);
    const [first = '', last = ''] = [device.id, other.id].sort();
    const ids = await sql<{ id: string }>`select organization_id as id from devices where id = ${first}`.execute(
      database.db,
    );
    const organizationId = ids.rows[0]?.id ?? '';
    let closed: Promise<unknown> = Promise.resolve();
    await database.db.transaction().execute(async (tx) => {
      await sql`select from device_contact where device_id = ${first} for update`.execute(tx);
      const replacements = [last, first].map((deviceId) => ({ deviceId, by: deviceId }));
      closed = platform.transaction((own) =>
        deregistrationOf(platform).closeReplaced(own, organizationId, replacements),
      );
      await eventually(
        () => sql`select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`.execute(tx),
        ({ rows }) => rows.length > 0,
      );
      await sql`select from device_contact where device_id = ${last} for update nowait`.execute(tx);
    });
    await closed;
    for (const id of [first, last])
      expect(await admin.ok('GET', `/api/v1/devices/${id}`)).toMatchObject({ state: 'deregistered' });
  });

  it('is unknown to another organization', async () => {
    const other = await addOrganization(world.server, `other-${device.id.slice(-8)}`);
    const path = `/api/v1/devices/${device.id}`;
    const refused = { status: 404, code: 'device-not-found' };
    expect(await other.refusal('GET', path)).toMatchObject(refused);
    expect(await other.refusal('PATCH', path, { note: 'mine' })).toMatchObject(refused);
    expect(await other.refusal('GET', `${path}/inventory`)).toMatchObject(refused);
    expect((await other.ok<{ items: object[] }>('GET', '/api/v1/devices')).items).toEqual([]);
  });
});

describe('pending', () => {
  let neighbour: DeviceClient;
  beforeEach(async () => {
    neighbour = await DeviceClient.register(world.server.url, serialNumber);
    await patch(device, { policyCode: 'A08' });
    await patch(neighbour, { policyCode: 'A09' });
    await device.settle();
    await neighbour.settle();
  });
  const both = async () => [(await detail(device)).pending, (await detail(neighbour)).pending];
  const savePolicy = async (code: string) => {
    const policy = await admin.ok<Policy>('GET', `/api/v1/policies/${code}`);
    await admin.ok('PUT', `/api/v1/policies/${code}`, policy);
  };

  it('is nobody to begin with', async () => {
    expect(await both()).toEqual([false, false]);
  });

  it.each([
    ['everybody after saving on Home', () => admin.ok('POST', '/api/v1/system/save-all'), [true, true]],
    ['those of a policy after saving it, changed or not', () => savePolicy('A08'), [true, false]],
    ['nobody after saving a policy of nobody', () => savePolicy('A10'), [false, false]],
    ['that device after saving its page', () => patch(device, { note: 'saved' }), [true, false]],
    ['that device after saving nothing new on its page', () => patch(device, {}), [true, false]],
    [
      'that device after a command',
      () => admin.ok('POST', `/api/v1/devices/${device.id}/commands`, { kind: 'lock' }),
      [true, false],
    ],
  ])('is %s', async (_what, save, expected) => {
    await save();
    expect(await both()).toEqual(expected);
  });

  it.each([
    ['Home', () => admin.ok('POST', '/api/v1/system/save-all')],
    ['its policy', () => savePolicy('A08')],
    ['its page', () => patch(device, { note: 'saved' })],
  ])('ends with the check-in that has fetched what was saved on %s', async (_where, save) => {
    await save();
    await expect
      .poll(async () => (await device.checkIn()).settings?.settingsRevision, { timeout: 10_000 })
      .toBeDefined();
    await device.checkIn();
    expect((await detail(device)).pending).toBe(false);
  });

  it('does not end with a check-in that began before the save', async () => {
    await patch(device, { note: 'first' });
    const before = await device.checkIn();
    await patch(device, { note: 'second' });
    expect(before.settings).toBeDefined();
    await device.checkIn();
    expect((await detail(device)).pending).toBe(true);
  });
});

it('leaves a trace of what was changed', async () => {
  await patch(device, { userName: 'trace' });
  const row = (await rowsOf(world.server, 'audit_log')).find(
    (entry) => entry['target'] === `device:${device.id}` && entry['action'] === 'device.saved',
  );
  expect(row).toMatchObject({
    actor: { type: 'administrator', loginId: 'tanaka' },
    detail: { changes: { userName: 'trace' } },
  });
});
