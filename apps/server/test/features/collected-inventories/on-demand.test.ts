/** On-demand clients tell the server over HTTP: the machine becomes a device once, and never one of whom anything is awaited. */
import type { DeviceDetail, DeviceInventory, DeviceList } from '@sekisho/contracts';
import { generateSigningKey, makeAssertion } from '@sekisho/trust';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsOf, type World } from '../administration/console-client.ts';
import { DeviceClient, sectionOf } from '../administration/device-client.ts';
import { collect, makeInstaller, makeMachine, postOnDemand, startCollectedWorld } from './collected-world.ts';

const dayMs = 24 * 3_600_000;
const at = Date.now() - dayMs;
let world: World;
beforeAll(async () => {
  world = await startCollectedWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const detailOf = (id: string | undefined) => world.admin.ok<DeviceDetail>('GET', `/api/v1/devices/${id}`);

test('a machine registers at its first run and is known again at the next', async () => {
  const installer = await makeInstaller(world.admin, 'on-demand');
  const machine = makeMachine(1);
  const first = await postOnDemand(world.server.url, collect(machine, installer.enrolmentToken, at));
  expect(first).toMatchObject({ status: 200, outcome: 'registered' });
  const renamed = collect({ ...machine, name: 'RENAMED' }, installer.enrolmentToken, at + 1_000);
  expect(await postOnDemand(world.server.url, renamed)).toMatchObject({ outcome: 'updated', deviceId: first.deviceId });
  expect(await postOnDemand(world.server.url, renamed)).toMatchObject({ outcome: 'unchanged' });
  const old = collect(machine, installer.enrolmentToken, at - 1_000);
  expect(await postOnDemand(world.server.url, old)).toMatchObject({ outcome: 'older' });
  const inventory = await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${first.deviceId}/inventory`);
  expect(inventory.sections.map(({ name }) => name)).toEqual(['hardware', 'network']);
  expect(inventory.sections[0]?.collectedAt).toBe(new Date(at + 1_000).toISOString());
  expect(await detailOf(first.deviceId)).toMatchObject({ computerName: 'RENAMED', policyCode: 'A02' });
  const audit = await rowsOf(world.server, 'audit_log');
  expect(audit.filter(({ action }) => action === 'device.registered')).toHaveLength(1);
});

test('nothing is awaited of it: neither pending nor offline, whatever is saved', async () => {
  const installer = await makeInstaller(world.admin, 'on-demand');
  const { deviceId } = await postOnDemand(world.server.url, collect(makeMachine(2), installer.enrolmentToken, at));
  await world.admin.ok('PATCH', `/api/v1/devices/${deviceId}`, { note: 'in the laboratory' });
  expect(await detailOf(deviceId)).toMatchObject({
    clientKind: 'on-demand',
    state: 'inventory-only',
    pending: false,
    online: false,
    timerLocksAt: null,
    note: 'in the laboratory',
  });
  const idsIn = async (query: string) => {
    const { items } = await world.admin.ok<DeviceList>('GET', `/api/v1/devices?${query}`);
    return items.map(({ id }) => id);
  };
  expect(await idsIn('state=inventory-only')).toContain(deviceId);
  const since = new Date(Date.now() - 30 * dayMs).toISOString();
  for (const query of ['state=pending', 'state=offline', 'state=online', 'pending=true', `notSeenSince=${since}`])
    expect(await idsIn(query), query).not.toContain(deviceId);
});

test('it cannot be locked, and can be deregistered; what is collected after that registers it anew', async () => {
  const installer = await makeInstaller(world.admin, 'on-demand');
  const machine = makeMachine(3);
  const { deviceId } = await postOnDemand(world.server.url, collect(machine, installer.enrolmentToken, at));
  const lock = await world.admin.refusal('POST', `/api/v1/devices/${deviceId}/commands`, { kind: 'lock' });
  expect(lock).toMatchObject({ status: 409, code: 'client-not-resident' });
  await world.admin.ok('POST', `/api/v1/devices/${deviceId}/deregister`);
  const before = await postOnDemand(world.server.url, collect(machine, installer.enrolmentToken, at + 1_000));
  expect(before).toMatchObject({ status: 410, code: 'deregistered' });
  const after = await postOnDemand(world.server.url, collect(machine, installer.enrolmentToken, Date.now() + 1_000));
  expect(after).toMatchObject({ status: 200, outcome: 'registered' });
  expect(after.deviceId).not.toBe(deviceId);
});

test('a machine with a client of its own is left to that', async () => {
  const installer = await makeInstaller(world.admin, 'on-demand');
  const { serialNumber } = await world.admin.ok<{ serialNumber: string }>('GET', '/api/v1/system');
  const machine = makeMachine(4);
  const agent = await DeviceClient.register(world.server.url, serialNumber, {
    manufacturer: 'Sekisho',
    hardwareSerialNumber: machine.serialNumber,
  });
  const section = sectionOf('operating-system', {
    name: 'Debian',
    version: '12',
    kernel: '6.1',
    architecture: 'x86_64',
    hostname: 'pc',
    timeZone: 'Asia/Tokyo',
    locale: 'ja_JP.UTF-8',
    installedAt: null,
    bootedAt: null,
  });
  await agent.sendInventory([section]);
  const answer = await postOnDemand(world.server.url, collect(machine, installer.enrolmentToken, Date.now()));
  expect(answer).toMatchObject({ status: 200, outcome: 'own-agent', deviceId: agent.id });
  const inventory = await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${agent.id}/inventory`);
  expect(inventory.sections.map(({ name }) => name)).toEqual(['operating-system']);
});

test('a revoked installer, one that is used up and one that never was register nobody', async () => {
  const revoked = await makeInstaller(world.admin, 'on-demand');
  const known = makeMachine(5);
  await postOnDemand(world.server.url, collect(known, revoked.enrolmentToken, at));
  await world.admin.ok('POST', `/api/v1/installers/downloads/${revoked.downloadId}/revocation`);
  const refused = await postOnDemand(world.server.url, collect(makeMachine(6), revoked.enrolmentToken, at));
  expect(refused).toMatchObject({ status: 403, code: 'installer-revoked' });
  const once = await makeInstaller(world.admin, 'on-demand', { maximumUses: 1 });
  await postOnDemand(world.server.url, collect(makeMachine(7), once.enrolmentToken, at));
  const second = await postOnDemand(world.server.url, collect(makeMachine(8), once.enrolmentToken, at));
  expect(second).toMatchObject({ status: 403, code: 'installer-used-up' });
  const made = `${once.enrolmentToken.slice(0, -4)}AAAA`;
  const unknown = await postOnDemand(world.server.url, collect(makeMachine(9), made, at));
  expect(unknown).toMatchObject({ status: 403, code: 'enrolment-refused' });
});

test('nobody proves to be such a device', async () => {
  const installer = await makeInstaller(world.admin, 'on-demand');
  const answer = await postOnDemand(world.server.url, collect(makeMachine(10), installer.enrolmentToken, at));
  const post = async (path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    return fetch(`${world.server.url}${path}`, { method: 'POST', ...init });
  };
  const { nonce } = (await (await post('/device/v1/nonce')).json()) as { nonce: string };
  const assertion = makeAssertion({
    deviceId: answer.deviceId ?? '',
    privateKey: generateSigningKey().privateKey,
    serverNonce: nonce,
    deviceNonce: '0'.repeat(32),
  });
  const refused = await post('/device/v1/token', { assertion });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([401, 'assertion-invalid']);
});
