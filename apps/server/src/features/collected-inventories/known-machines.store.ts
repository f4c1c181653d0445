/** Which active devices may be the machines of these inventories, and what each is known by, in SQL. */
import { type DeviceClientKind, residentClientKinds } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';
import { type HardwareIdentity, knownBy, writingsOf } from './hardware-identity.rules.ts';

export interface KnownMachine extends HardwareIdentity {
  readonly deviceId: string;
  readonly clientKind: DeviceClientKind;
  /** Hexadecimal. */
  readonly keyHash: string;
}

/** Whether there is any active device whose own client does not tell of it. */
export async function hasCollected(tx: Tx, organizationId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from device_list
    where organization_id = ${organizationId} and client_kind <> all(${[...residentClientKinds]}::text[])
      and state = 'active') as found`.execute(tx);
  return rows[0]?.found === true;
}

/** Told by a serial number, a UUID or a card that they share. */
async function selectCandidates(tx: Tx, organizationId: string, all: readonly HardwareIdentity[]): Promise<string[]> {
  const known = all.map(knownBy);
  const serials = known.flatMap(({ serialNumber }) => (serialNumber === '' ? [] : serialNumber));
  const uuids = known.flatMap(({ uuid }) => (uuid === '' ? [] : writingsOf(uuid)));
  const cards = known.flatMap(({ macAddresses }) => macAddresses);
  const own = sql`organization_id = ${organizationId}`;
  const { rows } = await sql<{ device_id: string }>`
    select device_id from device_list where ${own} and hardware_serial_number = any(${serials}::text[])
      and hardware_serial_number <> ''
    union select device_id from inventory_sections where ${own} and section = 'hardware'
      and content ->> 'uuid' <> '' and lower(content ->> 'uuid') = any(${uuids}::text[])
    union select device_id from inventory_sections where ${own} and section = 'network'
      and card_addresses(content) && ${cards}::text[]`.execute(tx);
  return rows.map((row) => row.device_id);
}

/** In the order of their registration. */
export async function selectMachines(
  tx: Tx,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<KnownMachine[]> {
  if (deviceIds.length === 0) return [];
  const section = (name: string) => sql`(select content from inventory_sections s
    where s.organization_id = d.organization_id and s.device_id = d.device_id and s.section = ${name})`;
  const { rows } = await sql<KnownMachine>`select d.device_id as "deviceId", d.client_kind as "clientKind",
      encode(r.public_key_hash, 'hex') as "keyHash", d.manufacturer, d.model, d.hardware_serial_number as "serialNumber",
      coalesce(${section('hardware')} ->> 'uuid', '') as uuid,
      coalesce(card_addresses(${section('network')}), '{}') as "macAddresses"
    from device_list d join devices r on r.organization_id = d.organization_id and r.id = d.device_id
    where d.organization_id = ${organizationId} and d.device_id = any(${uuidArray(deviceIds)}::uuid[]) and d.state = 'active'
    order by d.device_id`.execute(tx);
  return rows;
}

/** Whoever may be the machine of one of `all`. */
export async function selectMachinesLike(
  tx: Tx,
  organizationId: string,
  all: readonly HardwareIdentity[],
): Promise<KnownMachine[]> {
  return selectMachines(tx, organizationId, await selectCandidates(tx, organizationId, all));
}
