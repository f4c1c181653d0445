/** Files of standalone clients over HTTP: one or an archive of many, each with its result, and nothing that a hostile one could do. */
import { randomUUID } from 'node:crypto';
import type { DeviceGroup, DeviceInventory, DeviceList, InstallerConfiguration, Task } from '@sekisho/contracts';
import { generateSigningKey, sealIcrt } from '@sekisho/trust';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOrganization, ConsoleClient, rowsOf, type World } from '../administration/console-client.ts';
import { fileOf } from '../lists/task-client.ts';
import {
  collect,
  imported,
  makeInstaller,
  makeMachine,
  noneImported,
  refusedOf,
  startCollectedWorld,
  uploadInventories,
  writeIcrt,
} from './collected-world.ts';
import { writeZip, type ZipEntry } from './write-zip.ts';

const at = Date.now() - 24 * 3_600_000;
let world: World;
let installer: Awaited<ReturnType<typeof makeInstaller>>;
let group: DeviceGroup;
beforeAll(async () => {
  world = await startCollectedWorld();
  group = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '研究所' });
  installer = await makeInstaller(world.admin, 'standalone', { groupId: group.id });
});
afterAll(() => world[Symbol.asyncDispose]());

const inventoryOf = (number: number, collectedAt = at, of = installer) =>
  collect(makeMachine(number), of.enrolmentToken, collectedAt);
const entryOf = async (number: number, collectedAt = at): Promise<ZipEntry> => {
  const inventory = inventoryOf(number, collectedAt);
  return { name: `Inventory/${inventory.clientId}.icrt`, content: await writeIcrt(installer, inventory) };
};

const listed = async (keyword: string) =>
  (await world.admin.ok<DeviceList>('GET', `/api/v1/devices?keyword=${keyword}`)).items;

/** By file: what it came to, and why. */
async function resultsOf({ id }: Task): Promise<Record<string, readonly string[]>> {
  const text = await (await fileOf(world.admin, id, 'result')).text();
  const [, ...lines] = text.trim().split('\r\n');
  const rows = lines.map((line) => line.slice(1, -1).split('","'));
  return Object.fromEntries(rows.map(([file = '', ...cells]) => [file, cells]));
}

const none = noneImported;

