/** The only SQL on commands. */
import type { Approval, CommandKind, CommandState, Traceparent } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface CommandsTable {
  organization_id: string;
  id: string;
  device_id: string;
  kind: CommandKind;
  state: CommandState;
  /** Exact text of the intent; signed anew in an envelope at each delivery. */
  intent: string;
  approvals: unknown;
  issued_by: string | null;
  issued_at: Date;
  delivered_at: Date | null;
  deliveries: number;
  superseded_at: Date | null;
  executed_at: Date | null;
  completed_at: Date | null;
  code: string | null;
  /** What issued it, where that is traced. */
  traceparent: string | null;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ commands: CommandsTable }>();

export interface NewCommand {
  readonly id: string;
  readonly deviceId: string;
  readonly intent: string;
  readonly approvals?: readonly Approval[];
}

export interface Issued {
  readonly kind: CommandKind;
  readonly issuedBy: string | null;
  readonly at: Date;
  /** What they belong to, where that is traced. */
  readonly trace: Traceparent | null;
}

/** Of many commands the first few are traced. */
const tracedAtOnce = 10;

export async function insertCommands(
  tx: Tx,
  organizationId: string,
  issued: Issued,
  commands: readonly NewCommand[],
): Promise<void> {
  const traces = commands.map((_, index) => (index < tracedAtOnce ? issued.trace : null));
  await sql`insert into commands
      (organization_id, id, device_id, kind, state, intent, approvals, issued_by, issued_at, traceparent)
    select ${organizationId}, v.id, v.device_id, ${issued.kind}, 'issued', v.intent, v.approvals, ${issued.issuedBy},
      ${issued.at}, v.traceparent
    from unnest(${commands.map((command) => command.id)}::uuid[], ${commands.map((command) => command.deviceId)}::uuid[],
      ${commands.map((command) => command.intent)}::text[],
      ${commands.map((command) => JSON.stringify(command.approvals ?? []))}::jsonb[], ${traces}::text[])
      as v(id, device_id, intent, approvals, traceparent)`.execute(tx);
}

/** Ends what is on its way to these devices. @param kinds which kinds of it */
export async function supersedeOpen(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
  kinds: readonly CommandKind[],
  at: Date,
): Promise<void> {
  await sql`update commands set state = 'superseded', superseded_at = ${at}
    where organization_id = ${organizationId} and device_id = any(${deviceIds}::uuid[]) and kind = any(${kinds}::text[])
      and state in ('issued', 'delivered')`.execute(tx);
}

/** Those of the devices that have a wipe on its way or behind them. */
export async function selectWiping(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ device_id: string }>`select distinct device_id from commands
    where organization_id = ${organizationId} and device_id = any(${deviceIds}::uuid[]) and kind = 'wipe'
      and state in ('issued', 'delivered', 'done', 'already')`.execute(tx);
  return new Set(rows.map((row) => row.device_id));
}

export interface DeviceKey {
  readonly organizationId: string;
  readonly deviceId: string;
}

const keyRows = (keys: readonly DeviceKey[]) =>
  sql`unnest(${uuidArray(keys.map((key) => key.organizationId))}::uuid[], ${uuidArray(keys.map((key) => key.deviceId))}::uuid[])
    as v(organization_id, device_id)`;

export interface OpenCommand {
  readonly organization_id: string;
  readonly device_id: string;
  readonly id: string;
  readonly intent: string;
  readonly approvals: Approval[];
  readonly kind: CommandKind;
  readonly traceparent: string | null;
}

/** What is on its way to any of these devices, oldest first. */
export async function selectOpen(tx: Tx, keys: readonly DeviceKey[]): Promise<readonly OpenCommand[]> {
  const { rows } = await sql<OpenCommand>`select c.organization_id, c.device_id, c.id, c.intent, c.approvals,
      c.kind, c.traceparent
    from ${keyRows(keys)} join commands c on c.organization_id = v.organization_id and c.device_id = v.device_id
    where c.state in ('issued', 'delivered') order by c.issued_at, c.id`.execute(tx);
  return rows;
}

