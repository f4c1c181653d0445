/** 'Collect now' (I01), from the console's call to the device's word; one at a time, and apart from what locks and wipes. */
import type {
  BulkCommandAnswer,
  CheckInBody,
  Command,
  CommandList,
  DeviceGroup,
  DeviceInventory,
  DeviceSummary,
  InventoryLeftOut,
  LockHistory,
  Policy,
  Task,
  Timeline,
} from '@sekisho/contracts';
import { requestLifetimeMs, stands } from '@sekisho/server/features/inventory-requests/inventory-request.rules';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleClient, rowsOf } from '../administration/console-client.ts';
import { sectionOf } from '../administration/device-client.ts';
import { ended } from '../lists/task-client.ts';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import type { TestDevice } from './test-device.ts';

let world: DeviceWorld;
let foreign: DeviceWorld;
let device: TestDevice;
beforeAll(async () => {
  [world, foreign] = await Promise.all([startDeviceWorld(), startDeviceWorld()]);
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.database.db);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await foreign[Symbol.asyncDispose]();
});
beforeEach(async () => {
  device = await world.device().join(world.serialNumber);
  await device.checkIn();
});

const path = () => `/api/v1/devices/${device.id}`;
const ask = (admin = world.admin) => admin.ok<Command>('POST', `${path()}/inventory/collect`);
const commands = async () => (await world.admin.ok<CommandList>('GET', `${path()}/commands`)).items;
const summary = () => world.admin.ok<DeviceSummary>('GET', path());
const kindsOf = (body: CheckInBody) => device.obey(body).map(({ intent }) => intent.kind);
const asked = async () =>
  (await rowsOf(world.server, 'audit_log')).filter(
    ({ action, target }) => action === 'inventory.requested' && String(target).includes(device.id),
  );

