/** The only SQL on installer settings. */
import type { ClientKind, ClientPlatform, InitialSettings, InstallerFormat } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

interface InstallerSettingsTable {
  organization_id: string;
  id: string;
  platform: ClientPlatform;
  client_kind: ClientKind;
  name: string;
  format: InstallerFormat;
  initial: InitialSettings;
  revision: number;
  created_at: Date;
  updated_at: Date;
  updated_by: string | null;
}

export interface SettingRow {
  readonly id: string;
  readonly platform: ClientPlatform;
  readonly clientKind: ClientKind;
  readonly name: string;
  readonly format: InstallerFormat;
  readonly initial: InitialSettings;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ installer_settings: InstallerSettingsTable }>();
/** For writing: JSON goes in as text. */
const writableTablesOf = (tx: Tx) =>
  tx.$extendTables<{ installer_settings: Omit<InstallerSettingsTable, 'initial'> & { initial: string } }>();

function rowOf(row: InstallerSettingsTable): SettingRow {
  return {
    id: row.id,
    platform: row.platform,
    clientKind: row.client_kind,
    name: row.name,
    format: row.format,
    initial: row.initial,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

function columnsOf(row: SettingRow) {
  return {
    name: row.name,
    format: row.format,
    initial: JSON.stringify(row.initial),
    revision: row.revision,
    updated_at: row.updatedAt,
    updated_by: row.updatedBy,
  };
}

export async function selectSettings(db: Db, organizationId: string): Promise<SettingRow[]> {
  const rows = await tablesOf(db)
    .selectFrom('installer_settings')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('platform')
    .orderBy('client_kind')
    .orderBy('name')
    .execute();
  return rows.map(rowOf);
}

/** Locked until the commit. */
export async function lockSetting(tx: Tx, organizationId: string, id: string): Promise<SettingRow | null> {
  const row = await tablesOf(tx)
    .selectFrom('installer_settings')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : rowOf(row);
}

/** `false`: the platform and kind have one of this name. */
export async function insertSetting(tx: Tx, organizationId: string, row: SettingRow): Promise<boolean> {
  const result = await writableTablesOf(tx)
    .insertInto('installer_settings')
    .values({
      organization_id: organizationId,
      id: row.id,
      platform: row.platform,
      client_kind: row.clientKind,
      created_at: row.createdAt,
      ...columnsOf(row),
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'platform', 'client_kind', 'name']).doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** A unique violation of `installer_settings_name` when the name is taken. */
export async function updateSetting(tx: Tx, organizationId: string, row: SettingRow): Promise<void> {
  await writableTablesOf(tx)
    .updateTable('installer_settings')
    .set(columnsOf(row))
    .where('organization_id', '=', organizationId)
    .where('id', '=', row.id)
    .execute();
}

export async function deleteSetting(tx: Tx, organizationId: string, id: string): Promise<void> {
  await tablesOf(tx)
    .deleteFrom('installer_settings')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Those of the settings whose clones find their record again, as they are now: what was made of them earlier goes by it. */
export async function selectReturningSettings(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select id from installer_settings
    where organization_id = ${organizationId} and id = any(${uuidArray(ids)}::uuid[]) and client_kind = 'linked-clone'
      and initial -> 'findsRecordAgain' = 'true'::jsonb`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
