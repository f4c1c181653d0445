/** Groups of devices. */
import type { DeviceGroup, DeviceGroupList, DeviceList, SystemInformation } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addOrganization, startWorld, type World } from './console-client.ts';
import { DeviceClient } from './device-client.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const create = (name: string) => world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name });
const names = async () =>
  (await world.admin.ok<DeviceGroupList>('GET', '/api/v1/groups')).items.map((group) => group.name);

it('are made with rising ids that never come again', async () => {
  const first = await create('  営業部 ');
  expect(first).toEqual({ id: 1, name: '営業部', devices: 0 });
  const second = await create('temporary');
  await world.admin.ok('DELETE', `/api/v1/groups/${second.id}`);
  expect((await create('開発部')).id).toBe(3);
  expect(await names()).toEqual(['営業部', '開発部']);
});

it.each(['ja', 'en'] as const)('are refused without a name (%s)', async (language) => {
  for (const name of ['', ' 　 ']) {
    const refused = await world.admin.refusal('POST', '/api/v1/groups', { name }, language);
    expect(refused.status).toBe(400);
    expect(refused.fields).toEqual(['/name']);
  }
});

it('are not made twice under one name, not even at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => world.admin.call('POST', '/api/v1/groups', { body: { name: '経理部' } })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
  const refused = await world.admin.refusal('POST', '/api/v1/groups', { name: '経理部' });
  expect(refused).toEqual({ status: 409, code: 'group-name-taken', fields: ['/name'] });
});

it('are renamed, also where the list shows them, but not to a name that is taken', async () => {
  const group = await create('before');
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  const device = await DeviceClient.register(world.server.url, serialNumber);
  await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { groupId: group.id });
  expect(await world.admin.ok('PATCH', `/api/v1/groups/${group.id}`, { name: 'after' })).toMatchObject({ devices: 1 });
  const list = await world.admin.ok<DeviceList>('GET', '/api/v1/devices?keyword=after');
  expect(list.items.map((item) => item.group)).toEqual([{ id: group.id, name: 'after' }]);
  const refused = await world.admin.refusal('PATCH', `/api/v1/groups/${group.id}`, { name: '経理部' });
  expect(refused).toEqual({ status: 409, code: 'group-name-taken', fields: ['/name'] });
  expect(await world.admin.ok('PATCH', `/api/v1/groups/${group.id}`, { name: 'after' })).toMatchObject({
    name: 'after',
  });
});

it('cannot be renamed to one name by two at once', async () => {
  const [left, right] = [await create('left'), await create('right')];
  const answers = await Promise.all(
    [left, right].map((group) =>
      world.admin.call('PATCH', `/api/v1/groups/${group.id}`, { body: { name: 'the same' } }),
    ),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
});

it('stay while a device is in them, and can go when it is deregistered', async () => {
  const group = await create('in use');
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  const device = await DeviceClient.register(world.server.url, serialNumber);
  await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { groupId: group.id });
  const refused = await world.admin.refusal('DELETE', `/api/v1/groups/${group.id}`);
  expect(refused).toMatchObject({ status: 409, code: 'group-in-use' });
  await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
  await world.admin.ok('DELETE', `/api/v1/groups/${group.id}`);
  expect(await world.admin.refusal('DELETE', `/api/v1/groups/${group.id}`)).toMatchObject({
    status: 404,
    code: 'group-not-found',
  });
});

it('are unknown to another organization', async () => {
  const other = await addOrganization(world.server, 'other-admin');
  expect((await other.ok<DeviceGroupList>('GET', '/api/v1/groups')).items).toEqual([]);
  expect((await other.refusal('PATCH', '/api/v1/groups/1', { name: 'mine' })).code).toBe('group-not-found');
  expect((await other.refusal('DELETE', '/api/v1/groups/1')).code).toBe('group-not-found');
  expect(await other.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '営業部' })).toMatchObject({ id: 1 });
});
