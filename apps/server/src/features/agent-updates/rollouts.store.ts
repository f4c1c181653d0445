/** The only SQL on rollouts and on what became of them on each device. */
import type { DeviceClientKind, RolloutState, UpdateDeviceState } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { deleteCounts } from './rollout-counts.store.ts';

export interface RolloutRow {
  readonly id: string;
  readonly releaseId: string;
  readonly version: string;
  readonly state: RolloutState;
  readonly percent: number;
  readonly groupIds: number[] | null;
  readonly toleratedFailures: number;
  readonly checkInWithinSeconds: number;
  readonly attempt: number;
  readonly revision: number;
  readonly startedAt: Date;
  readonly startedBy: string | null;
}

type Raw = Omit<RolloutRow, 'revision'> & { readonly revision: string };

const columns = sql`o.id, o.release_id as "releaseId", r.version, o.state, o.percent, o.group_ids as "groupIds",
  o.tolerated_failures as "toleratedFailures", o.check_in_within_seconds as "checkInWithinSeconds", o.attempt, o.revision,
  o.started_at as "startedAt", o.started_by as "startedBy"`;
const source = sql`agent_rollouts o join agent_releases r
  on r.organization_id = o.organization_id and r.id = o.release_id`;

const rowOf = (raw: Raw): RolloutRow => ({ ...raw, revision: Number(raw.revision) });

const groupsOf = ({ groupIds }: Pick<RolloutRow, 'groupIds'>) => (groupIds === null ? null : [...groupIds]);

const mostRollouts = 20;

export async function selectRollouts(db: Db, organizationId: string): Promise<RolloutRow[]> {
  const { rows } = await sql<Raw>`select ${columns} from ${source} where o.organization_id = ${organizationId}
    order by o.started_at desc, o.id desc limit ${mostRollouts}`.execute(db);
  return rows.map(rowOf);
}