/** What of a kind is on its way to these devices. */
export async function selectOpenOfKind(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
  kind: CommandKind,
): Promise<readonly CommandsTable[]> {
  const { rows } = await sql<CommandsTable>`select * from commands
    where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[]) and kind = ${kind}
      and state in ('issued', 'delivered')`.execute(tx);
  return rows;
}

export async function markDelivered(
  tx: Tx,
  rows: readonly { readonly organizationId: string; readonly id: string }[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`update commands c set state = 'delivered', delivered_at = coalesce(c.delivered_at, ${at}),
      deliveries = c.deliveries + 1
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.id)}::uuid[])
      as v(organization_id, id)
    where c.organization_id = v.organization_id and c.id = v.id`.execute(tx);
}

export interface ResultRow extends DeviceKey {
  readonly commandId: string;
  readonly outcome: 'done' | 'already' | 'refused';
  readonly at: Date;
  readonly code: string | null;
}

export interface CompletedRow {
  readonly organization_id: string;
  readonly device_id: string;
  readonly id: string;
  readonly kind: CommandKind;
  readonly state: CommandState;
  /** What the device said, also of a command that had been superseded meanwhile. */
  readonly outcome: 'done' | 'already' | 'refused';
  readonly traceparent: string | null;
}

/**
 * Stores devices' words on their own commands, the first word on each. A superseded command stays superseded, but when it was carried
 * out is known then. That a wipe is done is believed by its signed receipt alone.
 */
export async function completeCommands(tx: Tx, rows: readonly ResultRow[], at: Date): Promise<readonly CompletedRow[]> {
  if (rows.length === 0) return [];
  const { rows: completed } = await sql<CompletedRow>`update commands c
    set state = case when c.state = 'superseded' then c.state else v.outcome end, completed_at = ${at}, code = v.code,
      executed_at = case when v.outcome = 'refused' then null else v.at end
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[],
      ${rows.map((row) => row.commandId)}::uuid[], ${rows.map((row) => row.outcome)}::text[],
      ${rows.map((row) => row.at)}::timestamptz[], ${rows.map((row) => row.code)}::text[])
      as v(organization_id, device_id, id, outcome, at, code)
    where c.organization_id = v.organization_id and c.id = v.id and c.device_id = v.device_id and c.completed_at is null
      and c.state in ('issued', 'delivered', 'superseded') and (c.kind <> 'wipe' or v.outcome <> 'done')
    returning c.organization_id, c.device_id, c.id, c.kind, c.state, v.outcome, c.traceparent`.execute(tx);
  return completed;
}

export interface SettledLock extends DeviceKey {
  readonly noKeys: boolean;
}

/** Devices whose newest lock or unlock that counts (not superseded, not refused) is a lock that has been carried out. */
export async function selectSettledLocked(tx: Tx, keys: readonly DeviceKey[]): Promise<readonly SettledLock[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<SettledLock>`select v.organization_id as "organizationId", v.device_id as "deviceId",
      coalesce(newest.intent::jsonb #>> '{parameters,noKeys}' = 'true', false) as "noKeys"
    from ${keyRows(keys)} cross join lateral (
      select c.kind, c.state, c.intent from commands c
      where c.organization_id = v.organization_id and c.device_id = v.device_id and c.kind in ('lock', 'unlock')
        and c.state in ('issued', 'delivered', 'done', 'already')
      order by c.issued_at desc, c.id desc limit 1) newest
    where newest.kind = 'lock' and newest.state in ('done', 'already')`.execute(tx);
  return rows;
}

/** What receipts of wipes are held against: the commands they name, and the keys of the devices that have them. */
export async function selectWipes(
  tx: Tx,
  keys: readonly (DeviceKey & { readonly commandId: string })[],
): Promise<readonly (DeviceKey & { readonly commandId: string; readonly state: CommandState })[]> {
  const { rows } = await sql<DeviceKey & { commandId: string; state: CommandState }>`select
      c.organization_id as "organizationId", c.device_id as "deviceId", c.id as "commandId", c.state
    from unnest(${uuidArray(keys.map((key) => key.organizationId))}::uuid[], ${uuidArray(keys.map((key) => key.deviceId))}::uuid[],
      ${uuidArray(keys.map((key) => key.commandId))}::uuid[]) as v(organization_id, device_id, id)
    join commands c on c.organization_id = v.organization_id and c.id = v.id and c.device_id = v.device_id
    where c.kind = 'wipe' and c.state in ('issued', 'delivered', 'superseded', 'expired', 'done')`.execute(tx);
  return rows;
}

/** A wipe that the device says, signed, to have carried out; also one that was meanwhile void here. */
export async function completeWipes(
  tx: Tx,
  rows: readonly { readonly organizationId: string; readonly commandId: string; readonly executedAt: Date }[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`update commands c set state = 'done', executed_at = v.executed_at, completed_at = ${at}
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.commandId)}::uuid[],
      ${rows.map((row) => row.executedAt)}::timestamptz[]) as v(organization_id, id, executed_at)
    where c.organization_id = v.organization_id and c.id = v.id and c.completed_at is null`.execute(tx);
}

/** The newest wipe of a device, whatever became of it. */
export async function selectLatestWipe(db: Db | Tx, key: DeviceKey): Promise<CommandsTable | null> {
  const row = await tablesOf(db)
    .selectFrom('commands')
    .selectAll()
    .where('organization_id', '=', key.organizationId)
    .where('device_id', '=', key.deviceId)
    .where('kind', '=', 'wipe')
    .orderBy('issued_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row ?? null;
}

/** Ends unlocks that no device has fetched. */
export async function supersedeUnfetchedUnlocks(tx: Tx, at: Date): Promise<readonly DeviceKey[]> {
  const { rows } = await sql<DeviceKey>`update commands set state = 'superseded', superseded_at = ${at}
    where kind = 'unlock' and state = 'issued'
    returning organization_id as "organizationId", device_id as "deviceId"`.execute(tx);
  return rows;
}

/** Ends wipes that no device has fetched and that were issued before `until`. */
export async function expireWipes(
  tx: Tx,
  until: Date,
): Promise<readonly (DeviceKey & { readonly commandId: string })[]> {
  const { rows } = await sql<DeviceKey & { commandId: string }>`update commands set state = 'expired'
    where kind = 'wipe' and state = 'issued' and issued_at <= ${until}
    returning organization_id as "organizationId", device_id as "deviceId", id as "commandId"`.execute(tx);
  return rows;
}

/** Newest first. */
export async function selectCommands(db: Db, key: DeviceKey, limit: number): Promise<CommandsTable[]> {
  return tablesOf(db)
    .selectFrom('commands')
    .selectAll()
    .where('organization_id', '=', key.organizationId)
    .where('device_id', '=', key.deviceId)
    .orderBy('issued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/**
 * Deletes commands that are over and were issued before `until`, but for each device the newest lock or unlock that counts: it tells
 * whether the device should be locked. Wipes stay for good, as their receipts do. A few at a time: others wait for none of it. @returns how many
 */
export async function deleteOver(db: Db, organizationId: string, until: Date, atOnce: number): Promise<number> {
  const { numAffectedRows } = await sql`delete from commands c
    using (
      select o.id from commands o
      where o.organization_id = ${organizationId} and o.issued_at < ${until} and o.state not in ('issued', 'delivered')
        and o.kind <> 'wipe' and (o.kind not in ('lock', 'unlock') or o.state not in ('done', 'already') or exists (
          select from commands n
          where n.organization_id = ${organizationId} and n.device_id = o.device_id and n.kind in ('lock', 'unlock')
            and n.state in ('issued', 'delivered', 'done', 'already') and (n.issued_at, n.id) > (o.issued_at, o.id)))
      order by o.issued_at limit ${atOnce}) done_with
    where c.organization_id = ${organizationId} and c.id = done_with.id`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
