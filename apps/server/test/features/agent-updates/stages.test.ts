/** Stages of a rollout: by percent and by group, widened and narrowed, stopped by failures that are told of at the same moment. */
import type { AgentUpdates, AuditLog, Release, Rollout, RolloutStart, UpdateAnswer } from '@sekisho/contracts';
import { openDatabase } from '@sekisho/server/platform/database/connections';
import { createLog } from '@sekisho/server/platform/log';
import { eventually } from '@sekisho/testkit/eventually';
import { generateSigningKey, signText } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reachesMore } from '../../../src/features/agent-updates/rollout-change.rules.ts';
import { haltIfFailing, upsertWords } from '../../../src/features/agent-updates/rollouts.store.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import { addRelease, packed, packedSha256, releaseText, trustReleaseKey, upload } from './update-world.ts';

const root = '/api/v1/agent-updates';
const key = generateSigningKey();
let world: DeviceWorld;
let devices: TestDevice[];
let release: Release;

beforeAll(async () => {
  world = await startDeviceWorld();
  devices = [await world.device().join(world.serialNumber), await world.device().join(world.serialNumber)];
  await trustReleaseKey(world.admin, world.recoveryKey, key);
  release = await addRelease(world.admin, key, '0.3.0');
});
afterAll(() => world?.[Symbol.asyncDispose]());

const start = (more: Partial<RolloutStart> = {}) =>
  world.admin.ok<Rollout>('POST', `${root}/rollouts`, {
    ...{ releaseId: release.id, percent: 100, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 600 },
    ...more,
  });
const change = ({ id }: Rollout, body: object) => world.admin.ok<Rollout>('PATCH', `${root}/rollouts/${id}`, body);
const refusal = ({ id }: Rollout, body: object) => world.admin.refusal('PATCH', `${root}/rollouts/${id}`, body);
const group = async (name: string) => (await world.admin.ok<{ id: number }>('POST', '/api/v1/groups', { name })).id;
const move = ({ id }: TestDevice, groupId: number | null) =>
  world.admin.ok('PATCH', `/api/v1/devices/${id}`, { groupId });
async function isOffered(asking: TestDevice): Promise<boolean> {
  const running = { platform: 'linux', architecture: 'x64', version: '0.1.0' };
  const headers = { authorization: `Bearer ${asking.token}` };
  return (await asking.post<UpdateAnswer>('/device/v1/update', running, headers)).body.offer !== null;
}
const offers = async () => Promise.all(devices.map(isOffered));

it('a device that is moved into a group of the stage is told another number, and so asks again', async () => {
  const [device, other] = devices as [TestDevice, TestDevice];
  const pilots = await group('先行');
  const rollout = await start({ groupIds: [pilots] });
  const told = async (asking: TestDevice) => (await asking.checkIn()).updates;
  const before = await eventually(
    () => told(device),
    (updates) => updates !== undefined,
  );
  expect(await offers()).toEqual([false, false]);
  const othersNumber = await told(other);
  await move(device, pilots);
  expect(await told(device)).toBeGreaterThan(before ?? 0);
  expect(await told(other)).toBe(othersNumber);
  expect(await offers()).toEqual([true, false]);
  await change(rollout, { state: 'ended' });
});

it('groups are added to a stage and taken out of it, each told in the audit log; a group that is none changes nothing', async () => {
  const [first, second] = [await group('営業'), await group('総務')] as const;
  await move(devices[0] as TestDevice, first);
  await move(devices[1] as TestDevice, second);
  const rollout = await start({ groupIds: [first] });
  const reaches = (wanted: boolean[]) =>
    eventually(offers, (now) => now.every((offered, index) => offered === wanted[index]));
  await reaches([true, false]);
  expect(await change(rollout, { groupIds: [first, second] })).toMatchObject({ groupIds: [first, second] });
  await reaches([true, true]);
  await change(rollout, { groupIds: [second] });
  await reaches([false, true]);
  expect(await refusal(rollout, { groupIds: [second, 99] })).toMatchObject({ code: 'group-not-found' });
  for (const groupIds of [[], ['x'], [0]])
    expect(await refusal(rollout, { groupIds }), JSON.stringify(groupIds)).toMatchObject({ status: 400 });
  await change(rollout, { groupIds: null });
  await reaches([true, true]);
  const { items } = await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log');
  const changes = items.filter(({ action }) => action === 'agent-rollout.changed').map(({ detail }) => detail);
  expect(changes.slice(0, 3).map((detail) => detail['groupIds'])).toEqual([null, [second], [first, second]]);
  await change(rollout, { state: 'ended' });
});

it('whoever logged in a while ago may stop a rollout at once, but shows again who they are to reach more devices', async () => {
  const rollout = await start({ percent: 10 });
  await sql`update sessions set proven_at = now() - interval '1 hour'`.execute(world.database.db);
  const unproven = { status: 403, code: 'proof-required' };
  expect(await refusal(rollout, { percent: 11 })).toMatchObject(unproven);
  await change(rollout, { percent: 5 });
  await change(rollout, { state: 'paused' });
  expect(await refusal(rollout, { state: 'running' })).toMatchObject(unproven);
  await change(rollout, { state: 'ended' });
  await sql`update sessions set proven_at = now()`.execute(world.database.db);
});

