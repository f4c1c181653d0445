/** Releases that are deleted: what goes with them, what keeps them, and who wants one at the very moment at which it goes. */
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AgentUpdates, AuditLog, Release, Rollout, UpdateAnswer } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { generateSigningKey, signText } from '@sekisho/trust';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteRelease } from '../../../src/features/agent-updates/release-deletion.ts';
import { addOrganization, rowsOf } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import { addRelease, packed, packedSha256, releaseText, trustReleaseKey, upload } from './update-world.ts';

const root = '/api/v1/agent-updates';
const key = generateSigningKey();
const running = { platform: 'linux', architecture: 'x64', version: '0.1.0' } as const;
let world: DeviceWorld;
let device: TestDevice;

beforeAll(async () => {
  world = await startDeviceWorld();
  device = await world.device().join(world.serialNumber);
  await trustReleaseKey(world.admin, world.recoveryKey, key);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** With a file of its own beside the one that all of them have. */
async function addWithOwnFile(version: string, own: Buffer): Promise<Release> {
  const [plain] = JSON.parse(releaseText(version)).targets;
  const file = { name: 'own.bin', executable: false, bytes: own.length, sha256: sha256(own) };
  const content = gzipSync(own);
  const files = [...plain.files, { ...file, packed: { bytes: content.length, sha256: sha256(content) } }];
  const text = releaseText(version, { targets: [{ ...plain, files }] });
  const release = await world.admin.ok<Release>('POST', `${root}/releases`, {
    release: signText('agent-release', text, key),
  });
  for (const each of [packed, content])
    if (release.missing.includes(sha256(each))) await upload(world.admin, sha256(each), each);
  return release;
}
const start = ({ id: releaseId }: Release) => {
  const stage = { percent: 100, groupIds: null, toleratedFailures: 0, checkInWithinSeconds: 600 };
  return world.admin.call<Rollout & { code?: string }>('POST', `${root}/rollouts`, { body: { releaseId, ...stage } });
};
const change = ({ id }: Rollout, state: string) => world.admin.ok('PATCH', `${root}/rollouts/${id}`, { state });
const remove = ({ id }: Pick<Release, 'id'>) => world.admin.refusal('DELETE', `${root}/releases/${id}`);
const versions = async () =>
  (await world.admin.ok<AgentUpdates>('GET', root)).releases.map(({ version }) => version).sort();
const held = async (table: string) => (await rowsOf(world.server, table)).length;
const fetched = async (sha: string) =>
  (await fetch(`${device.url}/device/v1/files/${sha}`, { headers: { authorization: `Bearer ${device.token}` } }))
    .status;

it('goes with its rollouts and the files that no other names, once none of its rollouts is under way', async () => {
  const kept = await addRelease(world.admin, key, '0.2.0');
  const own = randomBytes(1_200_000);
  const release = await addWithOwnFile('0.3.0', own);
  const ownSha256 = sha256(gzipSync(own));
  const { body: rollout } = await start(release);
  const headers = { authorization: `Bearer ${device.token}` };
  await eventually(
    async () => (await device.post<UpdateAnswer>('/device/v1/update', running, headers)).body.offer,
    (offer) => offer !== null,
  );
  const inUse = { status: 409, code: 'release-in-use' };
  expect(await remove(release)).toMatchObject(inUse);
  await change(rollout, 'paused');
  expect(await remove(release)).toMatchObject(inUse);
  expect([await fetched(ownSha256), await fetched(packedSha256)]).toEqual([206, 206]);
  await change(rollout, 'ended');
  const chunks = await held('agent_file_chunks');
  expect(await remove(release)).toMatchObject({ status: 204 });
  expect(await versions()).toEqual(['0.2.0']);
  expect([await fetched(ownSha256), await fetched(packedSha256)]).toEqual([404, 206]);
  expect([await held('agent_rollouts'), await held('agent_update_devices'), await held('agent_files')]).toEqual([
    0, 0, 1,
  ]);
  expect(chunks - (await held('agent_file_chunks'))).toBe(2);
  const [told] = (await world.admin.ok<AuditLog>('GET', '/api/v1/audit-log')).items;
  const action = 'agent-release.deleted';
  expect(told).toMatchObject({ action, target: { id: release.id }, detail: { version: '0.3.0' } });
  // A late word about it changes nothing, and its number may be given again.
  const detail = { rollout: rollout.id, version: '0.3.0', from: '0.1.0', attempt: 1, fault: 'did-not-start' };
  await device.checkIn({ items: [device.event('agent-update-failed', { detail: detail as never })] });
  expect(await addWithOwnFile('0.3.0', own)).toMatchObject({ missing: [ownSha256] });
  expect(await remove(kept)).toMatchObject({ status: 204 });
  expect(await fetched(packedSha256)).toBe(206);
});

it('of another organization, or of nobody, is not there', async () => {
  const release = await addRelease(world.admin, key, '0.4.0');
  const other = await addOrganization(world.server, 'other');
  expect(await other.refusal('DELETE', `${root}/releases/${release.id}`)).toMatchObject({
    status: 404,
    code: 'release-not-found',
  });
  expect(await remove({ id: '01a2221e-eac8-71a4-91a0-eeb074778969' })).toMatchObject({ status: 404 });
  expect(await versions()).toContain('0.4.0');
});

/** What is asked while the release goes; the transaction that deletes it commits once somebody waits for it. */
async function whileItGoes<T>({ id }: Release, ask: () => Promise<T>): Promise<T> {
  const asked = Promise.withResolvers<T>();
  await world.database.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      of: string;
    }>`select organization_id as of from agent_releases where id = ${id}`.execute(tx);
    await deleteRelease(tx, rows[0]?.of ?? '', id);
    ask().then(asked.resolve, asked.reject);
    const waiting = sql`select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`;
    await eventually(
      async () => (await waiting.execute(tx)).rows.length,
      (waits) => waits > 0,
    );
  });
  return asked.promise;
}

it('that goes at this moment is not rolled out, nor does a file come for it', async () => {
  const first = await addWithOwnFile('0.5.0', randomBytes(10));
  expect(await whileItGoes(first, () => start(first))).toMatchObject({
    status: 404,
    body: { code: 'release-not-found' },
  });
  const own = randomBytes(20);
  const second = await addWithOwnFile('0.5.1', own);
  await sql`delete from agent_files where sha256 = ${sha256(gzipSync(own))}`.execute(world.database.db);
  const before = await held('agent_files');
  expect(await whileItGoes(second, () => upload(world.admin, sha256(gzipSync(own)), gzipSync(own)))).toBe(404);
  expect(await held('agent_files')).toBe(before);
});

it('that goes takes no file from a rollout that starts meanwhile: it is incomplete, and says so', async () => {
  const own = randomBytes(30);
  const going = await addWithOwnFile('0.6.0', own);
  const answer = await whileItGoes(going, async () => {
    const coming = await addWithOwnFile('0.6.1', own);
    expect(coming.missing).toEqual([]);
    return start(coming);
  });
  expect(answer).toMatchObject({ status: 409, body: { code: 'release-incomplete' } });
});
