/** Every query behind a list, among hundreds of thousands of devices: none reads a big table from end to end, or sorts and touches more than a page is worth. */
import { type DeviceListFilter, deviceSorts, deviceStates, softwareSorts } from '@sekisho/contracts';
import { selectTimeline } from '@sekisho/server/features/commands/events.store';
import { countByGroup, countByPolicy } from '@sekisho/server/features/device-list/device-counts.store';
import {
  createDeviceListCsv,
  createDeviceListReader,
  type DeviceListPorts,
} from '@sekisho/server/features/device-list/index';
import { createSoftwareReader } from '@sekisho/server/features/inventory-digest/software.service';
import { gridLevel } from '@sekisho/server/features/locations/grid.rules';
import { selectClusters, selectInBox } from '@sekisho/server/features/locations/map.query';
import { selectHistory } from '@sekisho/server/features/lock-history/lock-history.store';
import { byIndexesOnly } from '@sekisho/server/platform/database/by-indexes-only';
import type { Db } from '@sekisho/server/platform/database/tables';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { big, commonSoftware, fillDevices, groupCount, rareSoftware, wantedRevision } from './many-devices.ts';
import { type RecordedPlan, type RecordingDatabase, recordPlans } from './recorded-plans.ts';

/** What grows with the list shows at this size already, and it is filled within the time of a test. */
const devices = Number(process.env['SEKISHO_PLANS_DEVICES'] ?? 300_000);
let database: TestDatabase;
let recording: RecordingDatabase;
beforeAll(
  async () => {
    database = await createTestDatabase();
    await fillDevices(database, devices);
    recording = recordPlans(database.access.application);
  },
  Math.max(300_000, devices),
);
afterAll(async () => {
  await recording?.[Symbol.asyncDispose]();
  await database?.drop();
});

const policies = ['A01', 'A02', 'A03', 'A04'].map((code) => ({
  code,
  name: code,
  revision: wantedRevision - 1,
  settings: { checkInIntervalMs: 300_000, timerLock: { enabled: code === 'A02', periodMs: 86_400_000 } },
}));
const groups = Array.from({ length: groupCount }, (_, at) => ({ id: at + 1, name: `グループ ${at + 1}` }));
const portsOf = (db: Db) =>
  ({
    db,
    clock: { now: () => Date.now() },
    policies: { list: async () => policies },
    organizations: { homeRevision: async () => wantedRevision },
    groups: { list: async () => groups },
  }) as unknown as DeviceListPorts;

const scopes = { everybody: null, 'two groups': [groupCount - 1, groupCount], 'the first group': [1] };
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** Every property of the contract's filter, rare and common: one that is added there is missed here by the compiler. */
const values: { readonly [Name in keyof Required<DeviceListFilter>]: readonly Required<DeviceListFilter>[Name][] } = {
  keyword: ['P', 'PC', '京', '営業部', 'nowhere-else', '備考', '予備機', 'グループ 39', '000123', 'ない'],
  state: deviceStates,
  pending: [true, false],
  group: [1, 2, groupCount],
  noGroup: [true, false],
  policy: ['A01', 'A03', 'A04', 'Z99'],
  clientKind: ['standard', 'linked-clone', 'on-demand'],
  software: [commonSoftware, 150, 2000 + rareSoftware * 4],
  notSeenSince: [daysAgo(0), daysAgo(1), daysAgo(300), daysAgo(5000)],
};
const singles = Object.entries(values).flatMap(([name, each]) => each.map((value) => ({ [name]: value })));
const combined: DeviceListFilter[] = [
  { keyword: 'PC', state: 'offline', group: 2 },
  { keyword: '予備機', pending: true },
  { keyword: '営業部', policy: 'A03', notSeenSince: daysAgo(30) },
  { state: 'offline', group: 1 },
  { state: 'pending', policy: 'A02' },
  { pending: true, group: groupCount },
  { pending: false, policy: 'A04' },
  { state: 'remote-locked', noGroup: true },
  { clientKind: 'on-demand', policy: 'A02' },
  { software: commonSoftware, keyword: '予備機' },
  { software: 150, pending: true },
];
const sorts = deviceSorts.flatMap((name) => [name, `-${name}`] as const);
const fewSorts = ['computerName', '-lastSeenAt', 'policyCode'] as const;

/** A few lookups for each of some ten thousand devices looked at; a part of the whole would be millions. */
const mostBuffers = 150_000;
const mostSorted = 12_000;
const bigTables =
  /device_list|device_contact|device_software|software_counts|software_titles|last_locations|location_cells|lock_history|audit_log|device_events|commands/;

/** What is not modest in what was done since the last time; `recording` must hold something. */
function offences(what: string, most = mostBuffers): string[] {
  const plans = recording.take();
  expect(plans.length, what).toBeGreaterThan(0);
  return plans.flatMap((plan) =>
    offencesOf(plan, most).map((offence) => `${what}: ${offence}: ${plan.query.slice(0, 90)}`),
  );
}

function offencesOf({ scanned, buffers, sorted }: RecordedPlan, most: number): string[] {
  return [
    ...scanned.filter((table) => bigTables.test(table)).map((table) => `${table} is read from end to end`),
    ...(buffers > most ? [`${buffers} pages touched`] : []),
    ...(sorted > mostSorted ? [`${sorted} rows sorted`] : []),
  ];
}

