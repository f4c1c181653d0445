/** Inventory: sections by hash, checked, stored when they changed, shown to people. */
import { createHash } from 'node:crypto';
import type { DeviceInventory, SystemInformation } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf, startWorld, type World } from './console-client.ts';
import { DeviceClient, sectionOf } from './device-client.ts';

let world: World;
let device: DeviceClient;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  if (device !== undefined) await world.admin.call('POST', `/api/v1/devices/${device.id}/deregister`);
  device = await DeviceClient.register(world.server.url, serialNumber);
});

const os = {
  name: 'Debian',
  version: '12',
  kernel: '6.1',
  architecture: 'x64',
  hostname: 'pc',
  timeZone: 'Asia/Tokyo',
  locale: 'ja_JP.UTF-8',
  installedAt: null,
  bootedAt: 1_700_000_000_000,
};
const software = (count: number) => ({
  packages: Array.from({ length: count }, (_, index) => ({
    name: `package-${index}`,
    version: '1.0',
    architecture: 'amd64',
    publisher: '',
    source: 'dpkg',
    installedAt: null,
  })),
});
const shown = async () =>
  (await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${device.id}/inventory`)).sections;

describe('inventory', () => {
  it('asks for what it does not hold, and no more', async () => {
    const full = sectionOf('operating-system', os);
    const { name, hash } = full;
    expect((await device.sendInventory([{ name, hash }])).body).toEqual({ wanted: [name] });
    expect(await shown()).toEqual([]);
    expect((await device.sendInventory([full])).body).toEqual({ wanted: [] });
    expect((await device.sendInventory([{ name, hash }])).body).toEqual({ wanted: [] });
    expect(await shown()).toEqual([{ name, hash, content: os, collectedAt: '2023-11-14T22:13:20.000Z' }]);
  });

  it('replaces only what has changed', async () => {
    await device.sendInventory([sectionOf('operating-system', os), sectionOf('software', software(300))]);
    const before = await rowsOf(world.server, 'inventory_sections');
    await device.sendInventory([
      sectionOf('operating-system', { ...os, version: '13' }),
      sectionOf('software', software(300)),
    ]);
    const after = await rowsOf(world.server, 'inventory_sections');
    const ofDevice = (rows: typeof after, section: string) =>
      rows.find((row) => row['device_id'] === device.id && row['section'] === section);
    expect(ofDevice(after, 'software')).toEqual(ofDevice(before, 'software'));
    expect(ofDevice(after, 'operating-system')).toMatchObject({ content: { version: '13' } });
  });

  it('forgets fields nobody here knows, keeps odd text', async () => {
    const odd = { ...os, hostname: 'a\ud800b', name: '日本語 "\\u0000" 😀' };
    const answer = await device.sendInventory([sectionOf('operating-system', { ...odd, later: { deep: [1] } })]);
    expect(answer.status).toBe(200);
    expect((await shown())[0]?.content).toEqual({ ...odd, hostname: 'a\ufffdb' });
  });

  it('keeps a long content packed, beside its empty form for servers that know nothing of that, and a short one as it is', async () => {
    await device.sendInventory([sectionOf('operating-system', os), sectionOf('software', software(300))]);
    const rows = (await rowsOf(world.server, 'inventory_sections')).filter((row) => row['device_id'] === device.id);
    expect(rows.find((row) => row['section'] === 'software')).toMatchObject({ content: { packages: [] } });
    expect(rows.map((row) => row['packed'] !== null).sort()).toEqual([false, true]);
    expect((await shown()).map(({ content }) => content)).toEqual([os, software(300)]);
    await device.sendInventory([sectionOf('software', software(2))]);
    expect((await shown())[1]?.content).toEqual(software(2));
  });

  it('does not store what a device has given up on: it may have told a newer one elsewhere', async () => {
    const { db } = world.server.database;
    const leaving = new AbortController();
    await db.transaction().execute(async (tx) => {
      await sql`lock table inventory_sections in access exclusive mode`.execute(tx);
      const sent = device.sendInventory([sectionOf('operating-system', os)], undefined, leaving.signal);
      await eventually(
        () => sql`select 1 from pg_locks where relation = 'inventory_sections'::regclass and not granted`.execute(tx),
        ({ rows }) => rows.length > 0,
      );
      leaving.abort();
      await expect(sent).rejects.toThrow();
      // What the server hears after it: by then it knows.
      await fetch(`${world.server.url}/readyz`);
    });
    // One after another for one device: this one comes after the one before.
    await device.sendInventory([sectionOf('users', { logonUser: null, sessions: [] })]);
    expect((await shown()).map(({ name }) => name)).toEqual(['users']);
  });

  it('takes those of many devices at once, each for itself, and none of one that is deregistered', async () => {
    const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
    const others = await Promise.all(
      Array.from({ length: 8 }, () => DeviceClient.register(world.server.url, serialNumber)),
    );
    const gone = others.pop() as DeviceClient;
    await world.admin.ok('POST', `/api/v1/devices/${gone.id}/deregister`);
    const answers = await Promise.all(
      [...others, gone].map((one, index) =>
        one.sendInventory([sectionOf('operating-system', { ...os, hostname: `pc-${index}` })]),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([...others.map(() => 200), 410]);
    const names = await Promise.all(
      [...others, gone].map(async ({ id }) => {
        const { sections } = await world.admin.ok<DeviceInventory>('GET', `/api/v1/devices/${id}/inventory`);
        return sections.map(({ content }) => (content as typeof os).hostname);
      }),
    );
    expect(names).toEqual([...others.map((_, index) => [`pc-${index}`]), []]);
    for (const { id } of others) await world.admin.call('POST', `/api/v1/devices/${id}/deregister`);
  });

  it('takes the programs of a big machine', async () => {
    expect((await device.sendInventory([sectionOf('software', software(19_000))])).status).toBe(200);
    expect((await shown())[0]?.content).toEqual(software(19_000));
  });

  it.each([
    ['an unknown section', [sectionOf('horoscope', {})], 'unknown-inventory-section', '/sections/0/name'],
    [
      'another hash',
      [{ ...sectionOf('operating-system', os), hash: 'a'.repeat(64) }],
      'validation-failed',
      '/sections/0/hash',
    ],
    [
      'text that is no JSON',
      [{ ...sectionOf('operating-system', os), ...hashed('{"name":') }],
      'validation-failed',
      '/sections/0/content',
    ],
    [
      'a field of another type',
      [sectionOf('operating-system', { ...os, name: 7 })],
      'validation-failed',
      '/sections/0/content',
    ],
    ['a field missing', [sectionOf('operating-system', { name: 'x' })], 'validation-failed', '/sections/0/content'],
    ['a NUL', [sectionOf('operating-system', { ...os, name: 'a\u0000b' })], 'validation-failed', '/sections/0/content'],
    [
      'a section twice',
      [sectionOf('operating-system', os), sectionOf('operating-system', os)],
      'validation-failed',
      '/sections/1/name',
    ],
  ])('refuses %s and stores nothing', async (_what, sections, code, pointer) => {
    const answer = await device.sendInventory(sections);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(answer.body.errors?.map((error) => error.pointer)).toEqual([pointer]);
    expect(await shown()).toEqual([]);
  });

  it('refuses a token that is none, and a device that is deregistered with its notice', async () => {
    expect((await device.sendInventory([], 'nonsense')).body.code).toBe('device-token-invalid');
    await world.admin.ok('POST', `/api/v1/devices/${device.id}/deregister`);
    const answer = await device.sendInventory([sectionOf('operating-system', os)]);
    expect([answer.status, answer.body.code]).toEqual([410, 'deregistered']);
    expect(answer.body.notice?.text).toContain(device.id);
    expect(await shown()).toEqual([]);
  });
});

/** Content that is not what `sectionOf` would make, under its right hash. */
function hashed(content: string) {
  return { content, hash: createHash('sha256').update(content).digest('hex') };
}
