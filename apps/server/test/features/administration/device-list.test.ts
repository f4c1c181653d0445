/** The list on Home: keyword, filters, sorts, pages, and its states in SQL against the pure rules. */
import {
  type ClientKind,
  type DeviceList,
  type DeviceSummary,
  deviceStates,
  type LockMode,
  type Policy,
} from '@sekisho/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf, startWorld, type World } from './console-client.ts';

let world: World;
let organizationId: string;
beforeAll(async () => {
  world = await startWorld();
  organizationId = String((await rowsOf(world.server, 'organizations'))[0]?.['id']);
});
afterAll(() => world[Symbol.asyncDispose]());

interface Given {
  readonly computerName: string;
  readonly userName?: string;
  readonly note?: string;
  readonly group?: { id: number; name: string } | null;
  readonly policyCode?: string;
  readonly state?: string;
  readonly clientKind?: ClientKind;
  readonly lockMode?: LockMode;
  readonly openCommand?: string | null;
  readonly lastSeenAt?: Date | null;
  readonly fetched?: number | null;
  readonly deviceRevision?: number;
  readonly wiped?: 'complete' | 'incomplete' | null;
  readonly registeredAgainAt?: Date | null;
}

let counter = 0;
async function add(given: Given): Promise<string> {
  counter += 1;
  const id = `018f0000-0000-7000-8000-${String(counter).padStart(12, '0')}`;
  const { db } = world.server.database;
  const { group = null, lastSeenAt = null, fetched = null } = given;
  await sql`insert into device_list (organization_id, device_id, computer_name, user_name, note, group_id, group_name,
      policy_code, device_revision, state, lock_mode, open_command, wiped, registered_again_at, client_kind, platform, architecture, os_name, os_version,
      manufacturer, model, hardware_serial_number, addresses, agent_version, registered_at)
    values (${organizationId}, ${id}, ${given.computerName}, ${given.userName ?? ''}, ${given.note ?? ''},
      ${group?.id ?? null}, ${group?.name ?? null}, ${given.policyCode ?? 'A01'}, ${given.deviceRevision ?? 0},
      ${given.state ?? 'active'}, ${given.lockMode ?? 'unlocked'}, ${given.openCommand ?? null}, ${given.wiped ?? null},
      ${given.registeredAgainAt ?? null}, ${given.clientKind ?? 'standard'}, 'linux', 'x64', 'Debian',
      '12', '', '', '', '{}', '0.1.0', ${new Date(1_700_000_000_000 + counter * 1000)})`.execute(db);
  await sql`insert into device_contact (organization_id, device_id, last_seen_at, last_seen_day, fetched_revision,
      fetched_policy_code, policy_code, device_revision)
    values (${organizationId}, ${id}, ${lastSeenAt}, ${lastSeenAt?.toISOString().slice(0, 10) ?? null}, ${fetched},
      ${given.policyCode ?? 'A01'}, ${given.policyCode ?? 'A01'}, ${given.deviceRevision ?? 0})`.execute(db);
  return id;
}

async function clear(): Promise<void> {
  await sql`delete from device_list`.execute(world.server.database.db);
  await sql`delete from device_contact`.execute(world.server.database.db);
}

const list = (query: Record<string, string | number | boolean> = {}) => {
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return world.admin.ok<DeviceList>('GET', `/api/v1/devices?${parameters}`);
};
const namesOf = (page: DeviceList) => page.items.map((item) => item.computerName);

describe('the keyword', () => {
  beforeAll(async () => {
    await clear();
    await world.admin.ok('POST', '/api/v1/groups', { name: '営業部' });
    await add({ computerName: 'PC-Tanaka', userName: '田中 花子', note: '3階' });
    await add({ computerName: 'pc-suzuki', userName: '鈴木', group: { id: 1, name: '営業部' } });
    await add({ computerName: 'server_1', note: '100% 稼働' });
    await add({ computerName: 'serverX1', note: 'C:\\data' });
  });
  it.each([
    ['PC', ['PC-Tanaka']],
    ['pc', ['pc-suzuki']],
    ['花', ['PC-Tanaka']],
    ['花子', ['PC-Tanaka']],
    ['営業', ['pc-suzuki']],
    ['3階', ['PC-Tanaka']],
    ['３階', []],
    ['r_1', ['server_1']],
    ['%', ['server_1']],
    ['0%', ['server_1']],
    ['\\', ['serverX1']],
    ['\\d', ['serverX1']],
    ["'", []],
    ['全体管理', []],
    ['whole organization', []],
    ['Debian', []],
    ['server', ['server_1', 'serverX1']],
  ])('%s finds %j', async (keyword, names) => {
    const page = await list({ keyword });
    expect(namesOf(page).sort()).toEqual([...names].sort());
    expect(page.total).toBe(names.length);
  });
  it('is as good as none when it is empty', async () => {
    expect((await list({ keyword: '' })).total).toBe(4);
  });
});

