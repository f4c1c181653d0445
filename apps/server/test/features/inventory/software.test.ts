/** Software over all devices: what is shown, to whom, and that what is kept is what counting would give. */
import type {
  AdministratorCreated,
  DeviceGroup,
  DeviceList,
  InventoryFigures,
  SoftwareDetail,
  SoftwareList,
  SystemInformation,
  Task,
} from '@sekisho/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, startWorld, type World } from '../administration/console-client.ts';
import { DeviceClient } from '../administration/device-client.ts';
import { ended, exported, fileOf } from '../lists/task-client.ts';
import { digestAll, softwareSection } from './inventory-world.ts';

let world: World;
let devices: DeviceClient[];
let groups: DeviceGroup[];
let ofGroup: ConsoleClient;
const password = 'a quiet evening';

beforeAll(async () => {
  world = await startWorld();
  const { serialNumber } = await world.admin.ok<SystemInformation>('GET', '/api/v1/system');
  devices = [];
  for (const computerName of ['A', 'B', 'C', 'D'])
    devices.push(await DeviceClient.register(world.server.url, serialNumber, { computerName }));
  groups = [];
  for (const name of ['営業部', '開発部']) groups.push(await world.admin.ok('POST', '/api/v1/groups', { name }));
  await move(0, 0);
  await move(1, 0);
  await move(2, 1);
  await world.admin.ok<AdministratorCreated>('POST', '/api/v1/administrators', {
    loginId: 'group-admin',
    email: 'group@example.jp',
    language: 'ja',
    role: 'group',
    groupIds: [groups[0]?.id ?? 0],
    welcome: 'password',
    password,
  });
  ofGroup = world.client();
  await ofGroup.ok('POST', '/api/v1/session', { loginId: 'group-admin', password });
  await send(0, 'editor 1.0', 'editor 1.1', 'ワープロ 3');
  await send(1, 'editor 1.0', '100%_safe 2');
  await send(2, 'editor 2.0', 'Editor 9', 'only-there 1');
  await send(3, 'editor 1.0 Other');
  await digestAll(world);
});
afterAll(() => world[Symbol.asyncDispose]());

const move = (at: number, group: number | null) =>
  world.admin.ok('PATCH', `/api/v1/devices/${devices[at]?.id}`, {
    groupId: group === null ? null : (groups[group]?.id ?? 0),
  });
const send = (at: number, ...programs: string[]) =>
  (devices[at] as DeviceClient).sendInventory([softwareSection(...programs)]);
const list = (query = '', client = world.admin) => client.ok<SoftwareList>('GET', `/api/v1/software${query}`);
const names = async (query = '', client = world.admin) =>
  (await list(query, client)).items.map(({ name, publisher, devices: count }) => `${name} ${publisher} ${count}`);
const find = async (name: string, client = world.admin) => {
  const { items } = await list(`?keyword=${encodeURIComponent(name)}`, client);
  return client.ok<SoftwareDetail>('GET', `/api/v1/software/${items[0]?.id}`);
};
const computers = async (query: string, client = world.admin) => {
  const { items, total } = await client.ok<DeviceList>('GET', `/api/v1/devices?${query}`);
  expect(total).toBe(items.length);
  return items.map(({ computerName }) => computerName).join('');
};

