/** N23: each way in which a device becomes pending, which devices it touches, and the only way out: the check-in that has fetched the latest. */
import type { DeviceList, Policy } from '@sekisho/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import { confirmed, exported, looked } from './task-client.ts';

let world: DeviceWorld;
let [mine, beside, elsewhere]: TestDevice[] = [];
beforeAll(async () => {
  world = await startDeviceWorld();
  const join = (computerName: string, hardwareSerialNumber: string) =>
    world.device().join(world.serialNumber, { computerName, hardwareSerialNumber });
  mine = await join('mine', 'A');
  beside = await join('beside', 'B');
  elsewhere = await join('elsewhere', 'C');
  await world.admin.ok('POST', '/api/v1/groups', { name: 'g' });
  await change(elsewhere, { policyCode: 'A02' });
});
afterAll(() => world[Symbol.asyncDispose]());

const change = (device: TestDevice | undefined, body: object) =>
  world.admin.ok('PATCH', `/api/v1/devices/${device?.id}`, body);
const command = (kind: string) => world.admin.ok('POST', `/api/v1/devices/${mine?.id}/commands`, { kind });
async function pending(): Promise<string[]> {
  const { items } = await world.admin.ok<DeviceList>('GET', '/api/v1/devices?pending=true');
  return items.map(({ computerName }) => computerName).sort();
}
async function savePolicy(code: string): Promise<void> {
  const { name, settings, revision } = await world.admin.ok<Policy>('GET', `/api/v1/policies/${code}`);
  await world.admin.ok('PUT', `/api/v1/policies/${code}`, { name, settings, revision });
}
async function importRow(edit: (row: string) => string): Promise<void> {
  const [header = '', ...rows] = (await exported(world.admin)).split('\r\n');
  const row = rows.find((each) => each.startsWith(mine?.id ?? '-')) ?? '';
  await confirmed(world.admin, await looked(world.admin, `${header}\r\n${edit(row)}\r\n`));
}

it.each<[string, () => Promise<unknown>, string[]]>([
  [
    'save on Home: every device',
    () => world.admin.ok('POST', '/api/v1/system/save-all'),
    ['beside', 'elsewhere', 'mine'],
  ],
  ['save on the page of a policy: its devices', () => savePolicy('A01'), ['beside', 'mine']],
  ['save on the page of another policy: its devices', () => savePolicy('A02'), ['elsewhere']],
  ['save on the page of a device: that device', () => change(mine, { note: 'x' }), ['mine']],
  ['the same saved again', () => change(mine, { note: 'x' }), ['mine']],
  ['another group', () => change(mine, { groupId: 1 }), ['mine']],
  ['another policy', () => change(mine, { policyCode: 'A03' }), ['mine']],
  ['and back', () => change(mine, { policyCode: 'A01' }), ['mine']],
  ['CSV with a change: the row', () => importRow((row) => row.replace('"x"', '"y"')), ['mine']],
  ['CSV without a change: the row', () => importRow((row) => row), ['mine']],
  ['a lock from its page', () => command('lock'), ['mine']],
  ['an unlock from its page', () => command('unlock'), ['mine']],
])('%s', async (_name, act, names) => {
  for (const device of [mine, beside, elsewhere]) await settle(device);
  expect(await pending()).toEqual([]);
  await act();
  expect(await pending()).toEqual(names);
  // A check-in that brings the newest down is not yet the device's word that it holds it.
  for (const device of [mine, beside, elsewhere]) await settle(device);
  expect(await pending()).toEqual([]);
});

/** Takes what there is, says so, and answers every command. */
async function settle(device: TestDevice | undefined): Promise<void> {
  const body = await device?.checkIn();
  const items = (body === undefined ? [] : (device?.obey(body) ?? [])).flatMap(
    ({ intent }) => device?.result(intent.id) ?? [],
  );
  await device?.checkIn({ items });
}
