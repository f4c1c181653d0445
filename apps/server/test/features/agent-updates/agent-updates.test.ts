/** Updates of the agent over HTTP: who may bring code to devices, who is offered it, what stops it, and what it costs check-ins: nothing. */
import type {
  AgentUpdates,
  AuditLog,
  Release,
  Rollout,
  RolloutStart,
  UpdateAnswer,
  UpdateDeviceList,
} from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { recordSql } from '@sekisho/testkit/recorded-sql';
import { generateSigningKey, openRelease, signText } from '@sekisho/trust';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleClient } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import {
  addRelease,
  nextTrustSet,
  packed,
  packedSha256,
  recoveryKeyOf,
  releaseText,
  trustReleaseKey,
  upload,
} from './update-world.ts';

const root = '/api/v1/agent-updates';
const key = generateSigningKey();
let world: DeviceWorld;
let device: TestDevice;

beforeAll(async () => {
  world = await startDeviceWorld();
  device = await world.device().join(world.serialNumber);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const begin = (releaseId: string, more: Partial<RolloutStart> = {}): RolloutStart => {
  return { releaseId, percent: 100, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 600, ...more };
};
const start = (release: Release, more?: Partial<RolloutStart>) =>
  world.admin.ok<Rollout>('POST', `${root}/rollouts`, begin(release.id, more));
const change = ({ id }: Rollout, body: object) => world.admin.ok<Rollout>('PATCH', `${root}/rollouts/${id}`, body);
const current = async ({ id }: Rollout) =>
  (await world.admin.ok<AgentUpdates>('GET', root)).rollouts.find((each) => each.id === id);

const running = { platform: 'linux', architecture: 'x64', version: '0.1.0' } as const;
async function offered(asking: TestDevice, changes: object = {}) {
  const headers = { authorization: `Bearer ${asking.token}` };
  const { body } = await asking.post<UpdateAnswer>('/device/v1/update', { ...running, ...changes }, headers);
  return body.offer;
}
const heard = (asking: TestDevice, updates: boolean) =>
  eventually(
    async () => (await asking.checkIn()).updates,
    (now) => (now !== undefined) === updates,
  );
const tells = (asking: TestDevice, { id }: Rollout, fault: string | null, attempt = 1) => {
  const what = fault === null ? 'agent-updated' : 'agent-update-failed';
  const detail = { rollout: id, version: '9.9.9', from: '0.1.0', ...(fault === null ? {} : { fault }) };
  const event = asking.event(what, { detail: { ...detail, attempt } as never });
  return asking.checkIn({ items: [event] });
};
const acts = async () => (await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log')).items.map(({ action }) => action);

it('release keys: by the recovery key alone, not by the server, an approver or whoever else', async () => {
  const { admin, recoveryKey } = world;
  const { keyId, publicKey } = key;
  const releaseKeys = [{ keyId, publicKey, name: 'releases' }];
  const other = await nextTrustSet(admin, () => ({ releaseKeys, rules: [] }));
  const refused = (text: string, by = recoveryKeyOf(recoveryKey)) =>
    admin.refusal('POST', `${root}/release-keys`, signText('trust-set', text, by));
  expect(await refused(other, generateSigningKey())).toMatchObject({ status: 400, code: 'signer-unknown' });
  const rules = [{ kind: 'wipe', approvals: 1, maxDevices: 1 }];
  expect(await refused(await nextTrustSet(admin, () => ({ releaseKeys, rules })))).toMatchObject({
    code: 'statement-malformed',
  });
  expect((await world.admin.ok<AgentUpdates>('GET', root)).releaseKeys).toEqual([]);
  await trustReleaseKey(admin, recoveryKey, key);
  expect((await world.admin.ok<AgentUpdates>('GET', root)).releaseKeys).toEqual([{ keyId, name: 'releases' }]);
  await device.checkIn();
  expect(device.trust?.set.releaseKeys).toEqual(releaseKeys);
  expect(await acts()).toContain('trust-set.changed');
});

it('a release: signed, once, and whole before it is rolled out', async () => {
  const { admin } = world;
  const add = (text: string, by = key) =>
    admin.refusal('POST', `${root}/releases`, { release: signText('agent-release', text, by) });
  expect(await add(releaseText('0.2.0'), generateSigningKey())).toMatchObject({ status: 400, code: 'release-refused' });
  expect(await add('{}')).toMatchObject({ code: 'release-refused' });
  const release = await admin.ok<Release>('POST', `${root}/releases`, {
    release: signText('agent-release', releaseText('0.2.0'), key),
  });
  expect(release).toMatchObject({ version: '0.2.0', missing: [packedSha256] });
  expect(await add(releaseText('0.2.0'))).toMatchObject({ status: 409, code: 'release-exists' });
  expect(await admin.refusal('POST', `${root}/rollouts`, begin(release.id))).toMatchObject({
    status: 409,
    code: 'release-incomplete',
  });
  expect(await upload(admin, '0'.repeat(64), packed)).toBe(404);
  expect(await upload(admin, packedSha256, packed.subarray(1))).toBe(400);
  expect(await upload(admin, packedSha256, Buffer.concat([packed, packed]))).toBe(400);
  expect(await upload(admin, packedSha256, packed)).toBe(204);
  expect(await upload(admin, packedSha256, packed)).toBe(204);
  expect((await admin.ok<AgentUpdates>('GET', root)).releases).toMatchObject([{ version: '0.2.0', missing: [] }]);
  expect(await acts()).toEqual(expect.arrayContaining(['agent-release.added', 'agent-release.file-added']));
});

it('files: in parts, from wherever one was cut off, for devices of this organization alone', async () => {
  const get = (sha: string, range: string, token = device.token) =>
    fetch(`${device.url}/device/v1/files/${sha}`, { headers: { authorization: `Bearer ${token}`, range } });
  const parts: Buffer[] = [];
  for (let from = 0; from < packed.length; from += parts.at(-1)?.length ?? 0) {
    const answer = await get(packedSha256, `bytes=${from}-`);
    expect(answer.status).toBe(206);
    parts.push(Buffer.from(await answer.arrayBuffer()));
  }
  expect(parts.length).toBeGreaterThan(1);
  expect(Buffer.concat(parts).equals(packed)).toBe(true);
  const middle = await get(packedSha256, 'bytes=1048570-1048585');
  expect(middle.headers.get('content-range')).toBe(`bytes 1048570-1048585/${packed.length}`);
  expect(Buffer.from(await middle.arrayBuffer()).equals(packed.subarray(1_048_570, 1_048_586))).toBe(true);
  expect((await get(packedSha256, `bytes=${packed.length}-`)).status).toBe(416);
  expect((await get('0'.repeat(64), 'bytes=0-')).status).toBe(404);
  expect((await get(packedSha256, 'bytes=0-', 'nobody')).status).toBe(401);
});

it('offered to devices it is for, and to no others; paused, to nobody; one rollout at a time', async () => {
  const { admin } = world;
  const [release] = (await admin.ok<AgentUpdates>('GET', root)).releases;
  if (release === undefined) throw new Error('no release');
  await heard(device, false);
  const rollout = await start(release);
  expect(await admin.refusal('POST', `${root}/rollouts`, begin(release.id))).toMatchObject({
    status: 409,
    code: 'rollout-under-way',
  });
  await heard(device, true);
  const offer = await offered(device);
  expect(offer).toMatchObject({ rollout: rollout.id, attempt: 1, checkInWithinSeconds: 600 });
  if (offer === null || device.trust === null) throw new Error('nothing is offered');
  const opened = openRelease(offer.release, { trust: device.trust.set, running, nowMs: Date.now() });
  expect(opened).toMatchObject({ ok: true, release: { version: '0.2.0' } });
  for (const other of [{ version: '0.2.0' }, { version: '0.0.9' }, { platform: 'windows' }, { architecture: 'arm64' }])
    expect(await offered(device, other), JSON.stringify(other)).toBeNull();
  expect(await current(rollout)).toMatchObject({ offered: 1, updated: 0, failed: 0 });
  await change(rollout, { state: 'paused' });
  await heard(device, false);
  expect(await offered(device)).toBeNull();
  await change(rollout, { state: 'running' });
  await tells(device, rollout, null);
  expect(await current(rollout)).toMatchObject({ offered: 0, updated: 1, failed: 0 });
  await change(rollout, { state: 'ended' });
  expect(await admin.refusal('PATCH', `${root}/rollouts/${rollout.id}`, { percent: 5 })).toMatchObject({
    status: 409,
    code: 'rollout-over',
  });
  expect(await acts()).toEqual(expect.arrayContaining(['agent-rollout.started', 'agent-rollout.changed']));
});

it('linked clones take no part: another version reaches them with their master image', async () => {
  const release = await addRelease(world.admin, key, '0.2.1');
  const rollout = await start(release);
  const [clone, standard] = [world.device(), world.device()];
  await clone.enrol({ serialNumber: world.serialNumber, clientKind: 'linked-clone' });
  await clone.prove();
  await standard.join(world.serialNumber);
  await heard(standard, true);
  expect(await offered(standard)).toMatchObject({ rollout: rollout.id });
  expect(await offered(clone)).toBeNull();
  expect(await current(rollout)).toMatchObject({ offered: 1 });
  await change(rollout, { state: 'ended' });
});

it('by group: whoever is in none of them hears nothing of it', async () => {
  const { admin } = world;
  const release = await addRelease(admin, key, '0.3.0');
  const group = await admin.ok<{ id: number }>('POST', '/api/v1/groups', { name: '先行' });
  expect(await admin.refusal('POST', `${root}/rollouts`, begin(release.id, { groupIds: [99] }))).toMatchObject({
    code: 'group-not-found',
  });
  const rollout = await start(release, { groupIds: [group.id] });
  await heard(device, true);
  expect(await offered(device)).toBeNull();
  await admin.ok('PATCH', `/api/v1/devices/${device.id}`, { groupId: group.id });
  expect(await offered(device)).toMatchObject({ rollout: rollout.id });
  await change(rollout, { state: 'ended' });
});

it('more failures than are tolerated: it halts by itself, and goes on only when somebody says so', async () => {
  const release = await addRelease(world.admin, key, '0.4.0');
  const rollout = await start(release, { toleratedFailures: 1 });
  const [second, third] = [
    await world.device().join(world.serialNumber),
    await world.device().join(world.serialNumber),
  ];
  for (const each of [device, second, third]) {
    await heard(each, true);
    expect(await offered(each)).not.toBeNull();
  }
  await tells(device, rollout, 'did-not-start');
  expect(await current(rollout)).toMatchObject({ state: 'running', failed: 1, offered: 2 });
  await tells(second, rollout, 'did-not-check-in');
  expect(await current(rollout)).toMatchObject({ state: 'halted', failed: 2, offered: 1 });
  expect(await acts()).toContain('agent-rollout.halted');
  await heard(third, false);
  expect(await offered(third)).toBeNull();
  const { items } = await world.admin.ok<UpdateDeviceList>(
    'GET',
    `${root}/rollouts/${rollout.id}/devices?state=failed`,
  );
  expect(items.map(({ deviceId, fault }) => [deviceId, fault]).sort()).toEqual(
    [
      [device.id, 'did-not-start'],
      [second.id, 'did-not-check-in'],
    ].sort(),
  );
  await change(rollout, { state: 'running' });
  await heard(third, true);
  expect(await offered(device)).toBeNull();
  await change(rollout, { tryAgain: true });
  const again = await eventually(
    () => offered(device),
    (offer) => offer !== null,
  );
  expect(again?.attempt).toBe(2);
  // A late word of the first attempt changes nothing.
  await tells(device, rollout, 'did-not-start', 1);
  await tells(device, rollout, null, 2);
  expect(await current(rollout)).toMatchObject({ updated: 1, failed: 1 });
  await change(rollout, { state: 'ended' });
});

it('words about rollouts that are none, of another organization or a later attempt, are only in the timeline', async () => {
  const [rollout] = (await world.admin.ok<AgentUpdates>('GET', root)).rollouts;
  if (rollout === undefined) throw new Error('no rollout');
  const before = await current(rollout);
  for (const [id, attempt] of [
    ['01a2221e-eac8-71a4-91a0-eeb074778969', 1],
    ['x', 1],
    [rollout.id, 77],
    [rollout.id, 0],
  ] as const)
    await tells(device, { ...rollout, id }, 'did-not-start', attempt);
  expect(await current(rollout)).toEqual(before);
});

it('quiet check-ins during a rollout: one statement, as without', async () => {
  const rollout = await start(await addRelease(world.admin, key, '0.5.0'), { percent: 50 });
  await change(rollout, { percent: 100 });
  await heard(device, true);
  const quiet = await eventually(
    async () => {
      using recording = recordSql();
      const { updates } = await device.checkIn();
      const of = (feature: string) =>
        recording.statements.filter(({ files }) => files.some((file) => file.startsWith(`features/${feature}/`)))
          .length;
      return { updates: updates !== undefined, checkIn: of('check-in'), agentUpdates: of('agent-updates') };
    },
    ({ agentUpdates }) => agentUpdates === 0,
  );
  // Once the change is known here, for half a minute at least.
  expect(quiet).toEqual({ updates: true, checkIn: 1, agentUpdates: 0 });
  await change(rollout, { state: 'ended' });
});

it('administrators of groups, and other tenants’ ids, bring nothing about', async () => {
  const { admin } = world;
  const [group] = (await admin.ok<{ items: { id: number }[] }>('GET', '/api/v1/groups')).items;
  const [rollout] = (await admin.ok<AgentUpdates>('GET', root)).rollouts;
  const password = 'a quiet evening';
  await admin.ok('POST', '/api/v1/administrators', {
    loginId: 'suzuki',
    email: 'suzuki@example.jp',
    language: 'ja',
    role: 'group',
    groupIds: [group?.id],
    welcome: 'password',
    password,
  });
  const suzuki = new ConsoleClient(world.server.url);
  await suzuki.ok('POST', '/api/v1/session', { loginId: 'suzuki', password });
  const release = signText('agent-release', releaseText('0.6.0'), key);
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '/releases', { release }],
    ['DELETE', `/releases/${rollout?.releaseId}`, undefined],
    ['POST', '/release-keys', release],
    ['POST', '/rollouts', begin(rollout?.releaseId ?? '')],
    ['PATCH', `/rollouts/${rollout?.id}`, { percent: 5 }],
    ['GET', `/rollouts/${rollout?.id}/devices?state=failed`, undefined],
  ] as const)
    expect(await suzuki.refusal(method, `${root}${path}`, body), path).toMatchObject({ status: 403 });
  expect(await upload(suzuki, packedSha256, packed)).toBe(403);
  const nowhere = '01a2221e-eac8-71a4-91a0-eeb074778969';
  expect(await admin.refusal('PATCH', `${root}/rollouts/${nowhere}`, { percent: 5 })).toMatchObject({ status: 404 });
  expect(await admin.refusal('POST', `${root}/rollouts`, begin(nowhere))).toMatchObject({ status: 404 });
  const { secret } = await admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
    name: 'reader',
    permissions: ['system.read'],
    expiresAt: null,
  });
  const reader = new ConsoleClient(world.server.url, secret);
  expect(await reader.refusal('PATCH', `${root}/rollouts/${rollout?.id}`, { percent: 5 })).toMatchObject({
    status: 403,
  });
});
