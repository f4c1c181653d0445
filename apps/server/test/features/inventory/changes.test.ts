/** What has changed on a device: noted in the background, shown entry by entry and as one since a day, kept as long as is wanted. */
import type {
  InventoryChangeList,
  InventoryContents,
  InventoryDifference,
  SystemInformation,
} from '@sekisho/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../administration/console-client.ts';
import { DeviceClient, sectionOf } from '../administration/device-client.ts';
import { digestAll, softwareSection } from './inventory-world.ts';

let world: World;
let device: DeviceClient;
let api: string;
const moments: string[] = [];

const os: InventoryContents['operating-system'] = {
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

/** The server's clock moves between two inventories: a moment of its own for each. */
async function send(...sections: Parameters<DeviceClient['sendInventory']>[0]): Promise<void> {
  await device.sendInventory(sections);
  await digestAll(world);
  const { rows } = await sql<{ at: Date }>`select max(received_at) as at from inventory_sections`.execute(
    world.server.database.db,
  );
  moments.push(new Date((rows[0]?.at.getTime() ?? 0) + 1).toISOString());
}

beforeAll(async () => {
  world = await startWorld();
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  device = await DeviceClient.register(world.server.url, serialNumber);
  api = `/api/v1/devices/${device.id}/inventory`;
  await send(sectionOf('operating-system', os), softwareSection('editor 1.0', 'old 1', 'ワープロ 3'));
  await send(sectionOf('operating-system', { ...os, bootedAt: 1_700_000_111_000 }));
  await send(softwareSection('editor 1.1', 'ワープロ 3', 'new 1'));
  await send(sectionOf('operating-system', { ...os, kernel: '6.2' }), softwareSection('editor 1.2', 'ワープロ 3'));
  await send(sectionOf('operating-system', os), softwareSection('editor 1.2', 'old 1', 'ワープロ 3'));
});
afterAll(() => world[Symbol.asyncDispose]());

const list = async (query = '') => (await world.admin.ok<InventoryChangeList>('GET', `${api}/changes${query}`)).items;
const since = (moment = '') => world.admin.ok<InventoryDifference>('GET', `${api}/difference?since=${moment}`);
const change = (name: string, removed: string[], added: string[]) => ({ name, publisher: 'Acme', removed, added });
const kernel = (before: string, after: string) => [
  { thing: 'operating-system', name: '', field: 'kernel', before, after },
];

describe('what has changed', () => {
  it('is told newest first; the first inventory, and what changes by itself, are no change', async () => {
    expect((await list()).map(({ changes }) => changes)).toEqual([
      { software: [change('old', [], ['1'])], facts: kernel('6.2', '6.1') },
      { software: [change('editor', ['1.1'], ['1.2']), change('new', ['1'], [])], facts: kernel('6.1', '6.2') },
      { software: [change('editor', ['1.0'], ['1.1']), change('new', [], ['1']), change('old', ['1'], [])], facts: [] },
    ]);
  });

  it('is told by pages, and between two moments', async () => {
    const whole = await list();
    const paged: typeof whole = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: InventoryChangeList = await world.admin.ok(
        'GET',
        `${api}/changes?limit=1${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
    expect(await list(`?from=${moments[2]}&until=${moments[3]}`)).toEqual(whole.slice(1, 2));
    expect((await world.admin.refusal('GET', `${api}/changes?cursor=x`)).code).toBe('cursor-invalid');
  });

  it('since a day is one difference, without what has come and gone again', async () => {
    expect(await since(moments[0])).toEqual({
      times: 3,
      changes: { software: [change('editor', ['1.0'], ['1.2'])], facts: [] },
    });
    expect(await since(moments[2])).toEqual({
      times: 2,
      changes: {
        software: [change('editor', ['1.1'], ['1.2']), change('new', ['1'], []), change('old', [], ['1'])],
        facts: [],
      },
    });
    expect(await since(moments[4])).toEqual({ times: 0, changes: { software: [], facts: [] } });
  });

  it('is nobody else’s to see', async () => {
    const other = `/api/v1/devices/${device.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}/inventory`;
    for (const path of [`${other}/changes`, `${other}/difference?since=2026-01-01T00:00:00Z`])
      expect(await world.admin.refusal('GET', path)).toMatchObject({ status: 404, code: 'device-not-found' });
  });

  it('lies in a partition of its month', async () => {
    const { rows } = await sql<{
      part: string;
    }>`select distinct tableoid::regclass::text as part from inventory_changes`.execute(world.server.database.db);
    expect(rows.map(({ part }) => part)).toEqual([expect.stringMatching(/^inventory_changes_\d{6}01$/)]);
  });
});
