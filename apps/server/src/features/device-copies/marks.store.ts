/** The only SQL on the marks of devices. */
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';
import type { HeldMark } from './mark.rules.ts';

/** In the order of ids, locked until the commit; devices without a mark are left out. */
export async function selectMarks(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, HeldMark>> {
  const { rows } = await sql<
    HeldMark & { deviceId: string; staleAt: Date | null }
  >`select device_id as "deviceId", current, next,
      machine, stale_count as "staleCount", stale_at as "staleAt"
    from device_marks where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[])
    order by device_id for update`.execute(tx);
  return new Map(
    rows.map(({ deviceId, staleAt, ...held }) => [deviceId, { ...held, staleAtMs: staleAt?.getTime() ?? null }]),
  );
}

/** Whoever holds these devices now begins anew. */
export async function deleteMarks(tx: Tx, organizationId: string, deviceIds: readonly string[]): Promise<void> {
  await sql`delete from device_marks where organization_id = ${organizationId}
    and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(tx);
}

export interface NewMark {
  readonly deviceId: string;
  /** Of its record: an earlier one, whose record has just been taken over, leaves no mark. */
  readonly holder: number;
  readonly held: HeldMark;
}

export async function upsertMarks(tx: Tx, organizationId: string, marks: readonly NewMark[]): Promise<void> {
  if (marks.length === 0) return;
  const held = marks.map((mark) => mark.held);
  await sql`insert into device_marks (organization_id, device_id, current, next, machine, stale_count, stale_at)
    select ${organizationId}, v.device_id, v.current, v.next, v.machine, v.stale_count, v.stale_at
    from unnest(${uuidArray(marks.map(({ deviceId }) => deviceId))}::uuid[], ${numberArray(marks.map(({ holder }) => holder))}::integer[],
      ${held.map(({ current }) => current)}::text[], ${held.map(({ next }) => next)}::text[],
      ${held.map(({ machine }) => machine)}::text[], ${numberArray(held.map(({ staleCount }) => staleCount))}::integer[],
      ${held.map(({ staleAtMs }) => (staleAtMs === null ? null : new Date(staleAtMs)))}::timestamptz[])
      as v(device_id, holder, current, next, machine, stale_count, stale_at)
    join device_contact c on c.organization_id = ${organizationId} and c.device_id = v.device_id and c.holder = v.holder
    order by v.device_id
    on conflict (organization_id, device_id) do update set current = excluded.current, next = excluded.next,
      machine = excluded.machine, stale_count = excluded.stale_count, stale_at = excluded.stale_at`.execute(tx);
}
