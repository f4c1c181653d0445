/** The only SQL on the lock history: a row per lock, unlock and SIM lock, completed as devices tell. */
import type { LockHistoryQuery } from '@sekisho/contracts';
import { sql } from 'kysely';
import { readNewestFirst } from '../../platform/database/newest-first.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { gramsOf } from '../device-list/index.ts';

export interface LockHistoryTable {
  organization_id: string;
  id: string;
  device_id: string;
  computer_name: string;
  what: 'lock' | 'unlock' | 'sim-lock';
  command_id: string | null;
  issued_by: string | null;
  sorted_at: Date;
  issued_at: Date | null;
  completed_at: Date | null;
  locked_at: Date | null;
  shut_down_at: Date | null;
  /** When the server heard of it: never before `sorted_at`. */
  recorded_at: Date;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ lock_history: LockHistoryTable }>();

export interface IssuedRow {
  readonly id: string;
  readonly deviceId: string;
  readonly computerName: string;
  readonly commandId: string;
}

/** Locks or unlocks just issued for devices of one organization. */
export async function insertIssued(
  tx: Tx,
  organizationId: string,
  issued: { readonly what: 'lock' | 'unlock'; readonly issuedBy: string | null; readonly at: Date },
  rows: readonly IssuedRow[],
): Promise<void> {
  await sql`insert into lock_history
      (organization_id, id, device_id, computer_name, what, command_id, issued_by, sorted_at, issued_at, recorded_at)
    select ${organizationId}, v.id, v.device_id, v.computer_name, ${issued.what}, v.command_id, ${issued.issuedBy},
      ${issued.at}, ${issued.at}, ${issued.at}
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[],
      ${rows.map((row) => row.computerName)}::text[], ${rows.map((row) => row.commandId)}::uuid[])
      as v(id, device_id, computer_name, command_id)`.execute(tx);
}

export interface CommandOfDevice {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly commandId: string;
  readonly at: Date;
}

function commandRows(rows: readonly CommandOfDevice[]) {
  return sql`unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[],
    ${rows.map((row) => row.commandId)}::uuid[], ${rows.map((row) => row.at)}::timestamptz[])
    as v(organization_id, device_id, command_id, at)`;
}

/** A day off `commands.issued_at`, in no session's time zone, which Citus would not take within an update. */
const dayOff = (sign: '+' | '-') =>
  sql`timezone('UTC', timezone('UTC', c.issued_at) ${sql.raw(sign)} interval '1 day')`;

/** The command tells when the row was written, and so in which partition it lies. */
const ofCommand = sql`join commands c on c.organization_id = v.organization_id and c.id = v.command_id
  where h.organization_id = v.organization_id and h.command_id = v.command_id and h.device_id = v.device_id
    and h.recorded_at between ${dayOff('-')} and ${dayOff('+')}`;

export async function updateCompleted(tx: Tx, rows: readonly CommandOfDevice[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update lock_history h set completed_at = v.at from ${commandRows(rows)} ${ofCommand}
    and h.completed_at is null`.execute(tx);
}

/** The first time the screen of a lock was shown. */
export async function updateLocked(tx: Tx, rows: readonly CommandOfDevice[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update lock_history h set locked_at = v.at from ${commandRows(rows)} ${ofCommand}
    and h.what = 'lock' and h.locked_at is null`.execute(tx);
}

export interface EventOfDevice {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly at: Date;
}

/** A shutdown belongs to the newest lock of its device, remote or by SIM. */
export async function updateShutDown(tx: Tx, rows: readonly EventOfDevice[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update lock_history h set shut_down_at = v.at
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[],
        ${rows.map((row) => row.at)}::timestamptz[]) as v(organization_id, device_id, at)
      cross join lateral (
        select n.id, n.sorted_at, n.recorded_at from lock_history n
        where n.organization_id = v.organization_id and n.device_id = v.device_id and n.what in ('lock', 'sim-lock')
        order by n.sorted_at desc, n.id desc limit 1) newest
    where h.organization_id = v.organization_id and h.sorted_at = newest.sorted_at and h.id = newest.id
      and h.recorded_at = newest.recorded_at and h.shut_down_at is null`.execute(tx);
}

export interface SimLockRow extends EventOfDevice {
  readonly id: string;
  /** The server's time at most: a device's clock must not put a row before all others for good. */
  readonly sortedAt: Date;
  readonly receivedAt: Date;
}

/** SIM locks, which nobody issued; the name is the one the list shows. */
export async function insertSimLocks(tx: Tx, rows: readonly SimLockRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into lock_history (organization_id, id, device_id, computer_name, what, sorted_at, locked_at, recorded_at)
    select v.organization_id, v.id, v.device_id, l.computer_name, 'sim-lock', v.sorted_at, v.at, v.received_at
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[],
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.sortedAt)}::timestamptz[],
      ${rows.map((row) => row.at)}::timestamptz[], ${rows.map((row) => row.receivedAt)}::timestamptz[])
      as v(organization_id, device_id, id, sorted_at, at, received_at)
    join device_list l on l.organization_id = v.organization_id and l.device_id = v.device_id`.execute(tx);
}

export interface HistoryPosition {
  readonly sortedAt: Date;
  readonly id: string;
}

export interface HistorySearch {
  readonly organizationId: string;
  /** `null`: devices of any group and of none. */
  readonly groupIds: readonly number[] | null;
  readonly filter: Omit<LockHistoryQuery, 'cursor' | 'limit'>;
  readonly after: HistoryPosition | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectHistory(db: Db, nowMs: number, search: HistorySearch): Promise<LockHistoryTable[]> {
  return readNewestFirst({
    fromMs: search.after?.sortedAt.getTime() ?? nowMs,
    limit: search.limit,
    read: (heardSince) => selectPart(db, search, heardSince),
    sortedAt: (row) => row.sorted_at,
  });
}

async function selectPart(db: Db, search: HistorySearch, heardSince: Date | null): Promise<LockHistoryTable[]> {
  const { computerName, from, until, deviceId } = search.filter;
  let query = tablesOf(db)
    .selectFrom('lock_history')
    .selectAll()
    .where('organization_id', '=', search.organizationId)
    .orderBy('sorted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(search.limit);
  if (computerName !== undefined && computerName !== '')
    query = query.where(
      sql<boolean>`position(${computerName}::text in computer_name) > 0
        and (search_grams(computer_name) collate "C") @> ${gramsOf(computerName)}::text[]`,
    );
  if (heardSince !== null) query = query.where('recorded_at', '>=', heardSince);
  if (from !== undefined)
    query = query.where('sorted_at', '>=', new Date(from)).where('recorded_at', '>=', new Date(from));
  if (until !== undefined) query = query.where('sorted_at', '<', new Date(until));
  if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
  if (search.after !== null)
    query = query.where(
      sql<boolean>`(sorted_at, id) < (${search.after.sortedAt}::timestamptz, ${search.after.id}::uuid)`,
    );
  if (search.groupIds !== null)
    query =
      query.where(sql<boolean>`exists (select from device_list l where l.organization_id = lock_history.organization_id
      and l.device_id = lock_history.device_id and l.group_id = any(${[...search.groupIds]}::integer[]))`);
  return query.execute();
}
