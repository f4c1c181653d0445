/** The only SQL of check-ins on contacts: one statement for a quiet batch, two for one that brought something. */
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import { prepare, runPrepared } from '../../platform/database/prepared.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface Contact {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly holder: number;
  readonly settingsRevision: number;
  readonly policyCode: string | null;
  readonly trustVersion: number;
}

export interface QuietContact extends Contact {
  readonly reportHash: string;
}

export interface QuietRow {
  /** Index in what was given. */
  readonly index: number;
  readonly item_number: string;
  readonly policy_code: string;
  readonly device_revision: string;
}

const quietTouch = prepare(
  'check-in-quiet',
  `update device_contact c
    set last_seen_at = $1, last_seen_day = $2::date, fetched_revision = v.revision, fetched_policy_code = v.policy_code,
      trust_version = v.trust_version
    from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::integer[], $8::integer[], $9::bigint[]) with ordinality
      as v(organization_id, device_id, revision, policy_code, trust_version, holder, report_hash, number)
    where c.organization_id = v.organization_id and c.device_id = v.device_id and c.active and c.holder = v.holder
      and not c.commands_open and c.report_hash = v.report_hash
    returning (v.number - 1)::integer as index, c.item_number, c.policy_code, c.device_revision`,
);

/**
 * Stores check-ins that bring no items, as far as they are quiet: nothing waits for the device, and what it reports is known. Others
 * are left out and nothing is written of them, of devices that are not active too. Committed when it resolves.
 */
export function touchQuiet(db: Db, contacts: readonly QuietContact[], at: Date): Promise<readonly QuietRow[]> {
  const hashes = `{${contacts.map((contact) => contact.reportHash).join(',')}}`;
  return runPrepared<QuietRow>(db, quietTouch, [...touchValues(contacts, at), hashes]);
}

export interface ContactRow {
  readonly organization_id: string;
  readonly device_id: string;
  readonly item_number: string;
  readonly order_number: string;
  readonly report_hash: string;
  readonly policy_code: string;
  readonly device_revision: string;
  readonly commands_open: boolean;
}

const touch = prepare(
  'check-in-touch',
  `update device_contact c
    set last_seen_at = $1, last_seen_day = $2::date, fetched_revision = v.revision, fetched_policy_code = v.policy_code,
      trust_version = v.trust_version
    from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::integer[], $8::integer[])
      as v(organization_id, device_id, revision, policy_code, trust_version, holder)
    where c.organization_id = v.organization_id and c.device_id = v.device_id and c.active and c.holder = v.holder
    returning c.organization_id, c.device_id, c.item_number, c.order_number, c.report_hash, c.policy_code,
      c.device_revision, c.commands_open`,
);

/**
 * Notes that these devices were here and gives what the server holds of each. Devices that are not active any more, or of which
 * another machine is the holder, are left out: the statement itself asks, so from the commit of either on nothing is stored. Their rows stay locked until the commit.
 */
export function touchContacts(tx: Tx, contacts: readonly Contact[], at: Date): Promise<readonly ContactRow[]> {
  return runPrepared<ContactRow>(tx, touch, touchValues(contacts, at));
}

function touchValues(contacts: readonly Contact[], at: Date): unknown[] {
  return [
    at,
    at.toISOString().slice(0, 10),
    uuidArray(contacts.map((contact) => contact.organizationId)),
    uuidArray(contacts.map((contact) => contact.deviceId)),
    numberArray(contacts.map((contact) => contact.settingsRevision)),
    contacts.map((contact) => contact.policyCode),
    numberArray(contacts.map((contact) => contact.trustVersion)),
    numberArray(contacts.map((contact) => contact.holder)),
  ];
}

export interface Progress {
  readonly organizationId: string;
  readonly deviceId: string;
  readonly itemNumber: number;
  readonly orderNumber: number;
  readonly reportHash: string;
  readonly commandsOpen: boolean;
}

const advance = prepare(
  'check-in-advance',
  `update device_contact c
    set item_number = v.item_number, order_number = v.order_number, report_hash = v.report_hash,
      commands_open = v.commands_open
    from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[])
      as v(organization_id, device_id, item_number, order_number, report_hash, commands_open)
    where c.organization_id = v.organization_id and c.device_id = v.device_id`,
);

/** Advances the numbers in the commit that stores what they count. */
export async function advanceContacts(tx: Tx, rows: readonly Progress[]): Promise<void> {
  if (rows.length === 0) return;
  await runPrepared(tx, advance, [
    uuidArray(rows.map((row) => row.organizationId)),
    uuidArray(rows.map((row) => row.deviceId)),
    numberArray(rows.map((row) => row.itemNumber)),
    numberArray(rows.map((row) => row.orderNumber)),
    `{${rows.map((row) => row.reportHash).join(',')}}`,
    rows.map((row) => row.commandsOpen),
  ]);
}