const all = { state: 'running', percent: 50, groupIds: [1, 2] as number[] | null, attempt: 1 } as const;
it.each<[string, Partial<Parameters<typeof reachesMore>[1]>, boolean, Partial<Parameters<typeof reachesMore>[0]>?]>([
  ['the same', {}, false],
  ['more percent', { percent: 51 }, true],
  ['fewer percent', { percent: 49 }, false],
  ['another group', { groupIds: [1, 3] }, true],
  ['fewer groups', { groupIds: [2] }, false],
  ['no group any more', { groupIds: null }, true],
  ['groups instead of everybody', { groupIds: [1] }, false, { groupIds: null }],
  ['another try', { attempt: 2 }, true],
  ['a pause, of more', { state: 'paused', percent: 100 }, false],
  ['an end', { state: 'ended' }, false],
  ['going on after a halt', {}, true, { state: 'halted' }],
  ['going on after a pause, with less', { percent: 1 }, true, { state: 'paused' }],
])('%s: whether more devices are reached', (_what, after, reached, before = {}) => {
  expect(reachesMore({ ...all, ...before }, { ...all, ...after })).toBe(reached);
});

it('two failures that are told of at the same moment are both counted', async () => {
  const { id } = await start({ toleratedFailures: 1 });
  const { db } = world.database;
  const [organization] = (await sql<{ id: string }>`select id from organizations`.execute(db)).rows;
  const organizationId = organization?.id ?? '';
  const bothTold = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const fail = (index: 0 | 1) =>
    db.transaction().execute(async (tx) => {
      const at = new Date();
      const deviceId = devices[index]?.id ?? '';
      const word = { organizationId, rolloutId: id, deviceId, attempt: 1, state: 'failed', from: '0.1.0' } as const;
      await upsertWords(tx, [{ ...word, fault: 'did-not-start', at }]);
      bothTold[index].resolve();
      await Promise.all(bothTold.map(({ promise }) => promise));
      return haltIfFailing(tx, organizationId, id, at);
    });
  const halts = await Promise.all([fail(0), fail(1)]);
  expect(halts.filter((halt) => halt !== null)).toEqual([{ version: '0.3.0', failed: 2 }]);
  const { rollouts } = await world.admin.ok<AgentUpdates>('GET', root);
  expect(rollouts[0]).toMatchObject({ id, state: 'halted', failed: 2 });
});

it('a release that is added again is the one that is there; another under its number is refused', async () => {
  const { admin } = world;
  const text = releaseText('0.4.0');
  const add = (signed = signText('agent-release', text, key)) => ({ release: signed });
  const first = await admin.ok<Release>('POST', `${root}/releases`, add());
  expect(await admin.ok<Release>('POST', `${root}/releases`, add())).toEqual(first);
  const other = signText('agent-release', releaseText('0.4.0', { minimumVersion: '0.2.0' }), key);
  expect(await admin.refusal('POST', `${root}/releases`, add(other))).toMatchObject({
    status: 409,
    code: 'release-exists',
  });
});

it('a release whose time is over is not offered to devices, each of which would refuse it', async () => {
  const { admin } = world;
  const [running] = (await admin.ok<AgentUpdates>('GET', root)).rollouts;
  if (running?.state !== 'ended') await change(running as Rollout, { state: 'ended' });
  const text = releaseText('0.5.0', { notAfter: Date.now() - 1_000 });
  const { id } = await admin.ok<Release>('POST', `${root}/releases`, { release: signText('agent-release', text, key) });
  const asked = { releaseId: id, percent: 5, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 600 };
  expect(await admin.refusal('POST', `${root}/rollouts`, asked)).toMatchObject({ status: 409, code: 'release-over' });
});

it('a rollout whose release is over in the meantime reaches nobody any more: no device is offered it, and it is not widened', async () => {
  const rollout = await start({ percent: 50 });
  await change(rollout, { percent: 100 });
  await eventually(offers, (now) => now.includes(true));
  const { db } = world.database;
  const text = releaseText('0.3.0', { notAfter: Date.now() - 1_000 });
  await sql`update agent_releases set signed = jsonb_set(signed, '{text}', ${JSON.stringify(text)}::jsonb)
    where id = ${release.id}`.execute(db);
  expect(await refusal(rollout, { tryAgain: true })).toMatchObject({ status: 409, code: 'release-over' });
  await change(rollout, { percent: 99 });
  await eventually(offers, (now) => !now.includes(true));
  const { rollouts } = await world.admin.ok<AgentUpdates>('GET', root);
  expect(rollouts[0]).toMatchObject({ state: 'running', failed: 0 });
  await change(rollout, { state: 'ended' });
});

it('nothing stays of uploads that came to nothing, nor of those that a process left when it ended', async () => {
  const { db } = world.database;
  const chunks = async () => (await sql`select distinct upload_id from agent_file_chunks`.execute(db)).rows.length;
  expect(await chunks()).toBe(1);
  await sql`insert into agent_file_chunks select organization_id, '019a0000-0000-7000-8000-000000000000', 0, content
    from agent_file_chunks limit 1`.execute(db);
  expect(await upload(world.admin, packedSha256, packed)).toBe(204);
  expect(await chunks()).toBe(1);
  // Received, and then it cannot be written down.
  await sql`delete from agent_files`.execute(db);
  const owner = openDatabase(world.database.access.owner, createLog('silent'), 1);
  await sql`alter table agent_files add constraint no_room check (bytes < 0) not valid`.execute(owner.db);
  expect(await upload(world.admin, packedSha256, packed)).toBe(500);
  expect(await chunks()).toBe(1);
  await owner.close();
});