describe.each(Object.entries(scopes))('the list, for %s', (_name, groupIds) => {
  it.each([{}, ...singles, ...combined].map((filter) => [JSON.stringify(filter), filter] as const))(
    '%s',
    async (text, filter) => {
      const { list } = createDeviceListReader(portsOf(recording.db));
      const found: string[] = [];
      for (const sort of groupIds === null ? sorts : fewSorts) {
        const { nextCursor } = await list({ organizationId: big, groupIds }, { ...filter, sort });
        if (nextCursor !== null && sort === 'userName')
          await list({ organizationId: big, groupIds }, { ...filter, sort, cursor: nextCursor });
        found.push(...offences(`${text} ${sort}`));
      }
      expect(found).toEqual([]);
    },
    60_000,
  );
});

describe('the list', () => {
  it('shows its first page, and one far down, for little more than their devices', async () => {
    const { list } = createDeviceListReader(portsOf(recording.db));
    const scope = { organizationId: big, groupIds: null };
    for (const sort of sorts) {
      await list(scope, { sort });
      expect(offences(sort, 1_000)).toEqual([]);
    }
    const cursor = Buffer.from(
      JSON.stringify(['computerName', 'tokyo-0050000', '00000000-0000-4000-8000-000000000000']),
    );
    const page = await list(scope, { cursor: cursor.toString('base64url') });
    expect(page.items[0]?.computerName).toMatch(/^tokyo-005/);
    expect(offences('far down', 1_000)).toEqual([]);
  });

  it('counts by policy and group for less than a page', async () => {
    for (const groupIds of [null, [1], [2, 3]]) await countByPolicy(recording.db, { organizationId: big, groupIds });
    const byGroup = await countByGroup(recording.db, big);
    expect(byGroup.get(1)).toBeGreaterThan(devices / 10);
    expect(offences('counts', 100)).toEqual([]);
  });

  it('is written as CSV page by page', async () => {
    const pages = createDeviceListCsv(portsOf(recording.db)).pages({ organizationId: big, groupIds: null }, {}, 'ja');
    for (let page = 0; page < 3; page += 1) expect((await pages.next()).value?.rows).toBeGreaterThan(0);
    await pages.return(undefined);
    expect(offences('csv')).toEqual([]);
  });
});

describe('beside the list', () => {
  it.each(Object.entries(scopes))('the map, for %s', async (_name, groupIds) => {
    const scope = { organizationId: big, groupIds };
    for (let zoom = 0; zoom <= 14; zoom += 1) {
      const [wide, high] = [360 / 2 ** Math.max(0, zoom - 2), 170 / 2 ** Math.max(0, zoom - 2)];
      const box = {
        west: Math.max(-180, 139.76 - wide / 2),
        east: Math.min(180, 139.76 + wide / 2),
        south: Math.max(-85, 35.68 - high / 2),
        north: Math.min(85, 35.68 + high / 2),
      };
      const clusters = await byIndexesOnly(recording.db, (db) => selectClusters(db, scope, box, gridLevel(box, zoom)));
      if (groupIds === null) expect(clusters.length).toBeGreaterThan(0);
      await byIndexesOnly(recording.db, (db) => selectInBox(db, scope, box, null, 101));
      expect(offences(`zoom ${zoom}`)).toEqual([]);
    }
  });

  it.each([null, [1]])('the lock history, for groups %j', async (groupIds) => {
    const filters = [
      {},
      { computerName: 'PC' },
      { computerName: '営' },
      { computerName: '0001' },
      { from: daysAgo(3) },
      { until: daysAgo(100) },
    ];
    for (const filter of filters) {
      const rows = await selectHistory(recording.db, Date.now(), {
        organizationId: big,
        groupIds,
        filter,
        after: null,
        limit: 101,
      });
      const last = rows.at(-1);
      const after = last === undefined ? null : { sortedAt: last.sorted_at, id: last.id };
      await selectHistory(recording.db, Date.now(), { organizationId: big, groupIds, filter, after, limit: 101 });
      expect(offences(JSON.stringify(filter))).toEqual([]);
    }
  });

  it.each(Object.entries(scopes))('software, for %s', async (_name, groupIds) => {
    const { list, get } = createSoftwareReader(recording.db);
    const scope = { organizationId: big, groupIds };
    const found: string[] = [];
    for (const sort of softwareSorts.flatMap((name) => [name, `-${name}`] as const))
      for (const keyword of ['', 'Editor', 'ワ', '業務アプリ 9', 'Publisher 7', 'nowhere-else']) {
        const { items, nextCursor } = await list(scope, { sort, keyword });
        if (keyword === '') expect(items.length).toBeGreaterThan(0);
        if (nextCursor !== null) await list(scope, { sort, keyword, cursor: nextCursor });
        found.push(...offences(`${sort} ${keyword}`, 20_000));
      }
    for (const id of [commonSoftware, 2000 + commonSoftware * 4]) await get(scope, id);
    expect([...found, ...offences('one', 1_000)]).toEqual([]);
  });

  it('the timeline of a device', async () => {
    const [device] = await database.asOwner<{ id: string }>(`select device_id as id from device_events limit 1`);
    await selectTimeline(recording.db, { organizationId: big, deviceId: device?.id ?? '' }, null, 101, Date.now());
    expect(offences('timeline', 100)).toEqual([]);
  });
});