/** The one that has not ended. */
export async function selectCurrent(db: Db, organizationId: string): Promise<RolloutRow | null> {
  const { rows } = await sql<Raw>`select ${columns} from ${source}
    where o.organization_id = ${organizationId} and o.state <> 'ended'`.execute(db);
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

/** Nobody else changes it before the commit. */
export async function holdRollout(tx: Tx, organizationId: string, id: string): Promise<RolloutRow | null> {
  const { rows } = await sql<Raw>`select ${columns} from ${source}
    where o.organization_id = ${organizationId} and o.id = ${id} for update of o`.execute(tx);
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

export async function insertRollout(tx: Tx, organizationId: string, row: Omit<RolloutRow, 'version'>): Promise<void> {
  await sql`insert into agent_rollouts (organization_id, id, release_id, state, percent, group_ids, tolerated_failures,
      check_in_within_seconds, attempt, revision, started_at, started_by)
    values (${organizationId}, ${row.id}, ${row.releaseId}, ${row.state}, ${row.percent},
      ${groupsOf(row)}::integer[], ${row.toleratedFailures},
      ${row.checkInWithinSeconds}, ${row.attempt}, ${row.revision}, ${row.startedAt}, ${row.startedBy})`.execute(tx);
}

export async function updateRollout(tx: Tx, organizationId: string, row: RolloutRow): Promise<void> {
  await sql`update agent_rollouts set state = ${row.state}, percent = ${row.percent}, attempt = ${row.attempt},
      group_ids = ${groupsOf(row)}::integer[], revision = ${row.revision}
    where organization_id = ${organizationId} and id = ${row.id}`.execute(tx);
}

/** Those of a release, with what became of them, unless one has not ended; an end is for good. @returns whether all of them had */
export async function deleteEnded(tx: Tx, organizationId: string, releaseId: string): Promise<boolean> {
  const { rows } = await sql<{ id: string; state: RolloutState }>`select id, state from agent_rollouts
    where organization_id = ${organizationId} and release_id = ${releaseId}`.execute(tx);
  if (rows.some(({ state }) => state !== 'ended')) return false;
  const rolloutIds = rows.map(({ id }) => id);
  const ids = uuidArray(rolloutIds);
  await sql`delete from agent_update_devices
    where organization_id = ${organizationId} and rollout_id = any(${ids}::uuid[])`.execute(tx);
  await deleteCounts(tx, organizationId, rolloutIds);
  await sql`delete from agent_rollouts where organization_id = ${organizationId} and id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return true;
}

export interface DeviceWord {
  readonly organizationId: string;
  readonly rolloutId: string;
  readonly deviceId: string;
  readonly state: UpdateDeviceState;
  readonly attempt: number;
  readonly from: string;
  readonly fault: string | null;
  readonly at: Date;
}

/**
 * What devices tell of rollouts there are, and of no others; a word of an earlier attempt changes nothing. One row for each device and
 * rollout at most. @returns the rollouts that were told of a failure, in the order in which they are held
 */
export async function upsertWords(
  tx: Tx,
  words: readonly DeviceWord[],
): Promise<{ organizationId: string; id: string }[]> {
  if (words.length === 0) return [];
  const { rows } = await sql<{ organizationId: string; id: string; state: string }>`
    insert into agent_update_devices as u
      (organization_id, rollout_id, device_id, state, attempt, from_version, fault, at)
    select v.* from unnest(${uuidArray(words.map((word) => word.organizationId))}::uuid[],
        ${uuidArray(words.map((word) => word.rolloutId))}::uuid[], ${uuidArray(words.map((word) => word.deviceId))}::uuid[],
        ${words.map((word) => word.state)}::text[], ${words.map((word) => word.attempt)}::integer[],
        ${words.map((word) => word.from)}::text[], ${words.map((word) => word.fault)}::text[],
        ${words.map((word) => word.at)}::timestamptz[])
      as v(organization_id, rollout_id, device_id, state, attempt, from_version, fault, at)
      join agent_rollouts o on o.organization_id = v.organization_id and o.id = v.rollout_id and v.attempt <= o.attempt
    on conflict (organization_id, rollout_id, device_id) do update
      set state = excluded.state, attempt = excluded.attempt, from_version = excluded.from_version,
        fault = excluded.fault, at = excluded.at
      where u.attempt <= excluded.attempt
    returning organization_id as "organizationId", rollout_id as id, state`.execute(tx);
  const failed = rows.filter(({ state }) => state === 'failed');
  const rollouts = new Map(failed.map(({ organizationId, id }) => [id, { organizationId, id }]));
  return [...rollouts.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/**
 * A running one with more failures than it may have stops. Whoever tells of another one at the same moment waits here, and counts both.
 * @returns whether it did
 */
export async function haltIfFailing(
  tx: Tx,
  organizationId: string,
  id: string,
  at: Date,
): Promise<{ version: string; failed: number } | null> {
  const rollout = await holdRollout(tx, organizationId, id);
  if (rollout?.state !== 'running') return null;
  const { rows } = await sql<{ failed: number }>`select count(*)::integer as failed from agent_update_devices
    where organization_id = ${organizationId} and rollout_id = ${id} and state = 'failed'`.execute(tx);
  const failed = rows[0]?.failed ?? 0;
  if (failed <= rollout.toleratedFailures) return null;
  const revision = Math.max(rollout.revision + 1, at.getTime());
  await updateRollout(tx, organizationId, { ...rollout, state: 'halted', revision });
  return { version: rollout.version, failed };
}

export interface KnownDevice {
  readonly groupId: number | null;
  readonly clientKind: DeviceClientKind;
  readonly state: UpdateDeviceState | null;
  readonly attempt: number | null;
}

/** What an offer depends on; `null`: there is no such device. */
export async function selectKnown(
  db: Db,
  organizationId: string,
  rolloutId: string,
  deviceId: string,
): Promise<KnownDevice | null> {
  const { rows } =
    await sql<KnownDevice>`select d.group_id as "groupId", d.client_kind as "clientKind", u.state, u.attempt
    from device_list d left join agent_update_devices u
      on u.organization_id = d.organization_id and u.device_id = d.device_id and u.rollout_id = ${rolloutId}
    where d.organization_id = ${organizationId} and d.device_id = ${deviceId}`.execute(db);
  return rows[0] ?? null;
}

export interface UpdateDeviceRow {
  readonly deviceId: string;
  readonly computerName: string;
  readonly state: UpdateDeviceState;
  readonly fault: string | null;
  readonly from: string;
  readonly at: Date;
}

export async function selectDevices(
  db: Db,
  organizationId: string,
  rolloutId: string,
  { state, after }: { readonly state: UpdateDeviceState; readonly after: string | null },
  limit: number,
): Promise<UpdateDeviceRow[]> {
  const { rows } =
    await sql<UpdateDeviceRow>`select u.device_id as "deviceId", l.computer_name as "computerName", u.state,
      u.fault, u.from_version as "from", u.at
    from agent_update_devices u join device_list l
      on l.organization_id = u.organization_id and l.device_id = u.device_id
    where u.organization_id = ${organizationId} and u.rollout_id = ${rolloutId} and u.state = ${state}
      and (${after}::uuid is null or u.device_id > ${after}::uuid)
    order by u.device_id limit ${limit}`.execute(db);
  return rows;
}
