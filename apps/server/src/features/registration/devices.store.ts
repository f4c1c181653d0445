/** The only SQL on records of devices: made at registration, read for their keys, closed at deregistration. */
import type { ApprovableText, Approval } from '@sekisho/contracts';
import { type Generated, type Selectable, sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface DevicesTable {
  organization_id: string;
  id: string;
  /** SPKI DER. */
  public_key: Buffer;
  /** SHA-256 of `public_key`. */
  public_key_hash: Buffer;
  state: 'active' | 'deregistered';
  policy_code: string;
  group_id: number | null;
  device_revision: string;
  registered_at: Date;
  deregistered_at: Date | null;
  deregistration_text: string | null;
  deregistration_signatures: unknown;
  deregistration_approvals: unknown;
  /** Rises each time a clone that comes back takes the record over; the contact has it too. */
  holder: Generated<number>;
  holder_since: Date | null;
  /** SPKI DER of the holder before. */
  former_key: Buffer | null;
}

export interface DeviceContactTable {
  organization_id: string;
  device_id: string;
  last_seen_at: Date | null;
  last_seen_day: Date | null;
  fetched_revision: string | null;
  fetched_policy_code: string | null;
  item_number: string;
  order_number: string;
  trust_version: number;
  active: boolean;
  report_hash: string;
  /** As in the record of the device, by a trigger. */
  policy_code: string;
  device_revision: string;
  /** Whether commands may be on their way: set by a trigger on `commands`, cleared by a check-in that finds none. */
  commands_open: boolean;
  holder: Generated<number>;
}

export type RegistrationTables = { devices: DevicesTable; device_contact: DeviceContactTable };

const tablesOf = (db: Db | Tx) => db.$extendTables<RegistrationTables>();

export interface DeviceRecord {
  readonly organizationId: string;
  readonly id: string;
  readonly publicKey: Buffer;
  readonly state: 'active' | 'deregistered';
  readonly policyCode: string;
  readonly deviceRevision: number;
  /** How often another machine has taken the record over. */
  readonly holder: number;
  /** SPKI DER of the holder before; `null`: there was none. */
  readonly formerKey: Buffer | null;
  /** Where deregistered: the signed notice. */
  readonly notice: ApprovableText | null;
}

function recordOf(row: Selectable<DevicesTable>): DeviceRecord {
  const { deregistration_text: text } = row;
  const signatures = row.deregistration_signatures as ApprovableText['signatures'];
  const approvals = row.deregistration_approvals as Approval[];
  return {
    organizationId: row.organization_id,
    id: row.id,
    publicKey: row.public_key,
    state: row.state,
    policyCode: row.policy_code,
    deviceRevision: Number(row.device_revision),
    holder: row.holder,
    formerKey: row.former_key,
    notice: text === null ? null : { text, signatures, approvals },
  };
}

/** By hexadecimal hash of the public key. */
export async function selectByKeyHashes(
  tx: Tx,
  organizationId: string,
  hashes: readonly string[],
): Promise<Map<string, DeviceRecord>> {
  const rows = await tablesOf(tx)
    .selectFrom('devices')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(
      'public_key_hash',
      'in',
      hashes.map((hash) => Buffer.from(hash, 'hex')),
    )
    .execute();
  return new Map(rows.map((row) => [row.public_key_hash.toString('hex'), recordOf(row)]));
}

export interface NewDevice {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly publicKeyHash: string;
  readonly policyCode: string;
  readonly groupId: number | null;
}

/** In the directory of all organizations; where these are on one machine, a trigger has done so. */
export async function enterDirectory(tx: Tx, organizationId: string, ids: readonly string[]): Promise<void> {
  await sql`insert into device_directory (device_id, organization_id)
    select v.id, ${organizationId} from unnest(${ids}::uuid[]) as v(id)
    on conflict (device_id) do nothing`.execute(tx);
}

/** Records of devices and of their contact. */
export async function insertDevices(
  tx: Tx,
  organizationId: string,
  devices: readonly NewDevice[],
  at: Date,
): Promise<void> {
  const ids = devices.map((device) => device.id);
  const policyCodes = devices.map((device) => device.policyCode);
  await sql`insert into devices
      (organization_id, id, public_key, public_key_hash, policy_code, group_id, device_revision, registered_at)
    select ${organizationId}, v.id, v.public_key, v.public_key_hash, v.policy_code, v.group_id, 0, ${at}
    from unnest(${ids}::uuid[], ${devices.map((device) => device.publicKey)}::bytea[],
      ${devices.map((device) => Buffer.from(device.publicKeyHash, 'hex'))}::bytea[], ${policyCodes}::text[],
      ${numberArray(devices.map((device) => device.groupId))}::integer[])
      as v(id, public_key, public_key_hash, policy_code, group_id)`.execute(tx);
  await sql`insert into device_contact (organization_id, device_id, policy_code, device_revision)
    select ${organizationId}, v.id, v.policy_code, 0
    from unnest(${ids}::uuid[], ${policyCodes}::text[]) as v(id, policy_code)`.execute(tx);
}

/** Whatever organization they belong to: for proofs, which name nothing but the device. The directory knows whose each is. */
export async function selectByIds(db: Db | Tx, ids: readonly string[]): Promise<DeviceRecord[]> {
  const { rows } = await sql<{
    organization_id: string;
    ids: string[];
  }>`select organization_id, array_agg(device_id) as ids
    from device_directory where device_id = any(${uuidArray(ids)}::uuid[]) group by organization_id`.execute(db);
  const records: DeviceRecord[] = [];
  for (const { organization_id: organizationId, ids: own } of rows) {
    const found = await tablesOf(db)
      .selectFrom('devices')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('id', 'in', own)
      .execute();
    records.push(...found.map(recordOf));
  }
  return records;
}

/** Locks the devices' rows of contact, ordered: whoever changes what a device is told begins with this. */
export async function lockDevices(tx: Tx, organizationId: string, ids: readonly string[]): Promise<void> {
  await sql`select device_id from device_contact where organization_id = ${organizationId} and device_id = any(${ids}::uuid[])
    order by device_id for update`.execute(tx);
}

export interface Deregistration {
  readonly organizationId: string;
  readonly id: string;
  readonly notice: ApprovableText;
  readonly at: Date;
}

/** From the commit on nothing of this device is stored any more; the notice is kept for good. */
export async function updateDeregistered(tx: Tx, { organizationId, id, notice, at }: Deregistration): Promise<void> {
  const db = tablesOf(tx);
  await db
    .updateTable('device_contact')
    .set({ active: false })
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', id)
    .execute();
  await db
    .updateTable('devices')
    .set({
      state: 'deregistered',
      deregistered_at: at,
      deregistration_text: notice.text,
      deregistration_signatures: JSON.stringify(notice.signatures),
      deregistration_approvals: JSON.stringify(notice.approvals ?? []),
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Devices deregistered since then, in any organization. */
export async function selectDeregisteredSince(db: Db, since: Date): Promise<string[]> {
  const rows = await tablesOf(db)
    .selectFrom('devices')
    .select('id')
    .where('state', '=', 'deregistered')
    .where('deregistered_at', '>=', since)
    .execute();
  return rows.map((row) => row.id);
}
