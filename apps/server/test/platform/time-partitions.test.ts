/** Partitions by time on a real PostgreSQL: made ahead, never missing, dropped and cleared; and pages that do not read all of them. */

import { systemClock } from '@sekisho/server/platform/clock';
import { readNewestFirst } from '@sekisho/server/platform/database/newest-first';
import { createTimePartitions, selectPartitions } from '@sekisho/server/platform/database/time-partitions';
import {
  isAffected,
  isOver,
  partitionsToMake,
  spanOf,
  timePartitioned,
} from '@sekisho/server/platform/database/time-partitions.rules';
import { createLog } from '@sekisho/server/platform/log';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const wednesday = Date.UTC(2026, 10, 25, 12);
const dayMs = 24 * 3_600_000;

describe('which there must be', () => {
  test('this week and those to come, from Monday on', () => {
    const weeks = partitionsToMake({ step: 'week', ahead: 8 }, wednesday);
    expect(weeks.slice(0, 2)).toEqual([
      { first: '2026-11-23', next: '2026-11-30' },
      { first: '2026-11-30', next: '2026-12-07' },
    ]);
    expect(weeks).toHaveLength(9);
    expect(partitionsToMake({ step: 'week', ahead: 0 }, Date.UTC(2026, 10, 23))[0]?.first).toBe('2026-11-23');
    expect(partitionsToMake({ step: 'week', ahead: 0 }, Date.UTC(2026, 10, 22, 23, 59))[0]?.first).toBe('2026-11-16');
  });

  test('this month and those to come, over the end of a year', () => {
    expect(partitionsToMake({ step: 'month', ahead: 2 }, wednesday)).toEqual([
      { first: '2026-11-01', next: '2026-12-01' },
      { first: '2026-12-01', next: '2027-01-01' },
      { first: '2027-01-01', next: '2027-02-01' },
    ]);
  });

  test('whenever it is, they follow one another without a gap, and now lies in the first', () => {
    const whenever = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(whenever, fc.constantFrom('week' as const, 'month' as const), (nowMs, step) => {
        const made = partitionsToMake({ step, ahead: 5 }, nowMs);
        const [now] = made;
        expect(Date.parse(now?.first ?? '') <= nowMs && nowMs < Date.parse(now?.next ?? '')).toBe(true);
        for (const [index, { next }] of made.slice(0, -1).entries()) expect(made[index + 1]?.first).toBe(next);
      }),
    );
  });
});

test.each([
  ['2026-11-09', 7, true, true],
  ['2026-11-16', 7, false, true],
  ['2026-11-23', 7, false, false],
  ['2026-11-23', 1, false, true],
  ['2000-01-03', null, false, false],
])('the week of %s, kept for %s days: over %s, affected %s', (first, days, over, affected) => {
  const partition = { first, next: new Date(Date.parse(first) + 7 * dayMs).toISOString().slice(0, 10) };
  expect([isOver(partition, wednesday, days), isAffected(partition, wednesday, days)]).toEqual([over, affected]);
});

test.each([
  [[], null, null],
  [[30], 30, 30],
  [[30, null], 30, null],
  [[90, 30], 30, 90],
  [[null, null], null, null],
])('of %j the shortest is %s and the longest %s', (days, shortestDays, longestDays) => {
  const kept = days.map((each, index) => ({ organizationId: String(index), days: each }));
  expect(spanOf(kept)).toEqual({ shortestDays, longestDays });
});

