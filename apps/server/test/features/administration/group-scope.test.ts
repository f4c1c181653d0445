/** A group administrator sees and touches the devices of the own groups alone, on every route there is and will be. */
import type { AdministratorCreated, DeviceGroup, DeviceList, PolicyList, SystemInformation } from '@sekisho/contracts';
import { permissionsOfRole } from '@sekisho/server/features/administrators/role-permissions.rules';
import type { AnyRoute } from '@sekisho/server/platform/http/route';
import { assemble } from '@sekisho/server/wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, startWorld, type World } from './console-client.ts';
import { DeviceClient } from './device-client.ts';

type GuardedRoute = AnyRoute & { readonly access: { readonly permission: string } };

let world: World;
let routes: GuardedRoute[];
let client: ConsoleClient;
let groups: { own: DeviceGroup; also: DeviceGroup; other: DeviceGroup };
let devices: { own: string; other: string; unassigned: string };

const password = 'a quiet evening';

async function register(computerName: string, groupId: number | null): Promise<string> {
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  const { id } = await DeviceClient.register(world.server.url, serialNumber, { computerName });
  if (groupId !== null) await world.admin.ok('PATCH', `/api/v1/devices/${id}`, { groupId });
  return id;
}

beforeAll(async () => {
  world = await startWorld({
    assemble: (platform) => {
      const assembly = assemble(platform);
      routes = assembly.features
        .flatMap((feature) => feature.routes ?? [])
        .filter((route): route is GuardedRoute => 'permission' in route.access);
      return assembly;
    },
  });
  const group = (name: string) => world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name });
  groups = { own: await group('営業部'), also: await group('開発部'), other: await group('経理部') };
  devices = {
    own: await register('own-pc', groups.own.id),
    other: await register('other-pc', groups.other.id),
    unassigned: await register('free-pc', null),
  };
  await world.admin.ok<AdministratorCreated>('POST', '/api/v1/administrators', {
    loginId: 'group-admin',
    email: 'group@example.jp',
    language: 'ja',
    role: 'group',
    groupIds: [groups.own.id, groups.also.id],
    welcome: 'password',
    password,
  });
  client = world.client();
  await client.ok('POST', '/api/v1/session', { loginId: 'group-admin', password });
});
afterAll(() => world[Symbol.asyncDispose]());

/** A body that is sound by itself, for each route that acts on one device; a new one needs its line here. */
const soundBodies: Readonly<Record<string, object>> = {
  changeDevice: { note: 'touched' },
  issueDeviceCommand: { kind: 'lock' },
  wipeDevice: { computerName: 'other-pc', policyRevision: 1 },
};

/** The same for what must stand in the address. */
const soundQueries: Readonly<Record<string, string>> = {
  getInventoryDifference: '?since=2026-01-01T00:00:00Z',
  getDeviceTrack: '?from=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z',
};

const foreign = () => [devices.other, devices.unassigned];

