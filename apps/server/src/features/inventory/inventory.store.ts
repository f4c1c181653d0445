/** The only SQL on inventory sections: one statement for all devices that came together. */
import { sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { SectionToStore } from './inventory.rules.ts';
import type { StoredContent } from './packing.ts';

export interface InventorySectionsTable {
  organization_id: string;
  device_id: string;
  section: string;
  hash: string;
  content: unknown;
  packed: Buffer | null;
  collected_at: Date;
  received_at: Date;
}

export interface DeviceKey {
  readonly organizationId: string;
  readonly deviceId: string;
}

/** Who tells of a device: which holder of its record; `null`: whoever that is. */
export interface Teller extends DeviceKey {
  readonly holder: number | null;
}

export interface HeldInventory {
  /** By name of the section. */
  readonly hashes: ReadonlyMap<string, string>;
}

export type PackedSection = Omit<SectionToStore, 'content'> & StoredContent;

export interface SectionsOfDevice extends Teller {
  readonly collectedAt: Date;
  readonly sections: readonly PackedSection[];
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ inventory_sections: InventorySectionsTable }>();

const idsOf = (devices: readonly DeviceKey[]) => uuidArray(devices.map(({ deviceId }) => deviceId));
const organizationsOf = (devices: readonly DeviceKey[]) =>
  uuidArray(devices.map(({ organizationId }) => organizationId));
const holdersOf = (tellers: readonly Teller[]) => numberArray(tellers.map(({ holder }) => holder));

/** Contacts of those that may tell: active, and under the holder that speaks. */
const telling = (tellers: readonly Teller[]) => sql`device_contact c
    join unnest(${organizationsOf(tellers)}::uuid[], ${idsOf(tellers)}::uuid[], ${holdersOf(tellers)}::integer[])
      as v(organization_id, device_id, holder)
    on c.organization_id = v.organization_id and c.device_id = v.device_id and c.active
      and c.holder = coalesce(v.holder, c.holder)`;

/** What is held of each device, in order; `null` for those that may not tell any more. */
export async function selectHeld(db: Db, devices: readonly Teller[]): Promise<(HeldInventory | null)[]> {
  // As one text a device: the driver reads arrays slowly.
  const { rows } = await sql<{ device_id: string; held: string | null }>`
    select c.device_id, (select string_agg(s.section || ' ' || s.hash, ',') from inventory_sections s
      where s.organization_id = c.organization_id and s.device_id = c.device_id) as held
    from ${telling(devices)}`.execute(db);
  const held = new Map(rows.map((row) => [row.device_id, { hashes: hashesOf(row.held ?? '') }]));
  return devices.map(({ deviceId }) => held.get(deviceId) ?? null);
}

/** Of `section hash,section hash`; no section is called with a blank or a comma. */
function hashesOf(text: string): Map<string, string> {
  return new Map(text.split(',').map((one) => one.split(' ') as [string, string]));
}

export async function selectSections(db: Db, { organizationId, deviceId }: DeviceKey) {
  return tablesOf(db)
    .selectFrom('inventory_sections')
    .select(['section', 'hash', 'content', 'packed', 'collected_at'])
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', deviceId)
    .orderBy('section')
    .execute();
}

/** Those of them that may tell; they may until the commit, or their deregistration, or who takes their place, waits. */
async function holdTelling(tx: Tx, devices: readonly Teller[]): Promise<Set<string>> {
  const { rows } = await sql<{ device_id: string }>`
    select c.device_id from ${telling(devices)}
    order by c.organization_id, c.device_id for share of c`.execute(tx);
  return new Set(rows.map((row) => row.device_id));
}

/** Of each device, in order, whether its sections were stored: all of one that may tell, none of another's. */
export async function upsertSections(tx: Tx, all: readonly SectionsOfDevice[], receivedAt: Date): Promise<boolean[]> {
  if (all.length === 0) return [];
  const told = await holdTelling(tx, all);
  // One order everywhere: two batches never wait for each other's rows in a ring.
  const sorted = all
    .filter(({ deviceId }) => told.has(deviceId))
    .toSorted((left, right) => (left.deviceId < right.deviceId ? -1 : 1));
  const rows = sorted.flatMap(({ organizationId, deviceId, collectedAt, sections }) =>
    sections.map(({ name, hash, content, packed }) => ({
      organization_id: organizationId,
      device_id: deviceId,
      section: name,
      hash,
      content,
      packed,
      collected_at: collectedAt,
      received_at: receivedAt,
    })),
  );
  if (rows.length > 0) {
    await tablesOf(tx)
      .insertInto('inventory_sections')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'device_id', 'section']).doUpdateSet({
          hash: sql`excluded.hash`,
          content: sql`excluded.content`,
          packed: sql`excluded.packed`,
          collected_at: sql`excluded.collected_at`,
          received_at: sql`excluded.received_at`,
        }),
      )
      .execute();
    await markDue(tx, sorted);
  }
  return all.map(({ deviceId }) => told.has(deviceId));
}

/** They have something new to look through. Only ever added to: nobody waits for whoever takes it. */
async function markDue(tx: Tx, devices: readonly DeviceKey[]): Promise<void> {
  await sql`insert into inventory_due (organization_id, device_id)
    select * from unnest(${organizationsOf(devices)}::uuid[], ${idsOf(devices)}::uuid[])`.execute(tx);
}
