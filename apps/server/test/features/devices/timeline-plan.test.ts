/** A page of one device's timeline among a million events: the plans look into as many partitions as the page needs. */
import { selectTimeline } from '@sekisho/server/features/commands/events.store';
import { systemClock } from '@sekisho/server/platform/clock';
import { createTimePartitions } from '@sekisho/server/platform/database/time-partitions';
import { createLog } from '@sekisho/server/platform/log';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import { recordSql } from '@sekisho/testkit/recorded-sql';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

const dayMs = 24 * 3_600_000;
const weeks = 26;
const key = {
  organizationId: '018f0000-0000-7000-8000-00000000000a',
  deviceId: '018f0000-0000-7000-8000-000000000001',
};
let database: TestDatabase;
const nowMs = Date.now();

/** A thousand devices, six events a day each, over half a year. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  for (let ago = 0; ago <= weeks; ago += 1) {
    const clock = { ...systemClock, now: () => nowMs - ago * 7 * dayMs };
    await createTimePartitions({ db, clock, log: createLog('silent') }).makeAhead();
  }
  await sql`insert into device_events (organization_id, device_id, number, at, received_at, what)
    select ${key.organizationId}::uuid, ('018f0000-0000-7000-8000-' || lpad((i % 1000)::text, 12, '0'))::uuid, i, t.at, t.at, 'x'
    from generate_series(0, 999999) i, lateral (select ${new Date(nowMs)}::timestamptz - i * interval '15 seconds' as at) t`.execute(
    db,
  );
  await database.asOwner('analyze device_events');
}, 120_000);
afterAll(() => database.drop());

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Of every statement that reads the page. */
async function plansOf(after: Parameters<typeof selectTimeline>[2]) {
  using recording = recordSql();
  const rows = await selectTimeline(database.db, key, after, 101, nowMs);
  const statements = recording.statements.slice();
  const plans: PlanNode[][] = [];
  for (const { text, values } of statements) {
    const [row] = await database.asOwner<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (analyze, buffers, format json) ${text}`,
      values,
    );
    if (row !== undefined) plans.push(nodesOf(row['QUERY PLAN'][0].Plan));
  }
  return { rows, plans };
}

const read = (nodes: readonly PlanNode[]) =>
  nodes.filter((node) => /^device_events_\d/.test(node['Relation Name'] ?? '') && node['Actual Loops'] > 0);
const weekOf = (ms: number) => `device_events_${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')}`;

test.each([
  ['first', null],
  ['hundredth', { sortedAt: new Date(nowMs - 60 * dayMs), id: 'event:0' }],
])('the %s page reads by index, and nothing from before the weeks that it shows', async (_, after) => {
  const { rows, plans } = await plansOf(after);
  expect(rows).toHaveLength(101);
  expect(plans).toHaveLength(1);
  const nodes = plans.flat();
  const oldest = weekOf((after?.sortedAt.getTime() ?? nowMs) - 36 * dayMs);
  expect(read(nodes).filter((node) => (node['Relation Name'] ?? '') < oldest)).toEqual([]);
  const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
  expect(scanned.filter((name) => (name ?? '') <= weekOf(nowMs) && /^device_events_\d/.test(name ?? ''))).toEqual([]);
  const [top] = nodes;
  expect((top?.['Shared Hit Blocks'] ?? 0) + (top?.['Shared Read Blocks'] ?? 0)).toBeLessThan(1_000);
});