describe('filters', () => {
  const day = 24 * 3_600_000;
  const now = Date.now();
  beforeAll(async () => {
    await clear();
    await add({ computerName: 'a', lastSeenAt: new Date(now - 1000), group: { id: 1, name: 'g1' } });
    await add({
      computerName: 'b',
      lastSeenAt: new Date(now - 3 * day),
      group: { id: 2, name: 'g2' },
      policyCode: 'A02',
    });
    await add({ computerName: 'c', lastSeenAt: null });
  });
  it.each([
    [{ group: 1 }, ['a']],
    [{ group: 9 }, []],
    [{ noGroup: true }, ['c']],
    [{ noGroup: false }, ['a', 'b']],
    [{ policy: 'A02' }, ['b']],
    [{ notSeenSince: new Date(now - day).toISOString() }, ['b', 'c']],
    [{ notSeenSince: new Date(now - 4 * day).toISOString() }, ['c']],
    [{ policy: 'A01', notSeenSince: new Date(now - day).toISOString(), keyword: 'c' }, ['c']],
  ])('%j', async (filter, names) => {
    expect(namesOf(await list(filter as Record<string, string | number>))).toEqual(names);
  });
  it.each([
    ['group', 'group=first'],
    ['state', 'state=asleep'],
    ['limit', 'limit=501'],
    ['sort', 'sort=note'],
    ['notSeenSince', 'notSeenSince=yesterday'],
    ['notSeenSince', 'notSeenSince=0000-01-01T00:00:00Z'],
    ['notSeenSince', 'notSeenSince=2026-01-01T23:59:60Z'],
    ['notSeenSince', 'notSeenSince=2026-01-01T00:00:00-16:00'],
    ['policy', 'policy=01'],
  ])('names %s where it is at fault, in both languages', async (field, query) => {
    for (const language of ['ja', 'en'] as const) {
      const refused = await world.admin.refusal('GET', `/api/v1/devices?${query}`, undefined, language);
      expect(refused).toEqual({ status: 400, code: 'validation-failed', fields: [field] });
    }
  });
});

describe('states', () => {
  it('are the same by filter and by rule, for every combination', async () => {
    await clear();
    const { admin } = world;
    const { name, settings, revision } = await admin.ok<Policy>('GET', '/api/v1/policies/A01');
    const timerLock = { enabled: true, periodMs: 30 * 60_000 };
    await admin.ok('PUT', '/api/v1/policies/A01', { name, revision, settings: { ...settings, timerLock } });
    await admin.ok('POST', '/api/v1/system/save-all');
    const wanted = Number((await rowsOf(world.server, 'organizations'))[0]?.['home_revision']);
    const modes: LockMode[] = ['unlocked', 'timer', 'remote', 'sim', 'wiping', 'deregistered'];
    for (const state of ['active', 'deregistered'])
      for (const lockMode of modes)
        for (const openCommand of [null, 'lock', 'wipe'])
          for (const fetched of [null, wanted - 1, wanted])
            for (const lastSeenAt of [null, new Date(Date.now() - 3_600_000), new Date()])
              await add({ computerName: 'x', state, lockMode, openCommand, fetched, lastSeenAt });
    const again = new Date(Date.now() - 60_000);
    for (const state of ['active', 'deregistered'])
      for (const lockMode of ['unlocked', 'remote', 'wiping'] as const)
        for (const wiped of [null, 'complete', 'incomplete'] as const)
          for (const registeredAgainAt of [null, again])
            for (const lastSeenAt of [null, new Date(again.getTime() - 1000), new Date()])
              await add({ computerName: 'y', state, lockMode, wiped, registeredAgainAt, fetched: wanted, lastSeenAt });
    // As they are stored: never asked for settings, never in touch.
    for (const state of ['active', 'deregistered'])
      await add({ computerName: 'z', clientKind: 'standalone', state, fetched: Number.MAX_SAFE_INTEGER });
    const everything = await list({ limit: 500 });
    expect(everything.items).toHaveLength(324 + 108 + 2);
    expect(new Set(everything.items.map((item) => item.state))).toEqual(new Set(deviceStates));
    const idsWhere = (matches: (item: DeviceSummary) => boolean) =>
      everything.items.filter(matches).map((item) => item.id);
    for (const state of deviceStates) {
      const page = await list({ state, limit: 500 });
      expect(page.items.map((item) => item.id)).toEqual(idsWhere((item) => item.state === state));
      expect(page.total).toBe(page.items.length);
    }
    for (const pending of [true, false]) {
      const page = await list({ pending, limit: 500 });
      expect(page.items.map((item) => item.id)).toEqual(idsWhere((item) => item.pending === pending));
    }
  });
});

