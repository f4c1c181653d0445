/** The only SQL on what is known of linked clones beside their records. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';

export interface CloneRow {
  readonly deviceId: string;
  readonly settingId: string | null;
  readonly originalId: string | null;
  readonly endedAt: Date | null;
}

/** As far as they are there, by id. */
export async function selectClones(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, CloneRow>> {
  const { rows } = await sql<CloneRow>`select device_id as "deviceId", setting_id as "settingId",
      original_id as "originalId", ended_at as "endedAt"
    from linked_clones where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.deviceId, row]));
}

/** Those of the devices of whose disk there are copies. */
export async function selectOriginals(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select distinct original_id as id from linked_clones
    where organization_id = ${organizationId} and original_id = any(${uuidArray(deviceIds)}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** To which clones the locks of these devices went. */
export async function selectLockedLike(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<readonly { readonly deviceId: string; readonly lockOf: readonly string[] }[]> {
  const { rows } = await sql<{ deviceId: string; lockOf: string[] }>`select device_id as "deviceId", lock_of as "lockOf"
    from linked_clones where organization_id = ${organizationId} and lock_of && ${uuidArray(deviceIds)}::uuid[]`.execute(
    tx,
  );
  return rows;
}

export interface NewClone extends Pick<CloneRow, 'deviceId' | 'settingId' | 'originalId'> {
  readonly lockOf: readonly string[];
}

export async function insertClones(tx: Tx, organizationId: string, clones: readonly NewClone[]): Promise<void> {
  const rows = clones.map(
    ({ deviceId, settingId, originalId, lockOf }) =>
      sql`(${organizationId}, ${deviceId}, ${settingId}, ${originalId}, ${uuidArray(lockOf)}::uuid[])`,
  );
  await sql`insert into linked_clones (organization_id, device_id, setting_id, original_id, lock_of)
    values ${sql.join(rows)}`.execute(tx);
}

/** What their holders said of their end, or that they go on (`null`); of devices that are no linked clones nothing is noted. */
export async function updateEnded(
  tx: Tx,
  ended: readonly { readonly organizationId: string; readonly deviceId: string }[],
  at: Date | null,
): Promise<void> {
  await sql`update linked_clones k set ended_at = ${at}::timestamptz
    from unnest(${uuidArray(ended.map((one) => one.organizationId))}::uuid[], ${uuidArray(ended.map((one) => one.deviceId))}::uuid[])
      as v(organization_id, device_id)
    where k.organization_id = v.organization_id and k.device_id = v.device_id
      and k.ended_at is distinct from ${at}::timestamptz`.execute(tx);
}
