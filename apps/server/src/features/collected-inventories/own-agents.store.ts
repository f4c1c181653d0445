/** Which devices with a client that stays are the machines of these inventories, in SQL. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';
import { type HardwareIdentity, isFromItsMaker, writingsOf } from './hardware-identity.rules.ts';

export interface KnownHardware extends HardwareIdentity {
  readonly deviceId: string;
}

/** Whoever may be one of them: told by a serial number, a UUID or a card that they share. */
async function selectCandidates(tx: Tx, organizationId: string, all: readonly HardwareIdentity[]): Promise<string[]> {
  const serials = all.flatMap(({ serialNumber }) => (serialNumber === '' ? [] : serialNumber));
  const uuids = all.flatMap(({ uuid }) => (uuid === '' ? [] : writingsOf(uuid)));
  const cards = all.flatMap(({ macAddresses }) =>
    macAddresses.filter(isFromItsMaker).map((each) => each.toLowerCase()),
  );
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

/** Active devices whose own client reports them, as far as they may be one of `all`. */
export async function selectOwnAgents(
  tx: Tx,
  organizationId: string,
  all: readonly HardwareIdentity[],
): Promise<KnownHardware[]> {
  const candidates = await selectCandidates(tx, organizationId, all);
  if (candidates.length === 0) return [];
  const section = (name: string) => sql`(select content from inventory_sections s
    where s.organization_id = d.organization_id and s.device_id = d.device_id and s.section = ${name})`;
  const { rows } = await sql<KnownHardware>`select d.device_id as "deviceId", d.manufacturer, d.model,
      d.hardware_serial_number as "serialNumber", coalesce(${section('hardware')} ->> 'uuid', '') as uuid,
      coalesce(card_addresses(${section('network')}), '{}') as "macAddresses"
    from device_list d where d.organization_id = ${organizationId} and d.device_id = any(${uuidArray(candidates)}::uuid[])
      and d.state = 'active' and d.client_kind in ('standard', 'linked-clone')`.execute(tx);
  return rows;
}