describe('in the database', () => {
  const organizations = ['018f0000-0000-7000-8000-00000000000a', '018f0000-0000-7000-8000-00000000000b'] as const;
  const device = '018f0000-0000-7000-8000-0000000000d1';
  let database: TestDatabase;
  let nowMs = wednesday;
  const warnings: unknown[] = [];
  const log = Object.assign(createLog('silent'), { warn: (fields: unknown) => warnings.push(fields) });
  const partitions = () => createTimePartitions({ db: database.db, clock: { ...systemClock, now: () => nowMs }, log });
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  let number = 0;
  async function event(receivedAt: number, organizationId: string = organizations[0]): Promise<void> {
    number += 1;
    await sql`insert into device_events (organization_id, device_id, number, at, received_at, what)
      values (${organizationId}, ${device}, ${number}, ${new Date(receivedAt)}, ${new Date(receivedAt)}, 'x')`.execute(
      database.db,
    );
  }
  const places = async () =>
    (
      await sql<{ place: string; events: number }>`select tableoid::regclass::text as place, count(*)::integer as events
        from device_events group by 1 order by 1`.execute(database.db)
    ).rows.map(({ place, events }) => `${place} ${events}`);
  const firsts = async () =>
    (await selectPartitions(database.db, timePartitioned.device_events, 'device_events')).map(({ first }) => first);

  test('a write never fails for a missing partition, and what the rest holds moves when it is made', async () => {
    nowMs = Date.UTC(2031, 4, 14, 12);
    await event(nowMs);
    await event(Date.UTC(1970, 0, 2));
    expect(await places()).toEqual(['device_events_rest 2']);
    await partitions().makeAhead();
    expect(await places()).toEqual(['device_events_20310512 1', 'device_events_rest 1']);
    expect(await firsts()).toContain('2031-07-07');
    await partitions().makeAhead();
    expect(warnings).toEqual([]);
  });

  test('one that cannot be made now is made later; meanwhile rows go into the rest', async () => {
    nowMs = Date.UTC(2032, 4, 12, 12);
    const { transaction } = database.transactions;
    await transaction(async (tx) => {
      await sql`select count(*) from device_events_rest`.execute(tx);
      await partitions().makeAhead();
      expect(warnings.length).toBeGreaterThan(0);
    });
    await event(nowMs);
    expect(await places()).toContain('device_events_rest 2');
    await partitions().makeAhead();
    expect(await places()).toContain('device_events_20320510 1');
  }, 60_000);

  test('what nobody keeps goes as a whole, what one does not keep goes row by row, from the rest too', async () => {
    const [short, long] = organizations;
    await sql`delete from device_events`.execute(database.db);
    nowMs = Date.UTC(2033, 0, 5, 12);
    await partitions().makeAhead();
    for (const at of [nowMs, Date.UTC(1970, 0, 2)]) for (const each of organizations) await event(at, each);
    nowMs += 45 * dayMs;
    for (const each of organizations) await event(nowMs, each);
    const kept = (days: number | null) =>
      partitions().keepDays('device_events', [
        { organizationId: short, days: 30 },
        { organizationId: long, days },
      ]);
    expect((await kept(null)).deleted).toBe(2);
    expect(await places()).toEqual(['device_events_20330103 1', 'device_events_20330214 2', 'device_events_rest 1']);
    const { deleted, dropped } = await kept(40);
    expect([deleted, dropped > 0]).toEqual([1, true]);
    expect(await places()).toEqual(['device_events_20330214 2']);
    expect(await firsts()).not.toContain('2033-01-03');
  });

  test('the application makes and drops partitions of these tables, and nothing else', async () => {
    const run = (call: string) => sql.raw(`select ${call}`).execute(database.db);
    await expect(run(`make_time_partition('devices', '2026-01-01', '2026-02-01')`)).rejects.toThrow('no partition of');
    await expect(run(`make_time_partition('audit_log', '2026-02-01', '2026-01-01')`)).rejects.toThrow(
      'no partition of',
    );
    await expect(run(`drop_time_partition('installation', '2026-01-01')`)).rejects.toThrow('no partitions of');
  });
});

describe('newest first', () => {
  type Row = { sortedAt: number; heardAt: number };
  const day = fc.integer({ min: 0, max: 400 });
  const rows = fc.array(
    fc.tuple(day, day).map(
      ([a, b]): Row => ({
        sortedAt: wednesday - Math.max(a, b) * dayMs,
        heardAt: wednesday - Math.min(a, b) * dayMs,
      }),
    ),
    { maxLength: 40 },
  );

  test('a page is what it would be of the whole table, and looks no further back than it must', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 10 }), async (all, limit) => {
        const sorted = all.toSorted((left, right) => right.sortedAt - left.sortedAt);
        const asked: (Date | null)[] = [];
        const page = await readNewestFirst<Row>({
          fromMs: wednesday,
          limit,
          async read(since) {
            asked.push(since);
            return sorted.filter(({ heardAt }) => since === null || heardAt >= since.getTime()).slice(0, limit);
          },
          sortedAt: (row) => new Date(row.sortedAt),
        });
        expect(page.map(({ sortedAt }) => sortedAt)).toEqual(sorted.slice(0, limit).map(({ sortedAt }) => sortedAt));
        const last = page.at(-1);
        const recent = page.length === limit && last !== undefined && last.sortedAt >= wednesday - 28 * dayMs;
        expect(asked).toHaveLength(recent ? 1 : asked.length);
        expect(recent || asked.length > 1).toBe(true);
      }),
    );
  });
});
