/** Pages of the list, whichever way each is found, against one reading of everything: nothing missing, nothing twice, in order, from page to page. */
import { type DeviceListFilter, deviceStates } from '@sekisho/contracts';
import { source } from '@sekisho/server/features/device-list/device-list.query';
import { conditions, type ListReading } from '@sekisho/server/features/device-list/list-conditions';
import { type PageBounds, readPage } from '@sekisho/server/features/device-list/list-pages';
import { byIndexesOnly } from '@sekisho/server/platform/database/by-indexes-only';
import type { Db, PlatformTables } from '@sekisho/server/platform/database/tables';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import fc from 'fast-check';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { big, fillDevices, groupCount, wantedRevision } from './many-devices.ts';

const devices = 4_000;
let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  await fillDevices(database, devices);
  const pool = new pg.Pool({ ...database.access.application, max: 2 });
  db = new Kysely<PlatformTables>({ dialect: new PostgresDialect({ pool }) });
}, 120_000);
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
const policies = ['A01', 'A02', 'A03', 'A04'].map((code) => ({
  code,
  name: code,
  wantedRevision,
  onlineForMs: 600_000,
  revision: wantedRevision - 1,
  timerLock: { enabled: code === 'A02', periodMs: 86_400_000 },
}));

const rarely = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });
const anyFilter: fc.Arbitrary<DeviceListFilter> = fc
  .record({
    keyword: fc.constantFrom(undefined, 'P', '営業部', '-', '予備機', '備考', '0001', 'グループ 2'),
    state: fc.constantFrom(undefined, ...deviceStates),
    pending: rarely([true, false]),
    noGroup: rarely([true, false]),
    policy: rarely(['A01', 'A02']),
    notSeenSince: rarely([daysAgo(0), daysAgo(1), daysAgo(100)]),
  })
  .map((filter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)));
/** Many devices by keyword, many by what they have told, and many of both. */
const commonFilter: fc.Arbitrary<DeviceListFilter> = fc
  .record({
    keyword: fc.constantFrom('P', '営業部', '-', 'グループ 1'),
    told: fc.constantFrom<DeviceListFilter>(
      { state: 'online' },
      { state: 'offline' },
      { pending: false },
      { notSeenSince: daysAgo(0) },
    ),
  })
  .map(({ keyword, told }) => ({ keyword, ...told }));
const filters = fc.oneof(anyFilter, commonFilter);

const columns = {
  computerName: 'd.computer_name',
  userName: 'd.user_name',
  policyCode: 'd.policy_code',
  registeredAt: 'd.registered_at',
  lastSeenAt: 'c.silent_since',
} as const;
const pages = fc.record({
  sort: fc.constantFrom(...(Object.keys(columns) as (keyof typeof columns)[])),
  descending: fc.boolean(),
  limit: fc.constantFrom(20, 60, 200),
});
/** So small that every way is gone, and so large that some end on the first. */
const bounds: fc.Arbitrary<PageBounds> = fc.record({
  walked: fc.constantFrom(1, 50, 2_000),
  driven: fc.constantFrom(0, 0, 50, 1_000),
  lookedUpFirst: fc.constantFrom(1, 200, 600),
  countedExactly: fc.constantFrom(10, 10_000),
});

function readingOf(filter: DeviceListFilter, groupIds: readonly number[] | null): ListReading {
  const namedGroups = Array.from({ length: groupCount }, (_, at) => at + 1).filter(
    (id) => filter.keyword && `グループ ${id}`.includes(filter.keyword),
  );
  return { scope: { organizationId: big, groupIds }, policies, filter, namedGroups, now };
}

type Sorted = Pick<Parameters<typeof readPage>[2], 'sort' | 'descending' | 'limit'>;

async function everything(reading: ListReading, { sort, descending }: Sorted): Promise<string[]> {
  const direction = descending ? 'desc' : 'asc';
  const { rows } = await sql<{ id: string }>`select d.device_id as id from ${source}
    where ${sql.join(conditions(reading), sql` and `)}
    order by ${sql.raw(`${columns[sort]} ${direction}, d.device_id ${direction}`)}`.execute(db);
  return rows.map(({ id }) => id);
}

test('all pages of a filter are what one reading of everything finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.constantFrom(null, null, [1], [2, 3]),
      pages,
      bounds,
      async (filter, groupIds, page, within) => {
        const reading = readingOf(filter, groupIds);
        const expected = await everything(reading, page);
        const found: string[] = [];
        for (let after: Parameters<typeof readPage>[2]['after'] = null; ; ) {
          const { rows, counted } = await byIndexesOnly(db, (tx) => readPage(tx, reading, { ...page, after }, within));
          found.push(...rows.map((row) => row.device_id));
          if (counted.isExact) expect(counted.devices).toBe(expected.length);
          else expect(counted.devices).toBeLessThanOrEqual(expected.length);
          const last = rows.at(-1);
          if (last === undefined || rows.length < page.limit) break;
          after = { key: last.sort_key, deviceId: last.device_id };
        }
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  );
}, 300_000);