describe('the list of software', () => {
  it('tells titles by name and publisher, sorted, each device once however many versions it has', async () => {
    expect(await names()).toEqual([
      '100%_safe Acme 1',
      'Editor Acme 1',
      'editor Acme 3',
      'editor Other 1',
      'only-there Acme 1',
      'ワープロ Acme 1',
    ]);
    expect((await names('?sort=-devices'))[0]).toBe('editor Acme 3');
    expect((await list('?keyword=editor&sort=-devices')).items[0]).toMatchObject({ devices: 3, versions: 3 });
  });

  it.each([
    ['edit', ['editor Acme 3', 'editor Other 1']],
    ['Edit', ['Editor Acme 1']],
    ['プ', ['ワープロ Acme 1']],
    ['ワープロ', ['ワープロ Acme 1']],
    ['Other', ['editor Other 1']],
    ['%_', ['100%_safe Acme 1']],
    ['ない', []],
  ])('finds %s as a part, case-sensitive', async (keyword, expected) => {
    expect(await names(`?keyword=${encodeURIComponent(keyword)}`)).toEqual(expected);
  });

  it.each(['name', '-name', 'devices', '-devices'])('is the same by pages of one, by %s', async (sort) => {
    const whole = (await list(`?sort=${sort}`)).items;
    const paged: typeof whole = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: SoftwareList = await list(`?sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it.each([
    'bogus',
    Buffer.from('["name","x",0]').toString('base64url'),
    Buffer.from('["-name","x",1]').toString('base64url'),
  ])('takes no cursor that it has not made: %s', async (cursor) => {
    expect((await world.admin.refusal('GET', `/api/v1/software?cursor=${cursor}`)).code).toBe('cursor-invalid');
  });

  it('tells the versions of a title, and of a version its title', async () => {
    const { title, version, versions } = await find('editor');
    expect([title.name, version, versions.map((one) => [one.version, one.devices])]).toEqual([
      'editor',
      null,
      [
        ['1.0', 2],
        ['1.1', 1],
        ['2.0', 1],
      ],
    ]);
    const one = await world.admin.ok<SoftwareDetail>('GET', `/api/v1/software/${versions[1]?.id}`);
    expect([one.title.id, one.version]).toEqual([title.id, '1.1']);
  });
});

describe('who has it', () => {
  it('is a filter of the device list, by title or version, alone and with others', async () => {
    const { title, versions } = await find('editor');
    expect(await computers(`software=${title.id}`)).toBe('ABC');
    expect(await computers(`software=${versions[0]?.id}`)).toBe('AB');
    expect(await computers(`software=${title.id}&group=${groups[1]?.id}`)).toBe('C');
    expect(await computers(`software=${title.id}&keyword=B`)).toBe('B');
    expect(await computers('software=2147483647')).toBe('');
  });
});

describe('a group administrator', () => {
  it('is told of the devices of the own groups alone', async () => {
    expect(await names('', ofGroup)).toEqual(['100%_safe Acme 1', 'editor Acme 2', 'ワープロ Acme 1']);
    expect((await names('?sort=-devices', ofGroup))[0]).toBe('editor Acme 2');
    const { title, versions } = await find('editor', ofGroup);
    expect(title.devices).toBe(2);
    expect(versions.map((one) => [one.version, one.devices])).toEqual([
      ['1.0', 2],
      ['1.1', 1],
    ]);
    expect(await computers(`software=${title.id}`, ofGroup)).toBe('AB');
  });

  it('does not hear of software that no such device has', async () => {
    const { title } = await find('only-there');
    expect(await ofGroup.refusal('GET', `/api/v1/software/${title.id}`)).toMatchObject({
      status: 404,
      code: 'software-not-found',
    });
    expect(await computers(`software=${title.id}`, ofGroup)).toBe('');
  });

  it('sees figures of them alone', async () => {
    const own = await ofGroup.ok<InventoryFigures>('GET', '/api/v1/inventory/figures');
    expect([own.devices, own.agent, own.encryption]).toEqual([
      2,
      [{ value: '0.1.0', devices: 2 }],
      [{ value: 'unknown', devices: 2 }],
    ]);
    const all = await world.admin.ok<InventoryFigures>('GET', '/api/v1/inventory/figures');
    expect([all.devices, all.waiting, all.software[0]?.name]).toEqual([4, 0, 'editor']);
  });
});

describe('as CSV', () => {
  const csv = async (client: ConsoleClient, filter: object) => {
    const { id } = await client.ok<Task>('POST', '/api/v1/software/export', { filter });
    expect((await ended(client, id)).state).toBe('done');
    return (await (await fileOf(client, id, 'result')).text()).split('\r\n').slice(1, -1);
  };

  it('is a line for each version, of what a search leaves, for whom it is', async () => {
    expect(await csv(world.admin, { keyword: 'editor' })).toEqual([
      '"editor","Acme","1.0","2"',
      '"editor","Acme","1.1","1"',
      '"editor","Acme","2.0","1"',
      '"editor","Other","1.0","1"',
    ]);
    expect(await csv(ofGroup, {})).toEqual([
      '"100%_safe","Acme","2","1"',
      '"editor","Acme","1.0","2"',
      '"editor","Acme","1.1","1"',
      '"ワープロ","Acme","3","1"',
    ]);
  });

  it('the devices that have something are a file as well', async () => {
    const { title } = await find('editor');
    expect((await exported(world.admin, { software: title.id })).split('\r\n')).toHaveLength(5);
  });
});

/** What is kept, beside what counting everything gives. */
async function keptAndCounted() {
  const { db } = world.server.database;
  const kept = await sql<object>`select group_id, id, devices from software_counts order by 1, 2`.execute(db);
  const counted = await sql<object>`select group_id, id, count(*)::integer as devices from (
      select 0 as group_id, unnest(has) as id from device_software
      union all select l.group_id, unnest(s.has) from device_software s join device_list l using (organization_id, device_id)
        where l.group_id is not null) as all_of group by 1, 2 order by 1, 2`.execute(db);
  const traits =
    await sql<object>`select group_id, kind || ' ' || value as trait, devices from inventory_counts order by 1, 2`.execute(
      db,
    );
  const traitsCounted = await sql<object>`select group_id, trait, count(*)::integer as devices from (
      select 0 as group_id, unnest(traits) as trait from inventory_digests
      union all select l.group_id, unnest(s.traits) from inventory_digests s join device_list l using (organization_id, device_id)
        where l.group_id is not null) as all_of group by 1, 2 order by 1, 2`.execute(db);
  return { kept: [kept.rows, traits.rows], counted: [counted.rows, traitsCounted.rows] };
}

describe('kept counts', () => {
  it('are what counting gives, through updates, moves, deregistration and a device that is gone', async () => {
    const steps = [
      async () => {},
      () => send(0, 'editor 2.0', 'new 1'),
      () => move(0, 1),
      () => move(2, null),
      () => send(1),
      () => Promise.all([send(2, 'editor 3.0'), move(2, 0), send(3, 'a 1', 'b 2')]),
      () => world.admin.ok('POST', `/api/v1/devices/${devices[0]?.id}/deregister`),
      () => sql`delete from device_list where device_id = ${devices[3]?.id}`.execute(world.server.database.db),
    ];
    for (const [at, step] of steps.entries()) {
      await step();
      await digestAll(world);
      const { kept, counted } = await keptAndCounted();
      expect([at, kept]).toEqual([at, counted]);
      expect(kept[0]?.length).toBeGreaterThan(0);
    }
    expect(await names()).toEqual(['editor Acme 1']);
  });

  it('do not change when nothing has changed', async () => {
    const before = await keptAndCounted();
    await sql`insert into inventory_due (organization_id, device_id)
      select organization_id, device_id from inventory_digests, generate_series(1, 3)`.execute(
      world.server.database.db,
    );
    await digestAll(world);
    expect(await keptAndCounted()).toEqual(before);
  });
});
