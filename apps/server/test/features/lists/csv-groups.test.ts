/** N15 for administrators of groups: their file holds their devices, and brings in nothing beyond them. */
import type { DeviceGroup } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleClient } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import { confirmed, exported, faultsOf, looked, upload } from './task-client.ts';

const password = 'a quiet evening';

let world: DeviceWorld;
let client: ConsoleClient;
let groups: DeviceGroup[];
let [own, other, unassigned]: TestDevice[] = [];

beforeAll(async () => {
  world = await startDeviceWorld();
  const make = (name: string) => world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name });
  groups = [await make('営業部'), await make('開発部'), await make('経理部')];
  const join = async (computerName: string, groupId: number | undefined) => {
    const device = await world.device().join(world.serialNumber, { computerName });
    if (groupId !== undefined) await world.admin.ok('PATCH', `/api/v1/devices/${device.id}`, { groupId });
    return device;
  };
  own = await join('own-pc', groups[0]?.id);
  other = await join('other-pc', groups[2]?.id);
  unassigned = await join('free-pc', undefined);
  await world.admin.ok('POST', '/api/v1/administrators', {
    ...{ loginId: 'group-admin', email: 'group@example.jp', language: 'ja', role: 'group' },
    ...{ groupIds: [groups[0]?.id, groups[1]?.id], welcome: 'password', password },
  });
  client = new ConsoleClient(world.admin.url);
  await client.ok('POST', '/api/v1/session', { loginId: 'group-admin', password });
});
afterAll(() => world[Symbol.asyncDispose]());

const lines = (text: string) => text.split('\r\n').filter((line) => line !== '');
const file = async (client_: ConsoleClient, edit: (line: string) => string = (line) => line) =>
  `${lines(await exported(client_))
    .map((line, at) => (at === 0 ? line : edit(line)))
    .join('\r\n')}\r\n`;
/** The group's cell is the fifth; no cell before it holds a comma here. */
const inGroup = (id: number | string) => (line: string) =>
  line
    .split(',')
    .map((cell, at) => (at === 4 ? String(id) : cell))
    .join(',');

it('is exported with the devices of the own groups alone', async () => {
  const [, ...rows] = lines(await exported(client));
  expect(rows.map((row) => row.slice(0, 36))).toEqual([own?.id]);
  expect(lines(await exported(world.admin))).toHaveLength(4);
});

it('knows nothing of the devices of others, line by line', async () => {
  const task = await looked(client, await file(world.admin));
  const all = lines(await exported(world.admin)).map((row) => row.slice(0, 36));
  const foreign = [other, unassigned].map((device) => all.indexOf(device?.id ?? '') + 1).sort();
  expect(task.state).toBe('failed');
  expect(faultsOf(task)).toEqual(foreign.map((line) => expect.stringMatching(new RegExp(`^${line} \\w+ .*unknown`))));
});

it.each([
  ['nobody’s', ''],
  ['another administrator’s', 'other'],
])('moves no device into %s group', async (_whose, which) => {
  const target = which === '' ? '' : (groups[2]?.id ?? 0);
  const task = await looked(client, await file(client, inGroup(target)));
  expect(task.state).toBe('failed');
  expect(faultsOf(task)).toHaveLength(1);
});

it('moves a device among the own groups', async () => {
  const task = await looked(client, await file(client, inGroup(groups[1]?.id ?? 0)));
  expect(faultsOf(task)).toEqual([]);
  expect(await confirmed(client, task)).toMatchObject({ state: 'done', outcome: { changed: 1 } });
  expect(await world.admin.ok('GET', `/api/v1/devices/${own?.id}`)).toMatchObject({ group: { id: groups[1]?.id } });
});

it('is not for who may not import', async () => {
  const token = { name: 'read', permissions: ['devices.read'], expiresAt: null };
  const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', token);
  expect((await upload(new ConsoleClient(world.admin.url, secret), 'x')).status).toBe(403);
});