describe('a request', () => {
  it('goes all the way, and stands in the timeline and the audit log, but in no list as something pending', async () => {
    const issued = await ask();
    expect(issued).toMatchObject({ kind: 'collect-inventory', state: 'issued', issuedBy: 'tanaka', noKeys: false });
    expect(await summary()).toMatchObject({ openCommand: null, pending: false });
    const [obeyed] = device.obey(await device.checkIn());
    expect(obeyed?.intent).toMatchObject({ id: issued.id, kind: 'collect-inventory', devices: [device.id] });
    expect(obeyed?.intent.notAfter).toBe(Date.parse(issued.issuedAt) + requestLifetimeMs);
    expect((await commands())[0]).toMatchObject({ state: 'delivered' });
    await device.checkIn({ items: [device.result(issued.id)] });
    expect((await commands())[0]).toMatchObject({ state: 'done', code: null });
    const { items } = await world.admin.ok<Timeline>('GET', `${path()}/timeline`);
    expect(items.map(({ what, commandKind }) => [what, commandKind]).sort()).toEqual(
      ['delivered', 'done', 'issued'].map((step) => [`command-${step}`, 'collect-inventory']),
    );
    expect((await asked()).map(({ detail }) => detail)).toEqual([{ commandId: issued.id }]);
    const history = await world.admin.ok<LockHistory>('GET', `/api/v1/lock-history?deviceId=${device.id}`);
    expect(history.items).toEqual([]);
    expect((await device.checkIn()).commands).toEqual([]);
  });

  it('is one while the device has not answered, however often and through however many servers it is made', async () => {
    const other = await world.another();
    const headers = { cookie: world.admin.cookie ?? '', 'sec-fetch-site': 'same-origin' };
    const urls = [world.server.url, other.url, world.server.url, other.url, other.url];
    const replies = await Promise.all(
      urls.map((url) => fetch(`${url}${path()}/inventory/collect`, { method: 'POST', headers })),
    );
    const ids = await Promise.all(replies.map(async (reply) => ((await reply.json()) as Command).id));
    expect(new Set(ids).size).toBe(1);
    device.obey(await device.checkIn());
    expect((await ask()).id).toBe(ids[0]);
    expect(await asked()).toHaveLength(1);
    await device.checkIn({ items: [device.result(ids[0] ?? '')] });
    expect((await ask()).id).not.toBe(ids[0]);
    expect(await asked()).toHaveLength(2);
  });

  it('that a device would not take any more, as it is too old, gives way to a new one', async () => {
    const first = await ask();
    await sql`update commands set issued_at = issued_at - interval '30 days' where id = ${first.id}`.execute(
      world.database.db,
    );
    const second = await ask();
    expect((await commands()).map(({ id, state }) => [id, state])).toEqual([
      [second.id, 'issued'],
      [first.id, 'superseded'],
    ]);
    const now = new Date();
    const before = (ms: number) => new Date(now.getTime() - ms);
    expect([0, requestLifetimeMs - 1, requestLifetimeMs].map((ms) => stands(before(ms), now))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('neither takes the place of a lock nor is ended by one, whatever is answered first', async () => {
    const lock = await world.admin.ok<Command>('POST', `${path()}/commands`, { kind: 'lock' });
    const request = await ask();
    expect(kindsOf(await device.checkIn())).toEqual(['lock', 'collect-inventory']);
    await device.checkIn({ items: [device.result(request.id)] });
    expect(await summary()).toMatchObject({ openCommand: 'lock', pending: true });
    const again = await ask();
    await device.checkIn({ items: [device.result(lock.id)] });
    expect(await summary()).toMatchObject({ openCommand: null, pending: false });
    expect((await commands())[0]).toMatchObject({ id: again.id, state: 'delivered' });
  });

  it('ends with a wipe and with a deregistration', async () => {
    const before = await ask();
    await world.admin.ok('POST', `${path()}/deregister`);
    expect((await commands()).find(({ id }) => id === before.id)).toMatchObject({ state: 'superseded' });
    expect((await world.admin.refusal('POST', `${path()}/inventory/collect`)).code).toBe('device-deregistered');
  });

  it('that was refused says why', async () => {
    const { id } = await ask();
    await device.checkIn();
    await device.checkIn({ items: [device.result(id, 'refused', 'kind-unknown')] });
    expect((await commands())[0]).toMatchObject({ state: 'refused', code: 'kind-unknown' });
  });

  it('is refused without the permission, for devices of others, and of groups that are not one’s own', async () => {
    const tokenOf = async (permission: string) => {
      const request = { name: permission, permissions: ['devices.read', permission], expiresAt: null };
      const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', request);
      return new ConsoleClient(world.server.url, secret);
    };
    const reader = await tokenOf('inventory.read');
    expect((await reader.refusal('POST', `${path()}/inventory/collect`)).status).toBe(403);
    const many = { deviceIds: [device.id] };
    expect((await reader.refusal('POST', '/api/v1/devices/inventory/collect', many)).status).toBe(403);
    await ask(await tokenOf('inventory.collect'));
    const theirs = await foreign.device().join(foreign.serialNumber);
    expect(await world.admin.refusal('POST', `/api/v1/devices/${theirs.id}/inventory/collect`)).toMatchObject({
      status: 404,
      code: 'device-not-found',
    });
    const group = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: device.id.slice(-12) });
    const [loginId, password] = [`g-${device.id.slice(-12)}`, 'a quiet evening'];
    await world.admin.ok('POST', '/api/v1/administrators', {
      ...{ loginId, email: 'group@example.jp', language: 'ja', role: 'group' },
      ...{ groupIds: [group.id], welcome: 'password', password },
    });
    const client = new ConsoleClient(world.server.url);
    await client.ok('POST', '/api/v1/session', { loginId, password });
    expect((await client.refusal('POST', `${path()}/inventory/collect`)).code).toBe('device-not-found');
    await world.admin.ok('PATCH', path(), { groupId: group.id });
    await ask(client);
  });

  it('to many is answered for each of them', async () => {
    const [other, gone] = [
      await world.device().join(world.serialNumber),
      await world.device().join(world.serialNumber),
    ];
    await world.admin.ok('POST', `/api/v1/devices/${gone.id}/deregister`);
    await ask();
    const deviceIds = [device.id, gone.id, other.id];
    const answer = await world.admin.ok<BulkCommandAnswer>('POST', '/api/v1/devices/inventory/collect', { deviceIds });
    expect(answer).toEqual({ issued: 2, refused: [{ deviceId: gone.id, code: 'device-deregistered' }] });
    expect(other.obey(await other.checkIn())).toHaveLength(1);
    expect(await asked()).toHaveLength(1);
  });
});

describe('sections that a policy leaves out', () => {
  const policy = (code: string) => world.admin.ok<Policy>('GET', `/api/v1/policies/${code}`);
  const leaveOut = async (code: string, sections: readonly string[]) => {
    const { name, settings, revision } = await policy(code);
    const inventory = { schedule: { kind: 'request' }, sections };
    await world.admin.ok('PUT', `/api/v1/policies/${code}`, { name, settings: { ...settings, inventory }, revision });
  };
  const leftOut = async () => (await world.admin.ok<InventoryLeftOut>('GET', '/api/v1/inventory/left-out')).items;

  it('are told beside what is held of them, and how many devices are under such policies', async () => {
    await leaveOut('A05', ['hardware', 'operating-system', 'disks', 'network', 'users']);
    expect(await leftOut()).toEqual([]);
    const section = sectionOf('software', { packages: [] });
    const headers = { authorization: `Bearer ${device.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ collectedAt: 1_700_000_000_000, sections: [section] });
    await fetch(`${world.server.url}/device/v1/inventory`, { method: 'PUT', headers, body });
    const inventory = () => world.admin.ok<DeviceInventory>('GET', `${path()}/inventory`);
    expect((await inventory()).leftOut).toEqual([]);
    await world.admin.ok('PATCH', path(), { policyCode: 'A05' });
    expect(await inventory()).toMatchObject({
      leftOut: ['software'],
      sections: [{ name: 'software', collectedAt: '2023-11-14T22:13:20.000Z' }],
    });
    const { name } = await policy('A05');
    expect(await leftOut()).toEqual([{ section: 'software', devices: 1, policies: [{ code: 'A05', name }] }]);
    const { id } = await world.admin.ok<Task>('POST', '/api/v1/software/export', { filter: {} });
    expect((await ended(world.admin, id)).outcome).toMatchObject({ leftOut: 1 });
  });
});
