/** The only SQL on organizations and their licences. */
import { type Generated, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface OrganizationsTable {
  id: string;
  code: string;
  name: string;
  serial_hash: Buffer;
  serial_sealed: Buffer;
  next_group_id: Generated<number>;
  settings_number: Generated<string>;
  home_revision: Generated<string>;
  created_at: Generated<Date>;
}

export interface OrganizationLicencesTable {
  organization_id: string;
  contracted_devices: number;
  registered_devices: Generated<number>;
}

type Tables = {
  organizations: OrganizationsTable;
  organization_licences: OrganizationLicencesTable;
};

const tablesOf = (db: Db | Tx) => db.$extendTables<Tables>();

export interface NewOrganization {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly serialHash: Buffer;
  readonly serialSealed: Buffer;
  readonly contractedDevices: number;
  readonly at: Date;
}

export async function insertOrganization(tx: Tx, row: NewOrganization): Promise<void> {
  const db = tablesOf(tx);
  await db
    .insertInto('organizations')
    .values({
      id: row.id,
      code: row.code,
      name: row.name,
      serial_hash: row.serialHash,
      serial_sealed: row.serialSealed,
      created_at: row.at,
    })
    .execute();
  await db
    .insertInto('organization_licences')
    .values({ organization_id: row.id, contracted_devices: row.contractedDevices })
    .execute();
}

export async function selectOrganization(db: Db | Tx, id: string) {
  return tablesOf(db)
    .selectFrom('organizations')
    .innerJoin('organization_licences', 'organization_id', 'id')
    .select(['id', 'code', 'name', 'serial_sealed', 'home_revision', 'contracted_devices', 'registered_devices'])
    .where('id', '=', id)
    .where('organization_id', '=', id)
    .executeTakeFirst();
}

export async function selectOrganizationBySerialHash(db: Db | Tx, serialHash: Buffer) {
  return tablesOf(db)
    .selectFrom('organizations')
    .select(['id', 'code', 'name', 'home_revision'])
    .where('serial_hash', '=', serialHash)
    .executeTakeFirst();
}

/** At most two: enough to know none, the one, or 'say which'. */
export async function selectOrganizationsForCommand(db: Db | Tx, code: string | null) {
  let query = tablesOf(db).selectFrom('organizations').select(['id', 'code', 'name']).orderBy('code').limit(2);
  if (code !== null) query = query.where('code', '=', code);
  return query.execute();
}

export async function selectAllOrganizations(db: Db | Tx) {
  return tablesOf(db).selectFrom('organizations').select(['id', 'code']).orderBy('code').execute();
}

export async function anyOrganizationExists(db: Db | Tx): Promise<boolean> {
  const row = await tablesOf(db).selectFrom('organizations').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}

export async function updateName(tx: Tx, id: string, name: string): Promise<void> {
  await tablesOf(tx).updateTable('organizations').set({ name }).where('id', '=', id).execute();
}

export async function incrementSettingsNumber(tx: Tx, id: string): Promise<number> {
  const row = await tablesOf(tx)
    .updateTable('organizations')
    .set({ settings_number: sql<string>`settings_number + 1` })
    .where('id', '=', id)
    .returning('settings_number')
    .executeTakeFirstOrThrow();
  return Number(row.settings_number);
}

export async function incrementHomeRevision(tx: Tx, id: string): Promise<number> {
  const row = await tablesOf(tx)
    .updateTable('organizations')
    .set({ settings_number: sql<string>`settings_number + 1`, home_revision: sql<string>`settings_number + 1` })
    .where('id', '=', id)
    .returning('home_revision')
    .executeTakeFirstOrThrow();
  return Number(row.home_revision);
}

/** Far above every number that may have been given out since the backup was made. */
export async function jumpSettingsNumber(tx: Tx, id: string, jump: number): Promise<void> {
  await tablesOf(tx)
    .updateTable('organizations')
    .set({
      settings_number: sql<string>`settings_number + ${jump}::bigint`,
      home_revision: sql<string>`settings_number + ${jump}::bigint`,
    })
    .where('id', '=', id)
    .execute();
}

export async function selectHomeRevision(db: Db | Tx, id: string): Promise<number> {
  const row = await tablesOf(db)
    .selectFrom('organizations')
    .select('home_revision')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return Number(row.home_revision);
}

/** Ids of groups are never used twice, not even after a deletion. */
export async function takeGroupId(tx: Tx, id: string): Promise<number> {
  const row = await tablesOf(tx)
    .updateTable('organizations')
    .set({ next_group_id: sql<number>`next_group_id + 1` })
    .where('id', '=', id)
    .returning(sql<number>`next_group_id - 1`.as('taken'))
    .executeTakeFirstOrThrow();
  return row.taken;
}

/** Takes up to `wanted` of the contracted devices that are free and says how many; the row stays locked until the commit. */
export async function takeLicences(tx: Tx, id: string, wanted: number): Promise<number> {
  const licences = tablesOf(tx).updateTable('organization_licences').where('organization_id', '=', id);
  const all = await licences
    .set({ registered_devices: sql<number>`registered_devices + ${wanted}::integer` })
    .where(sql<boolean>`registered_devices + ${wanted}::integer <= contracted_devices`)
    .executeTakeFirst();
  if (all.numUpdatedRows > 0) return wanted;
  const before = await lockLicences(tx, id);
  const taken = Math.max(0, Math.min(wanted, before.contracted_devices - before.registered_devices));
  await licences.set({ registered_devices: before.registered_devices + taken }).execute();
  return taken;
}

export async function releaseLicences(tx: Tx, id: string, count: number): Promise<void> {
  await tablesOf(tx)
    .updateTable('organization_licences')
    .set({ registered_devices: sql<number>`greatest(registered_devices - ${count}::integer, 0)` })
    .where('organization_id', '=', id)
    .execute();
}

export async function lockLicences(tx: Tx, id: string) {
  return tablesOf(tx)
    .selectFrom('organization_licences')
    .select(['contracted_devices', 'registered_devices'])
    .where('organization_id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function updateContractedDevices(tx: Tx, id: string, contractedDevices: number): Promise<void> {
  await tablesOf(tx)
    .updateTable('organization_licences')
    .set({ contracted_devices: contractedDevices })
    .where('organization_id', '=', id)
    .execute();
}
