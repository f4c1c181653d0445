/** The only SQL of check-ins on contacts: one statement for all of a batch, a second for those that brought something. */
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Tx } from '../../platform/database/tables.ts';

export interface Contact {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly settingsRevision: number;
  readonly policyCode: string | null;
  readonly trustVersion: number;
}

export interface ContactRow {
  readonly organization_id: string;
  readonly device_id: string;
  readonly item_number: string;
  readonly order_number: string;
  readonly report_hash: string;
  readonly policy_code: string;
  readonly device_revision: string;
}

/**
 * Notes that these devices were here and gives what the server holds of each. Devices that are not active any more are left out:
 * the statement itself asks, so from the commit of a deregistration on nothing is stored. Their rows stay locked until the commit.
 */
export async function touchContacts(tx: Tx, contacts: readonly Contact[], at: Date): Promise<readonly ContactRow[]> {
  const { rows } = await sql<ContactRow>`update device_contact c
    set last_seen_at = ${at}, last_seen_day = ${at.toISOString().slice(0, 10)}::date, fetched_revision = v.revision,
      fetched_policy_code = v.policy_code, trust_version = v.trust_version
    from unnest(${uuidArray(contacts.map((contact) => contact.organizationId))}::uuid[],
      ${uuidArray(contacts.map((contact) => contact.deviceId))}::uuid[],
      ${numberArray(contacts.map((contact) => contact.settingsRevision))}::bigint[],
      ${contacts.map((contact) => contact.policyCode)}::text[],
      ${numberArray(contacts.map((contact) => contact.trustVersion))}::integer[])
      as v(organization_id, device_id, revision, policy_code, trust_version)
    join devices d on d.organization_id = v.organization_id and d.id = v.device_id
    where c.organization_id = v.organization_id and c.device_id = v.device_id and c.active
    returning c.organization_id, c.device_id, c.item_number, c.order_number, c.report_hash, d.policy_code,
      d.device_revision`.execute(tx);
  return rows;
}

export interface Progress {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly itemNumber: number;
  readonly orderNumber: number;
  readonly reportHash: string;
}

/** Advances the numbers in the commit that stores what they count. */
export async function advanceContacts(tx: Tx, rows: readonly Progress[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update device_contact c
    set item_number = v.item_number, order_number = v.order_number, report_hash = v.report_hash
    from unnest(${uuidArray(rows.map((row) => row.organizationId))}::uuid[], ${uuidArray(rows.map((row) => row.deviceId))}::uuid[],
      ${numberArray(rows.map((row) => row.itemNumber))}::bigint[], ${numberArray(rows.map((row) => row.orderNumber))}::bigint[],
      ${rows.map((row) => row.reportHash)}::bigint[])
      as v(organization_id, device_id, item_number, order_number, report_hash)
    where c.organization_id = v.organization_id and c.device_id = v.device_id`.execute(tx);
}