describe('devices of others', () => {
  it('are not found on any route about one device', async () => {
    const ofOneDevice = routes.filter(({ path }) => path.startsWith('/api/v1/devices/:'));
    expect(ofOneDevice.length).toBeGreaterThan(5);
    const lacking = ofOneDevice.filter(({ operationId, schema }) => schema.body && !soundBodies[operationId]);
    expect(lacking.map(({ operationId }) => operationId)).toEqual([]);
    for (const route of ofOneDevice) {
      for (const id of foreign()) {
        const path = route.path.replace(/:\w+/, id).replace(/:\w+/g, '018f0000-0000-7000-8000-000000000000');
        const address = `${path}${soundQueries[route.operationId] ?? ''}`;
        const refused = await client.refusal(route.method, address, soundBodies[route.operationId]);
        const may = permissionsOfRole('group').includes(route.access.permission as never);
        expect(refused, `${route.method} ${route.path}`).toMatchObject(
          may ? { status: 404, code: 'device-not-found' } : { status: 403, code: 'permission-denied' },
        );
      }
    }
    const { items } = await world.admin.ok<DeviceList>('GET', '/api/v1/devices');
    expect(items.map(({ note, openCommand }) => [note, openCommand])).toEqual(Array(3).fill(['', null]));
  });

  it.each(['', '?keyword=pc', '?noGroup=true', '?state=offline', '?policy=A01'])(
    'are in no list: %s',
    async (query) => {
      const { items, total } = await client.ok<DeviceList>('GET', `/api/v1/devices${query}`);
      expect(items.filter(({ id }) => foreign().includes(id))).toEqual([]);
      expect(total).toBe(items.length);
    },
  );

  it('are not found by their group', async () => {
    const { items } = await client.ok<DeviceList>('GET', `/api/v1/devices?group=${groups.other.id}`);
    expect(items).toEqual([]);
  });

  it('are refused one by one in a command for many', async () => {
    const deviceIds = [devices.own, ...foreign()];
    const answer = await client.ok('POST', '/api/v1/devices/commands', { kind: 'lock', deviceIds });
    expect(answer).toMatchObject({
      issued: 1,
      refused: foreign().map((deviceId) => ({ deviceId, code: 'device-not-found' })),
    });
    await client.ok('POST', '/api/v1/devices/commands', { kind: 'unlock', deviceIds: [devices.own] });
  });

  it('leave nothing in the history, nor in the counts of groups and policies', async () => {
    await world.admin.ok('POST', `/api/v1/devices/${devices.other}/commands`, { kind: 'lock' });
    const history = await client.ok<{ items: { computerName: string }[] }>('GET', '/api/v1/lock-history');
    expect(new Set(history.items.map(({ computerName }) => computerName))).toEqual(new Set(['own-pc']));
    const listed = await client.ok<{ items: DeviceGroup[] }>('GET', '/api/v1/groups');
    expect(listed.items.map(({ id, devices: count }) => [id, count])).toEqual(
      expect.arrayContaining([
        [groups.own.id, 1],
        [groups.also.id, 0],
      ]),
    );
    expect(listed.items).toHaveLength(2);
    const policies = await client.ok<PolicyList>('GET', '/api/v1/policies');
    expect(policies.items.reduce((sum, { devices: count }) => sum + count, 0)).toBe(1);
    expect(await client.ok('GET', `/api/v1/policies/${policies.items[0]?.code}`)).toMatchObject({ devices: 1 });
  });
});

describe('own devices', () => {
  it('are seen, changed and moved among own groups, never out of them', async () => {
    const { items } = await client.ok<DeviceList>('GET', '/api/v1/devices');
    expect(items.map(({ id }) => id)).toEqual([devices.own]);
    await client.ok('PATCH', `/api/v1/devices/${devices.own}`, { note: 'mine', groupId: groups.also.id });
    await client.ok('PATCH', `/api/v1/devices/${devices.own}`, { groupId: groups.own.id });
    for (const groupId of [groups.other.id, null]) {
      const refused = await client.refusal('PATCH', `/api/v1/devices/${devices.own}`, { groupId });
      expect(refused).toEqual({ status: 404, code: 'group-not-found', fields: ['/groupId'] });
    }
  });
});

describe('the organization', () => {
  it('shows a group administrator no secret and lets nothing be changed', async () => {
    const beyond = routes.filter(({ access }) => !permissionsOfRole('group').includes(access.permission as never));
    expect(beyond.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining([
        'getSystemInformation',
        'savePolicy',
        'createGroup',
        'listAdministrators',
        'createApiToken',
      ]),
    );
    for (const route of beyond) {
      const path = route.path
        .replace(/groups\/:id/, 'groups/1')
        .replace(':code', 'A01')
        .replace(/:\w+/g, devices.own);
      expect((await client.refusal(route.method, path)).status, `${route.method} ${route.path}`).toBe(403);
    }
  });

  it('takes a group away at once when it is deleted', async () => {
    await world.admin.ok('DELETE', `/api/v1/groups/${groups.also.id}`);
    const { items } = await client.ok<{ items: DeviceGroup[] }>('GET', '/api/v1/groups');
    expect(items.map(({ id }) => id)).toEqual([groups.own.id]);
  });
});