describe('pages', () => {
  beforeAll(async () => {
    await clear();
    const names = ['b', 'a', 'あ', 'A', 'b', 'z', '漢', 'b', 'c', 'a'];
    for (const [index, computerName] of names.entries()) {
      const lastSeenAt = index % 3 === 0 ? null : new Date(1_700_000_000_000 + (index % 4) * 1000);
      await add({ computerName, userName: names[9 - index] ?? '', lastSeenAt, policyCode: index % 2 ? 'A01' : 'A02' });
    }
  });

  async function walk(query: Record<string, string | number>, between: () => Promise<void> = async () => {}) {
    const seen: DeviceSummary[] = [];
    let cursor: string | null = null;
    do {
      const page: DeviceList = await list({ ...query, limit: 3, ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.items);
      cursor = page.nextCursor;
      await between();
    } while (cursor !== null);
    return seen;
  }

  for (const sort of ['computerName', 'userName', 'lastSeenAt', 'registeredAt', 'policyCode'] as const)
    for (const direction of ['', '-'])
      it(`by ${direction}${sort} show everything once, in order`, async () => {
        const seen = await walk({ sort: `${direction}${sort}` });
        expect(new Set(seen.map((item) => item.id)).size).toBe(10);
        expect(seen).toHaveLength(10);
        const keys = seen.map((item) => item[sort] ?? '');
        const bytewise = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));
        const sorted = keys.toSorted(bytewise);
        expect(keys).toEqual(direction === '' ? sorted : sorted.reverse());
      });

  it('neither lose nor repeat what stays, while others come and go', async () => {
    const stay = (await walk({})).map((item) => item.id);
    let round = 0;
    const seen = await walk({}, async () => {
      round += 1;
      await add({ computerName: '0 before everything' });
      await add({ computerName: '鿿 after everything' });
      if (round > 20) throw new Error('the list never ends');
      await sql`delete from device_list where computer_name = '0 before everything'`.execute(world.server.database.db);
      if (round > 3)
        await sql`delete from device_list where computer_name = '鿿 after everything'`.execute(
          world.server.database.db,
        );
    });
    const ids = seen.map((item) => item.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => stay.includes(id))).toEqual(stay);
    await sql`delete from device_list where computer_name like '鿿%'`.execute(world.server.database.db);
  });

  it('refuse a cursor that is not theirs', async () => {
    const { nextCursor } = await list({ limit: 1 });
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const id = '018f0000-0000-7000-8000-000000000001';
    const queries = [
      `cursor=nonsense`,
      `sort=-computerName&cursor=${nextCursor}`,
      `cursor=${forged(['computerName', 1, id])}`,
      `cursor=${forged(['computerName', 'x', 'id'])}`,
      `sort=lastSeenAt&cursor=${forged(['lastSeenAt', 'x', id])}`,
      `sort=lastSeenAt&cursor=${forged(['lastSeenAt', '2026-02-31T00:00:00.000000Z', id])}`,
    ];
    for (const query of queries) {
      expect((await world.admin.refusal('GET', `/api/v1/devices?${query}`)).code).toBe('cursor-invalid');
    }
  });

  it('count everything exactly, what is filtered to ten thousand, then say at least', async () => {
    expect(await list({ limit: 1 })).toMatchObject({ total: 10, totalIsExact: true });
    await sql`insert into device_list select organization_id, gen_random_uuid(), 'many', '', note, group_id,
        group_name, policy_code, device_revision, state, lock_mode, lock_screen, released_until, open_command, logon_user,
        platform, architecture, os_name, os_version, manufacturer, model, hardware_serial_number, addresses, agent_version,
        registered_at from device_list, generate_series(1, 1000)`.execute(world.server.database.db);
    await sql`insert into device_contact (organization_id, device_id)
      select organization_id, device_id from device_list on conflict do nothing`.execute(world.server.database.db);
    expect(await list({ limit: 1 })).toMatchObject({ total: 10_010, totalIsExact: true });
    expect(await list({ limit: 1, pending: true })).toMatchObject({ total: 10_000, totalIsExact: false });
    expect(await list({ limit: 1, keyword: '漢' })).toMatchObject({ total: 2, totalIsExact: true });
  });
});
