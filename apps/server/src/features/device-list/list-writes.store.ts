/** Writes to the device list for many devices at once: registrations, commands; and what those who issue commands read of it. */
import type { CheckInRequest, DeviceClientKind, DeviceFacts } from '@sekisho/contracts';
import { sql } from 'kysely';
import { storableJson } from '../../platform/database/storable-json.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface NewListRow {
  readonly deviceId: string;
  readonly clientKind: DeviceClientKind;
  readonly policyCode: string;
  readonly group: { readonly id: number; readonly name: string } | null;
  readonly deviceRevision: number;
  readonly facts: DeviceFacts;
}

const factColumns = sql`computer_name, platform, architecture, os_name, os_version, manufacturer, model,
  hardware_serial_number, addresses, agent_version`;
const factValues = sql`f."computerName", f.platform, f.architecture, f."osName", f."osVersion", f.manufacturer, f.model,
  f."hardwareSerialNumber", array(select jsonb_array_elements_text(f.addresses)), f."agentVersion"`;
const factFields = sql`"computerName" text, platform text, architecture text, "osName" text, "osVersion" text,
  manufacturer text, model text, "hardwareSerialNumber" text, addresses jsonb, "agentVersion" text`;

/** Rows of devices just registered. */
export async function insertListRows(
  tx: Tx,
  organizationId: string,
  rows: readonly NewListRow[],
  registeredAt: Date,
): Promise<void> {
  const records = rows.map(({ facts, group, ...row }) => ({
    ...row,
    groupId: group?.id ?? null,
    groupName: group?.name ?? null,
    ...facts,
  }));
  await sql`insert into device_list (organization_id, device_id, client_kind, policy_code, group_id, group_name, device_revision,
      registered_at, ${factColumns})
    select ${organizationId}, f."deviceId", f."clientKind", f."policyCode", f."groupId", f."groupName", f."deviceRevision",
      ${registeredAt}, ${factValues}
    from jsonb_to_recordset(${storableJson(records)}::jsonb) as f("deviceId" uuid, "clientKind" text, "policyCode" text,
      "groupId" integer, "groupName" text, "deviceRevision" bigint, ${factFields})`.execute(tx);
}

export interface ReportRow {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly lock: CheckInRequest['lock'];
  readonly logonUser: string | null;
}

/** State of the lock and user, as devices report them. */
export async function updateReports(tx: Tx, rows: readonly ReportRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sims = rows.map(({ lock }) => lock.sim ?? { registered: null, present: null });
  const released = rows.map(({ lock }) => (lock.releasedUntil === null ? null : new Date(lock.releasedUntil)));
  await sql`update device_list l set lock_mode = v.mode, lock_screen = v.screen, released_until = v.released,
      released_by = v.released_by, sim_registered = v.sim_registered, sim_present = v.sim_present,
      logon_user = v.logon_user
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[],
      ${rows.map((row) => row.lock.mode)}::text[], ${rows.map((row) => row.lock.screen)}::text[],
      ${released}::timestamptz[], ${rows.map(({ lock }) => lock.releasedBy ?? null)}::text[],
      ${sims.map(({ registered }) => registered)}::text[], ${sims.map(({ present }) => present)}::text[],
      ${rows.map((row) => row.logonUser)}::text[])
      as v(organization_id, device_id, mode, screen, released, released_by, sim_registered, sim_present, logon_user)
    where l.organization_id = v.organization_id and l.device_id = v.device_id`.execute(tx);
}

export interface FactsRow {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly facts: DeviceFacts;
}

export async function updateFacts(tx: Tx, rows: readonly FactsRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  if (rows.every(({ organizationId }) => organizationId === first.organizationId))
    return updateFactsWithin(tx, first.organizationId, rows);
  const records = rows.map(({ facts, ...row }) => ({ ...row, ...facts }));
  await sql`update device_list l set (${factColumns}) = row(${factValues})
    from jsonb_to_recordset(${storableJson(records)}::jsonb) as f("organizationId" uuid, "deviceId" uuid, ${factFields})
    where l.organization_id = f."organizationId" and l.device_id = f."deviceId"`.execute(tx);
}

/** The same, of devices of one organization. */
export async function updateFactsWithin(
  tx: Tx,
  organizationId: string,
  rows: readonly Omit<FactsRow, 'organizationId'>[],
): Promise<void> {
  const records = rows.map(({ facts, deviceId }) => ({ deviceId, ...facts }));
  await sql`update device_list l set (${factColumns}) = row(${factValues})
    from jsonb_to_recordset(${storableJson(records)}::jsonb) as f("deviceId" uuid, ${factFields})
    where l.organization_id = ${organizationId} and l.device_id = f."deviceId"`.execute(tx);
}

export interface DeviceKey {
  readonly organizationId: string;
  readonly deviceId: string;
}

/** @param kind the command now on its way to these devices; `null`: none any more */
export async function updateOpenCommand(tx: Tx, devices: readonly DeviceKey[], kind: string | null): Promise<void> {
  if (devices.length === 0) return;
  await sql`update device_list l set open_command = ${kind}
    from unnest(${devices.map((device) => device.organizationId)}::uuid[], ${devices.map((device) => device.deviceId)}::uuid[])
      as v(organization_id, device_id)
    where l.organization_id = v.organization_id and l.device_id = v.device_id`.execute(tx);
}

