/** Files of other agents in an archive: their group, what hostile ones come to, and imports that collide with others or are cancelled. */
import { deflateSync, gzipSync } from 'node:zlib';
import type { DeviceGroup, DeviceList, Task } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConsoleClient, rowsOf, type World } from '../administration/console-client.ts';
import {
  fusionInventory,
  glpiInventory,
  ocsInventory,
  prolog,
  toldOf,
  xmlDocument,
} from '../other-agents/agent-documents.ts';
import {
  beginImport,
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

let world: World;
beforeAll(async () => {
  world = await startCollectedWorld();
  await sql`update organization_licences set contracted_devices = 1000`.execute(world.server.database.db);
});
afterAll(() => world[Symbol.asyncDispose]());

const makeGroup = (name: string) => world.admin.ok<DeviceGroup>('POST', '/api/v1/groups', { name });
const json = (number: number, changes: Readonly<Record<string, unknown>> = {}, day = 20): ZipEntry => ({
  name: `${number}.json`,
  content: Buffer.from(
    JSON.stringify(glpiInventory({ ...toldOf(number), loggedAt: `2026-11-${day} 10:00:00` }, changes)),
  ),
});
const groupOf = async (name: string) =>
  (await world.admin.ok<DeviceList>('GET', `/api/v1/devices?keyword=${name}`)).items.map(({ group }) => group?.id);

test('whoever imports chooses a group for files that name none; those of our own clients keep theirs', async () => {
  const [chosen, own] = [await makeGroup('移行'), await makeGroup('研究所')];
  const installer = await makeInstaller(world.admin, 'standalone', { groupId: own.id });
  const inventory = collect(makeMachine(1), installer.enrolmentToken, Date.now() - 60_000);
  const archive = writeZip([
    json(1),
    { name: '2.xml', content: Buffer.from(fusionInventory(toldOf(2))) },
    { name: '3.ocs', content: deflateSync(ocsInventory(toldOf(3))) },
    { name: 'own.icrt', content: await writeIcrt(installer, inventory) },
  ]);
  const task = await imported(world.admin, 'Inventory.zip', archive, chosen.id);
  expect(task.outcome?.inventories).toEqual({ ...noneImported, registered: 4 });
  expect(await Promise.all(['MOVED-1', 'MOVED-2', 'MOVED-3', 'OFFLINE-1'].map(groupOf))).toEqual([
    [chosen.id],
    [chosen.id],
    [chosen.id],
    [own.id],
  ]);
  const without = await imported(world.admin, '4.json', json(4).content);
  expect([without.outcome?.inventories?.registered, await groupOf('MOVED-4')]).toEqual([1, [undefined]]);
  // A device that is there stays where it is.
  const later = await imported(world.admin, '4.json', json(4, {}, 21).content, chosen.id);
  expect([later.outcome?.inventories?.updated, await groupOf('MOVED-4')]).toEqual([1, [undefined]]);
  expect((await uploadInventories(world.admin, '5.json', json(5).content, 4_711)).status).toBe(404);
});

test('an administrator of groups imports into one of them, and nowhere else', async () => {
  const [own, other] = [await makeGroup('営業'), await makeGroup('工場')];
  const password = 'a quiet evening';
  await world.admin.ok('POST', '/api/v1/administrators', {
    ...{ loginId: 'group-admin', email: 'group@example.jp', language: 'ja', role: 'group' },
    ...{ groupIds: [own.id], welcome: 'password', password },
  });
  const client = new ConsoleClient(world.admin.url);
  await client.ok('POST', '/api/v1/session', { loginId: 'group-admin', password });
  const file = json(10).content;
  expect((await uploadInventories(client, '10.json', file, other.id)).status).toBe(404);
  expect(refusedOf(await imported(client, '10.json', file))).toEqual({ '10.json': 'group-not-permitted' });
  expect((await imported(client, '10.json', file, own.id)).outcome?.inventories?.registered).toBe(1);
  expect(await groupOf('MOVED-10')).toEqual([own.id]);
});

const nested = (depth: number) => `${'<A>'.repeat(depth)}x${'</A>'.repeat(depth)}`;
const billion = `<?xml version="1.0"?><!DOCTYPE REQUEST [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><REQUEST>&b;</REQUEST>`;
const outside = `<?xml version="1.0"?><!DOCTYPE REQUEST SYSTEM "file:///etc/passwd"><REQUEST></REQUEST>`;

/** By name of the file, what it is refused for. */
const hostile: Readonly<Record<string, readonly [string | Buffer, string, Partial<ZipEntry>?]>> = {
  'zeros.json': [Buffer.alloc(8_000_000), 'packed-too-tightly'],
  'bomb.ocs': [gzipSync(Buffer.alloc(40_000_000, ' ')), 'agent-unreadable', { deflate: false }],
  'bomb.xml': [deflateSync(Buffer.alloc(40_000_000, ' ')), 'agent-unreadable', { deflate: false }],
  'billion.xml': [billion, 'agent-document-type'],
  'outside.ocs': [outside, 'agent-document-type'],
  'deep.xml': [`<REQUEST>${nested(200)}</REQUEST>`, 'agent-unreadable'],
  'deep.json': [`{"content":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'agent-unreadable', { deflate: false }],
  'cut.xml': [fusionInventory(toldOf(20)).slice(0, 400), 'agent-unreadable'],
  'cut.ocs': [deflateSync(ocsInventory(toldOf(20))).subarray(0, 300), 'agent-unreadable'],
  'cut.json': ['{"content":{"hardware":', 'agent-unreadable'],
  'page.xml': ['<html><body>Not found</body></html>', 'agent-unreadable'],
  'picture.xml': [Buffer.from('89504e470d0a1a0a', 'hex'), 'agent-unreadable'],
  'list.json': ['[]', 'agent-unreadable'],
  'package.json': ['{"name":"something","version":"1.0.0"}', 'agent-unreadable'],
  'prototype.json': ['{"__proto__":{"content":{}},"content":{}}', 'agent-unreadable'],
  'question.xml': [prolog('MOVED-20'), 'agent-unreadable'],
  'nothing.xml': [xmlDocument({ QUERY: 'INVENTORY', CONTENT: {} }), 'agent-unreadable'],
  'printer.json': [json(20, { itemtype: 'Printer' }).content as Buffer, 'agent-not-computer'],
  'part.json': [json(20, { partial: true }).content as Buffer, 'agent-partial'],
  'lies.json': [Buffer.alloc(20_000, '{'), 'damaged', { claims: { unpackedBytes: 10_000 } }],
  'large.ocs': [Buffer.alloc(100), 'too-large', { claims: { unpackedBytes: 100_000_000 } }],
  'secret.json': [json(20).content as Buffer, 'file-encrypted', { encrypted: true }],
  'ahead.xml': [fusionInventory({ ...toldOf(20), loggedAt: '2099-01-01 00:00:00' }), 'clock-ahead'],
};

test('files that are hostile, foreign or damaged are refused by name; those beside them are taken', async () => {
  const entries = Object.entries(hostile).map(([name, [content, , more]]) => ({
    ...{ name, content: Buffer.from(content) },
    ...more,
  }));
  const good = [json(21), { name: '22.xml', content: Buffer.from(fusionInventory(toldOf(22))) }];
  const task = await imported(world.admin, 'Inventory.zip', writeZip([...good, ...entries, json(23)]));
  expect(refusedOf(task)).toEqual(Object.fromEntries(Object.entries(hostile).map(([name, [, code]]) => [name, code])));
  expect(task.outcome?.inventories).toEqual({ ...noneImported, registered: 3, refused: entries.length });
  expect(await groupOf('MOVED-20')).toEqual([]);
});

/** A transaction of somebody else that holds what an import needs, until it is told to go on. */
async function holding(statement: ReturnType<typeof sql>) {
  const { db } = world.server.database;
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<ReturnType<typeof sql> | null>()];
  const ended = db.transaction().execute(async (tx) => {
    await statement.execute(tx);
    held.resolve();
    await (await released.promise)?.execute(tx);
  });
  await held.promise;
  const waiting = () =>
    sql<{ waiting: number }>`select count(*)::integer as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  /** @param last one more statement before it ends */
  const end = async (last: ReturnType<typeof sql> | null = null) => {
    released.resolve(last);
    await ended;
  };
  return {
    /** Resolves when an import waits for it. */
    isWaitedFor: () => eventually(waiting, ({ rows }) => (rows[0]?.waiting ?? 0) > 0),
    end,
    [Symbol.asyncDispose]: () => end(),
  };
}

test('an import that PostgreSQL ends, because it and another wait for each other, goes on', async () => {
  const { db } = world.server.database;
  await imported(world.admin, '30.json', json(30).content);
  await using other = await holding(sql`select from device_contact for update`);
  const task = await beginImport(world.admin, '30.json', json(30, {}, 21).content);
  await other.isWaitedFor();
  await other.end(sql`update organization_licences set contracted_devices = contracted_devices`);
  const done = await eventually(
    () => world.admin.ok<Task>('GET', `/api/v1/tasks/${task.id}`),
    ({ finishedAt }) => finishedAt !== null,
  );
  expect(done).toMatchObject({ state: 'done', outcome: { inventories: { ...noneImported, updated: 1 } } });
  const deadlocks = await eventually(
    () =>
      sql<{
        deadlocks: number;
      }>`select deadlocks::integer from pg_stat_database where datname = current_database()`.execute(db),
    ({ rows }) => rows[0]?.deadlocks !== 0,
  );
  expect(deadlocks.rows[0]?.deadlocks).toBe(1);
});

test('an import that is cancelled ends after the files under way; what came before stays, and the rest can follow', async () => {
  const files = Array.from({ length: 250 }, (_, index) => json(1_000 + index));
  const archive = writeZip(files);
  await using other = await holding(sql`update organization_licences set contracted_devices = contracted_devices`);
  const { id } = await beginImport(world.admin, 'Inventory.zip', archive);
  await other.isWaitedFor();
  await world.admin.ok('POST', `/api/v1/tasks/${id}/cancel`);
  await other.end();
  const registered = () => world.admin.ok<DeviceList>('GET', '/api/v1/devices?keyword=MOVED-1&limit=1');
  await eventually(registered, ({ total }) => total >= 200);
  expect(await world.admin.ok<Task>('GET', `/api/v1/tasks/${id}`)).toMatchObject({ state: 'cancelled', outcome: null });
  const again = await imported(world.admin, 'Inventory.zip', archive);
  expect(again.outcome?.inventories).toEqual({ ...noneImported, registered: 50, unchanged: 200 });
  const audit = (await rowsOf(world.server, 'audit_log')).filter(({ target }) => String(target).includes(id));
  expect(audit.map(({ action }) => action)).toEqual(['task.cancelled']);
});
