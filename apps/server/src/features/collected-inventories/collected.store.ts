/** What collected inventories ask of and change in records of devices, in SQL. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';

/** When what is held of these devices was collected; none, where nothing is held. */
export async function selectCollectedAt(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ device_id: string; at: Date }>`select device_id, max(collected_at) as at
    from inventory_sections where organization_id = ${organizationId}
      and device_id = any(${uuidArray(deviceIds)}::uuid[]) group by device_id`.execute(tx);
  return new Map(rows.map((row) => [row.device_id, row.at]));
}

/** A machine that was collected after its record was closed is registered anew: the old record gives up what it is known by. */
export async function vacateDeregistered(
  tx: Tx,
  organizationId: string,
  items: readonly { readonly keyHash: string; readonly collectedAt: Date }[],
): Promise<void> {
  await sql`update devices d set public_key_hash = sha256(d.public_key_hash || uuid_send(d.id))
    from unnest(${items.map(({ keyHash }) => Buffer.from(keyHash, 'hex'))}::bytea[],
      ${items.map(({ collectedAt }) => collectedAt)}::timestamptz[]) as v(hash, collected_at)
    where d.organization_id = ${organizationId} and d.public_key_hash = v.hash and d.state = 'deregistered'
      and d.deregistered_at < v.collected_at`.execute(tx);
}

/** Higher than any that is ever given out. */
const neverAskedRevision = Number.MAX_SAFE_INTEGER;

interface DeviceKey {
  readonly organizationId: string;
  readonly deviceId: string;
}

export async function updateClientKind(
  tx: Tx,
  devices: readonly (DeviceKey & { readonly clientKind: string })[],
): Promise<void> {
  await sql`update device_list d set client_kind = v.kind
    from unnest(${uuidArray(devices.map(({ organizationId }) => organizationId))}::uuid[],
      ${uuidArray(devices.map(({ deviceId }) => deviceId))}::uuid[],
      ${devices.map(({ clientKind }) => clientKind)}::text[]) as v(organization_id, device_id, kind)
    where d.organization_id = v.organization_id and d.device_id = v.device_id and d.client_kind <> v.kind`.execute(tx);
}

/** Whoever never asks for settings is not behind with them, whatever is saved. */
export async function settleContact(tx: Tx, devices: readonly DeviceKey[]): Promise<void> {
  await sql`update device_contact c set fetched_revision = ${neverAskedRevision}
    from unnest(${uuidArray(devices.map(({ organizationId }) => organizationId))}::uuid[],
      ${uuidArray(devices.map(({ deviceId }) => deviceId))}::uuid[]) as v(organization_id, device_id)
    where c.organization_id = v.organization_id and c.device_id = v.device_id and c.fetched_revision is null`.execute(
    tx,
  );
}