export interface WipedRow extends DeviceKey {
  readonly wiped: 'complete' | 'incomplete';
}

/** The devices' last signed word on a wipe. */
export async function updateWiped(tx: Tx, rows: readonly WipedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update device_list l set wiped = v.wiped
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.deviceId)}::uuid[],
      ${rows.map((row) => row.wiped)}::text[]) as v(organization_id, device_id, wiped)
    where l.organization_id = v.organization_id and l.device_id = v.device_id`.execute(tx);
}

export interface HardwareRow {
  readonly deviceId: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly hardwareSerialNumber: string;
}

export interface Successor {
  readonly deviceId: string;
  readonly successorId: string;
}

/** Older records of this very hardware that are in a wipe, or behind one. */
export async function selectWipedHardware(
  tx: Tx,
  organizationId: string,
  rows: readonly HardwareRow[],
): Promise<readonly Successor[]> {
  if (rows.length === 0) return [];
  const { rows: found } = await sql<Successor>`select l.device_id as "deviceId", v.device_id as "successorId"
    from unnest(${rows.map((row) => row.deviceId)}::uuid[], ${rows.map((row) => row.manufacturer)}::text[],
      ${rows.map((row) => row.model)}::text[], ${rows.map((row) => row.hardwareSerialNumber)}::text[])
      as v(device_id, manufacturer, model, serial)
    join device_list l on l.hardware_serial_number = v.serial and l.manufacturer = v.manufacturer and l.model = v.model
    where l.organization_id = ${organizationId} and l.state = 'active' and l.device_id <> v.device_id
      and (l.lock_mode = 'wiping' or l.open_command = 'wipe' or l.wiped is not null)`.execute(tx);
  return found;
}

export async function markRegisteredAgain(
  tx: Tx,
  organizationId: string,
  { deviceId, successorId }: Successor,
  at: Date,
): Promise<void> {
  await sql`update device_list set registered_again_at = ${at}, registered_again_as = ${successorId},
      open_command = case when open_command = 'wipe' then null else open_command end
    where organization_id = ${organizationId} and device_id = ${deviceId}`.execute(tx);
}

export async function selectRegisteredAgain(
  db: Db,
  { organizationId, deviceId }: DeviceKey,
): Promise<{ readonly deviceId: string; readonly at: Date } | null> {
  const { rows } = await sql<{
    deviceId: string;
    at: Date;
  }>`select l.registered_again_as as "deviceId", l.registered_again_at as at
    from device_list l left join device_contact c on c.organization_id = l.organization_id and c.device_id = l.device_id
    where l.organization_id = ${organizationId} and l.device_id = ${deviceId} and l.registered_again_at is not null
      and coalesce(c.last_seen_at < l.registered_again_at, true)`.execute(db);
  return rows[0] ?? null;
}

export async function updateDeregistered(tx: Tx, { organizationId, deviceId }: DeviceKey): Promise<void> {
  await sql`update device_list set state = 'deregistered', open_command = null
    where organization_id = ${organizationId} and device_id = ${deviceId}`.execute(tx);
}

export interface ListedDevice {
  readonly deviceId: string;
  readonly computerName: string;
  readonly hardwareSerialNumber: string;
  readonly groupId: number | null;
  readonly state: string;
  readonly platform: 'linux' | 'windows' | 'macos';
  readonly policyCode: string;
  readonly agentVersion: string;
  readonly clientKind: DeviceClientKind;
}

/** The given devices as far as they are there, by organization first. */
export async function selectListed(
  db: Db | Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ListedDevice[]> {
  const { rows } = await sql<ListedDevice>`select device_id as "deviceId", computer_name as "computerName",
      hardware_serial_number as "hardwareSerialNumber", group_id as "groupId", state, platform,
      policy_code as "policyCode", agent_version as "agentVersion", client_kind as "clientKind"
    from device_list where organization_id = ${organizationId} and device_id = any(${deviceIds}::uuid[])`.execute(db);
  return rows;
}

/** Those that are locked by somebody's order or their SIM, being wiped, or have a command on its way. */
export async function selectHeldDevices(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ deviceId: string }>`select device_id as "deviceId" from device_list
    where organization_id = ${organizationId} and device_id = any(${[...deviceIds]}::uuid[])
      and (lock_mode not in ('unlocked', 'timer') or open_command is not null)`.execute(tx);
  return new Set(rows.map(({ deviceId }) => deviceId));
}

/** Where devices stand: what a copy of one of them is given. */
export async function selectPlaces(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<NewListRow, 'clientKind' | 'policyCode' | 'group'>>> {
  const { rows } = await sql<{
    id: string;
    clientKind: DeviceClientKind;
    policyCode: string;
    groupId: number | null;
    groupName: string | null;
  }>`select device_id as id, client_kind as "clientKind", policy_code as "policyCode", group_id as "groupId", group_name as "groupName"
    from device_list where organization_id = ${organizationId} and device_id = any(${[...deviceIds]}::uuid[])
    for share`.execute(tx);
  return new Map(
    rows.map(({ id, clientKind, policyCode, groupId, groupName }) => [
      id,
      { clientKind, policyCode, group: groupId === null ? null : { id: groupId, name: groupName ?? '' } },
    ]),
  );
}
