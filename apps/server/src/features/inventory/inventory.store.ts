/** The only SQL on inventory sections. */
import { sql } from 'kysely';
import { storableJson } from '../../platform/database/storable-json.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { SectionToStore } from './inventory.rules.ts';

export interface InventorySectionsTable {
  organization_id: string;
  device_id: string;
  section: string;
  hash: string;
  content: unknown;
  collected_at: Date;
  received_at: Date;
}

interface ContactColumns {
  organization_id: string;
  device_id: string;
  active: boolean;
}

export interface DeviceKey {
  readonly organizationId: string;
  readonly deviceId: string;
}

const tablesOf = (db: Db | Tx) =>
  db.$extendTables<{ inventory_sections: InventorySectionsTable; device_contact: ContactColumns }>();

/** Whether the device is active; it stays so until the commit, or its deregistration waits. */
export async function holdActive(tx: Tx, { organizationId, deviceId }: DeviceKey): Promise<boolean> {
  const row = await tablesOf(tx)
    .selectFrom('device_contact')
    .select('active')
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', deviceId)
    .forShare()
    .executeTakeFirst();
  return row?.active === true;
}

export async function isActive(db: Db, { organizationId, deviceId }: DeviceKey): Promise<boolean> {
  const row = await tablesOf(db)
    .selectFrom('device_contact')
    .select('active')
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return row?.active === true;
}

export async function selectHashes(db: Db | Tx, { organizationId, deviceId }: DeviceKey): Promise<Map<string, string>> {
  const rows = await tablesOf(db)
    .selectFrom('inventory_sections')
    .select(['section', 'hash'])
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', deviceId)
    .execute();
  return new Map(rows.map((row) => [row.section, row.hash]));
}

export async function selectSections(db: Db, { organizationId, deviceId }: DeviceKey) {
  return tablesOf(db)
    .selectFrom('inventory_sections')
    .select(['section', 'hash', 'content', 'collected_at'])
    .where('organization_id', '=', organizationId)
    .where('device_id', '=', deviceId)
    .orderBy('section')
    .execute();
}

export async function upsertSections(
  tx: Tx,
  { organizationId, deviceId }: DeviceKey,
  sections: readonly SectionToStore[],
  times: { readonly collectedAt: Date; readonly receivedAt: Date },
): Promise<void> {
  const rows = sections.map((section) => ({
    organization_id: organizationId,
    device_id: deviceId,
    section: section.name,
    hash: section.hash,
    content: storableJson(section.content),
    collected_at: times.collectedAt,
    received_at: times.receivedAt,
  }));
  await tablesOf(tx)
    .insertInto('inventory_sections')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'device_id', 'section']).doUpdateSet({
        hash: sql`excluded.hash`,
        content: sql`excluded.content`,
        collected_at: sql`excluded.collected_at`,
        received_at: sql`excluded.received_at`,
      }),
    )
    .execute();
}