test('one file registers its machine: with its inventory, in the group and under the policy of its client', async () => {
  const inventory = inventoryOf(1);
  const fileName = `${inventory.clientId}.icrt`;
  const task = await imported(world.admin, fileName, await writeIcrt(installer, inventory));
  expect(task).toMatchObject({
    state: 'done',
    done: 1,
    total: 1,
    outcome: { inventories: { ...none, registered: 1 } },
  });
  const [device] = await listed('OFFLINE-1');
  const seen = { state: 'inventory-only', clientKind: 'standalone', policyCode: 'A02', group: { id: group.id } };
  expect(device).toMatchObject({ ...seen, pending: false, lastSeenAt: null });
  const held = await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${device?.id}/inventory`);
  expect(held.sections[0]?.content).toMatchObject({ serialNumber: 'SN-1' });
  const collectedAt = new Date(at).toISOString();
  const cells = ['Registered', '', '', 'OFFLINE-1', device?.id, inventory.clientId, collectedAt];
  expect(await resultsOf(task)).toEqual({ [fileName]: cells });
  const audit = await rowsOf(world.server, 'audit_log');
  expect(audit.map(({ action }) => action)).toContain('inventory.imported');
});

test('imported twice nothing changes, an older one never takes the place of a newer, several of one machine end with the newest', async () => {
  const inventory = inventoryOf(2);
  const fileAt = async (name: string, collectedAt: number): Promise<ZipEntry> => {
    const facts = { ...inventory.facts, computerName: `OFFLINE-2-${name}` };
    return { name, content: await writeIcrt(installer, { ...inventory, facts, collectedAt }) };
  };
  const archive = writeZip([
    await fileAt('new.icrt', at + 2_000),
    await fileAt('old.icrt', at),
    await fileAt('newest.icrt', at + 3_000),
  ]);
  const first = await imported(world.admin, 'Inventory.zip', archive);
  expect(first.outcome?.inventories).toEqual({ ...none, registered: 1, older: 1, updated: 1 });
  const second = await imported(world.admin, 'Inventory.zip', archive);
  expect(second.outcome?.inventories).toEqual({ ...none, older: 2, unchanged: 1 });
  expect((await listed('OFFLINE-2')).map(({ computerName }) => computerName)).toEqual(['OFFLINE-2-newest.icrt']);
});

test('each file of an archive comes to its own result; what is no inventory is refused by name', async () => {
  const stranger = { ...installer, organizationId: randomUUID() };
  const lost: InstallerConfiguration = { ...installer, importKey: generateSigningKey().publicKey };
  const broken = await writeIcrt(installer, inventoryOf(4));
  broken[200] = (broken[200] ?? 0) ^ 1;
  const names = { organizationId: installer.organizationId, clientId: randomUUID() };
  const nonsense = await sealIcrt(names, installer.importKey ?? '', Buffer.from('{"version":1}'));
  const madeUp = inventoryOf(4, at, { ...installer, enrolmentToken: 'A'.repeat(40) });
  const archive = writeZip([
    { name: 'Inventory/', content: Buffer.alloc(0) },
    { name: 'Inventory/Thumbs.db', content: Buffer.from('left by a system') },
    { name: 'Inventory/good.icrt', content: await writeIcrt(installer, inventoryOf(3)), deflate: false },
    { name: 'Inventory/broken.icrt', content: broken },
    { name: 'Inventory/foreign.icrt', content: await writeIcrt(stranger, inventoryOf(4)) },
    { name: 'Inventory/lost.icrt', content: await writeIcrt(lost, inventoryOf(4)) },
    { name: 'Inventory/nonsense.icrt', content: nonsense },
    { name: 'Inventory/photo.icrt', content: Buffer.from('JFIF') },
    { name: 'Inventory/list.txt', content: Buffer.from('a list') },
    { name: 'Inventory/made-up.icrt', content: await writeIcrt(installer, madeUp) },
    { name: 'Inventory/ahead.icrt', content: await writeIcrt(installer, inventoryOf(4, Date.now() + 48 * 3_600_000)) },
    { ...(await entryOf(4)), name: 'Inventory/secret.icrt', encrypted: true },
    { name: 'Inventory/large.icrt', content: Buffer.alloc(100), claims: { unpackedBytes: 100_000_000 } },
    { name: 'Inventory/zeros.icrt', content: Buffer.alloc(8_000_000) },
    { name: 'Inventory/lies.icrt', content: Buffer.alloc(20_000), claims: { unpackedBytes: 10_000 } },
  ]);
  const task = await imported(world.admin, 'Inventory.zip', archive);
  expect(task.outcome?.inventories).toEqual({ ...none, registered: 1, refused: 12 });
  expect(refusedOf(task)).toEqual({
    'Inventory/broken.icrt': 'damaged',
    'Inventory/foreign.icrt': 'wrong-organization',
    'Inventory/lost.icrt': 'import-key-unknown',
    'Inventory/nonsense.icrt': 'content-invalid',
    'Inventory/photo.icrt': 'not-icrt',
    'Inventory/list.txt': 'file-kind-unknown',
    'Inventory/made-up.icrt': 'installer-unknown',
    'Inventory/ahead.icrt': 'clock-ahead',
    'Inventory/secret.icrt': 'file-encrypted',
    'Inventory/large.icrt': 'too-large',
    'Inventory/zeros.icrt': 'packed-too-tightly',
    'Inventory/lies.icrt': 'damaged',
  });
  expect((await resultsOf(task))['Inventory/photo.icrt']?.slice(0, 2)).toEqual([
    'Not imported',
    'This is no file of a standalone client.',
  ]);
});

test.each([
  ['nothing', async () => writeZip([]), 'archive-empty'],
  ['half of itself', async () => writeZip([await entryOf(5)]).subarray(0, 300), 'archive-damaged'],
  [
    'the same bytes again and again',
    async () => {
      const entry = { ...(await entryOf(5)), deflate: false };
      return writeZip([entry, ...Array.from({ length: 20 }, () => ({ ...entry, overlaps: true }))]);
    },
    'archive-overlaps',
  ],
  [
    'more than any disk holds',
    async () => {
      const content = Buffer.alloc(10);
      const claims = { unpackedBytes: 0xffff_0000 };
      return writeZip(Array.from({ length: 5 }, (_, index) => ({ name: `${index}.icrt`, content, claims })));
    },
    'archive-unpacks-too-large',
  ],
  [
    'more files than there are machines',
    async () => {
      const entry = { name: 'x.icrt', content: Buffer.alloc(0), deflate: false };
      return writeZip([{ ...entry, times: 50_001 }]);
    },
    'archive-too-many-files',
  ],
  [
    'a way out of its folder',
    async () => writeZip([{ ...(await entryOf(5)), name: '../../etc/passwd' }]),
    'archive-damaged',
  ],
] as const)('an archive of %s is refused as a whole', async (_what, make, archiveFault) => {
  const task = await imported(world.admin, 'Inventory.zip', await make());
  expect(task).toMatchObject({ state: 'failed', code: 'import-refused', outcome: { archiveFault } });
});

test('no more are registered than are contracted; an installer that is over registers nobody', async () => {
  const small = await startCollectedWorld();
  const own = await makeInstaller(small.admin, 'standalone');
  const files = Array.from({ length: 12 }, async (_, index) => {
    const inventory = collect(makeMachine(100 + index), own.enrolmentToken, at);
    return { name: `${index}.icrt`, content: await writeIcrt(own, inventory) };
  });
  const archive = writeZip(await Promise.all(files));
  const task = await imported(small.admin, 'Inventory.zip', archive);
  expect(task.outcome?.inventories).toEqual({ ...none, registered: 10, refused: 2 });
  expect(Object.values(refusedOf(task))).toEqual(['contract-full', 'contract-full']);
  await small.admin.ok('POST', `/api/v1/installers/downloads/${own.downloadId}/revocation`);
  const again = await imported(small.admin, 'Inventory.zip', archive);
  expect(again.outcome?.inventories).toEqual({ ...none, unchanged: 10, refused: 2 });
  expect(Object.values(refusedOf(again))).toEqual(['installer-revoked', 'installer-revoked']);
  await small[Symbol.asyncDispose]();
});

test('an administrator of groups imports into those alone', async () => {
  const password = 'a quiet evening';
  const other = await world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name: '工場' });
  await world.admin.ok('POST', '/api/v1/administrators', {
    ...{ loginId: 'group-admin', email: 'group@example.jp', language: 'ja', role: 'group' },
    ...{ groupIds: [other.id], welcome: 'password', password },
  });
  const client = new ConsoleClient(world.admin.url);
  await client.ok('POST', '/api/v1/session', { loginId: 'group-admin', password });
  const own = await makeInstaller(world.admin, 'standalone', { groupId: other.id });
  const known = inventoryOf(1);
  const archive = writeZip([
    { name: 'own.icrt', content: await writeIcrt(own, collect(makeMachine(6), own.enrolmentToken, at)) },
    { name: 'new.icrt', content: await writeIcrt(installer, inventoryOf(7)) },
    { name: 'known.icrt', content: await writeIcrt(installer, { ...known, collectedAt: at + 5_000 }) },
  ]);
  const task = await imported(client, 'Inventory.zip', archive);
  expect(refusedOf(task)).toEqual({ 'new.icrt': 'group-not-permitted', 'known.icrt': 'group-not-permitted' });
});

test('another organization neither sees the task nor takes its files', async () => {
  const stranger = await addOrganization(world.server, 'stranger');
  const archive = writeZip([await entryOf(8)]);
  const own = await imported(world.admin, 'Inventory.zip', archive);
  expect((await fileOf(stranger, own.id, 'result')).status).toBe(404);
  const task = await imported(stranger, 'Inventory.zip', archive);
  expect(Object.values(refusedOf(task))).toEqual(['wrong-organization']);
});

test('without the permission nothing is taken', async () => {
  const { secret } = await world.admin.ok<{ secret: string }>('POST', '/api/v1/api-tokens', {
    ...{ name: 'reader', permissions: ['devices.read'], expiresAt: null },
  });
  const refused = await uploadInventories(new ConsoleClient(world.admin.url, secret), 'x.icrt', Buffer.from('x'));
  expect(refused.status).toBe(403);
});
