/** The only SQL on events of devices, and the timeline, which is events and commands together. */
import type { DeviceEvent } from '@sekisho/contracts';
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import { readNewestFirst } from '../../platform/database/newest-first.ts';
import { prepare, runPrepared } from '../../platform/database/prepared.ts';
import { storableJson } from '../../platform/database/storable-json.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { DeviceKey } from './commands.store.ts';

export interface NewEvent extends DeviceKey {
  readonly event: DeviceEvent;
  readonly receivedAt: Date;
}

const insert = prepare(
  'events-insert',
  `insert into device_events (organization_id, device_id, number, at, received_at, what, command_id, detail)
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::uuid[],
      $8::jsonb[])`,
);

export async function insertEvents(tx: Tx, rows: readonly NewEvent[]): Promise<void> {
  if (rows.length === 0) return;
  await runPrepared(tx, insert, [
    uuidArray(rows.map((row) => row.organizationId)),
    uuidArray(rows.map((row) => row.deviceId)),
    numberArray(rows.map(({ event }) => event.number)),
    rows.map(({ event }) => new Date(event.at)),
    rows.map((row) => row.receivedAt),
    rows.map(({ event }) => event.what),
    rows.map(({ event }) => event.commandId ?? null),
    rows.map(({ event }) => storableJson(event.detail ?? {})),
  ]);
}

export interface TimelineRow {
  readonly id: string;
  readonly at: Date;
  /** What it is sorted by: never later than the server heard of it. */
  readonly sorted_at: Date;
  readonly received_at: Date | null;
  readonly what: string;
  readonly command_id: string | null;
  readonly command_kind: string | null;
  readonly actor: string | null;
  readonly detail: Record<string, unknown>;
}

export interface TimelinePosition {
  readonly sortedAt: Date;
  readonly id: string;
}

/** Newest first: a page of events and a page of steps of commands, and of both together the newest. */
export async function selectTimeline(
  db: Db,
  key: DeviceKey,
  after: TimelinePosition | null,
  limit: number,
  nowMs: number,
): Promise<readonly TimelineRow[]> {
  return readNewestFirst({
    fromMs: after?.sortedAt.getTime() ?? nowMs,
    limit,
    read: (heardSince) => selectPart(db, key, after, limit, heardSince),
    sortedAt: (row) => row.sorted_at,
  });
}

async function selectPart(
  db: Db,
  { organizationId, deviceId }: DeviceKey,
  after: TimelinePosition | null,
  limit: number,
  heardSince: Date | null,
): Promise<TimelineRow[]> {
  const own = (table: string) =>
    sql`${sql.ref(`${table}.organization_id`)} = ${organizationId} and ${sql.ref(`${table}.device_id`)} = ${deviceId}`;
  const beyond =
    after === null
      ? sql`true`
      : sql`sorted_at <= ${after.sortedAt} and (sorted_at, id collate "C") < (${after.sortedAt}::timestamptz, ${after.id}::text collate "C")`;
  const heard = heardSince === null ? sql`true` : sql`received_at >= ${heardSince}`;
  const { rows } = await sql<TimelineRow>`with events as (
      select * from (
        select 'event:' || lpad(number::text, 16, '0') as id, organization_id, device_id, number, at, sorted_at, received_at,
          what, command_id, detail
        from device_events) e
      where ${own('e')} and ${heard} and ${beyond} order by sorted_at desc, number desc limit ${limit}),
    steps as (
      select * from (
        select 'command:' || c.id || ':' || step.name as id, step.at,
          least(step.at, coalesce(step.received_at, step.at)) as sorted_at, step.received_at, 'command-' || step.name as what,
          c.id as command_id, c.kind as command_kind, step.actor, step.detail
        from commands c cross join lateral (values
          ('issued', c.issued_at, null::timestamptz, c.issued_by, '{}'::jsonb),
          ('delivered', c.delivered_at, null, null, '{}'),
          ('superseded', c.superseded_at, null, null, '{}'),
          ('done', c.executed_at, c.completed_at, null, '{}'),
          ('refused', case when c.state = 'refused' then c.completed_at end, c.completed_at, null,
            jsonb_build_object('code', c.code))
        ) as step(name, at, received_at, actor, detail)
        where ${own('c')} and step.at is not null) s
      where ${beyond} order by sorted_at desc, id collate "C" desc limit ${limit})
    select * from (
      select e.id, e.at, e.sorted_at, e.received_at, e.what, e.command_id, c.kind as command_kind, null as actor, e.detail
      from events e
      left join commands c on c.organization_id = e.organization_id and c.id = e.command_id and c.device_id = e.device_id
      union all
      select id, at, sorted_at, received_at, what, command_id, command_kind, actor, detail from steps) both_kinds
    order by sorted_at desc, id collate "C" desc limit ${limit}`.execute(db);
  return rows;
}
