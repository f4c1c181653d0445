/** The only SQL on installer downloads: what was made for whom, and how many devices have registered with it. */
import type {
  ClientKind,
  ClientPlatform,
  InitialSettings,
  InstallerDownloadQuery,
  InstallerDownloadState,
  InstallerFormat,
  InstallerPackageId,
} from '@sekisho/contracts';
import { type Generated, sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { DownloadPosition } from './download-cursor.rules.ts';

interface InstallerDownloadsTable {
  organization_id: string;
  id: string;
  setting_id: string | null;
  setting_name: string;
  platform: ClientPlatform;
  client_kind: ClientKind;
  format: InstallerFormat;
  initial: InitialSettings;
  package_id: InstallerPackageId;
  agent_version: string;
  file_name: string;
  group_id: number;
  group_name: string;
  created_at: Date;
  created_by: string | null;
  expires_at: Date;
  uses: Generated<number>;
  maximum_uses: number | null;
  revoked_at: Date | null;
}

export interface DownloadRow {
  readonly id: string;
  readonly settingId: string | null;
  readonly settingName: string;
  readonly platform: ClientPlatform;
  readonly clientKind: ClientKind;
  readonly format: InstallerFormat;
  readonly initial: InitialSettings;
  readonly packageId: InstallerPackageId;
  readonly agentVersion: string;
  readonly fileName: string;
  readonly groupId: number;
  readonly groupName: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  readonly expiresAt: Date;
  readonly uses: number;
  readonly maximumUses: number | null;
  readonly revokedAt: Date | null;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ installer_downloads: InstallerDownloadsTable }>();
/** For writing: JSON goes in as text. */
const writableTablesOf = (tx: Tx) =>
  tx.$extendTables<{ installer_downloads: Omit<InstallerDownloadsTable, 'initial'> & { initial: string } }>();

function rowOf(row: Omit<InstallerDownloadsTable, 'uses'> & { uses: number }): DownloadRow {
  return {
    id: row.id,
    settingId: row.setting_id,
    settingName: row.setting_name,
    platform: row.platform,
    clientKind: row.client_kind,
    format: row.format,
    initial: row.initial,
    packageId: row.package_id,
    agentVersion: row.agent_version,
    fileName: row.file_name,
    groupId: row.group_id,
    groupName: row.group_name,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    uses: row.uses,
    maximumUses: row.maximum_uses,
    revokedAt: row.revoked_at,
  };
}

export async function insertDownload(tx: Tx, organizationId: string, row: DownloadRow): Promise<void> {
  await writableTablesOf(tx)
    .insertInto('installer_downloads')
    .values({
      organization_id: organizationId,
      id: row.id,
      setting_id: row.settingId,
      setting_name: row.settingName,
      platform: row.platform,
      client_kind: row.clientKind,
      format: row.format,
      initial: JSON.stringify(row.initial),
      package_id: row.packageId,
      agent_version: row.agentVersion,
      file_name: row.fileName,
      group_id: row.groupId,
      group_name: row.groupName,
      created_at: row.createdAt,
      created_by: row.createdBy,
      expires_at: row.expiresAt,
      maximum_uses: row.maximumUses,
    })
    .execute();
}

/** Whose installers are meant: always one organization, and within it perhaps only those of some groups. */
export interface DownloadScope {
  readonly organizationId: string;
  readonly groupIds: readonly number[] | null;
}

const inScope = ({ groupIds }: DownloadScope) =>
  groupIds === null ? sql<boolean>`true` : sql<boolean>`group_id = any(${numberArray(groupIds)}::integer[])`;

export type DownloadFilter = Pick<InstallerDownloadQuery, 'keyword' | 'platform' | 'state'>;

export interface DownloadPage {
  readonly filter: DownloadFilter;
  readonly now: Date;
  readonly after: DownloadPosition | null;
  readonly limit: number;
}

const isInState = (state: InstallerDownloadState, now: Date) =>
  sql<boolean>`case when revoked_at is not null then 'revoked' when expires_at <= ${now}::timestamptz then 'expired'
    when uses >= maximum_uses then 'used-up' else 'usable' end = ${state}`;

const hasKeyword = (keyword: string) =>
  sql<boolean>`position(${keyword}::text in concat_ws(chr(10), setting_name, group_name, file_name, created_by)) > 0`;

const isBeyond = ({ createdAt, id }: DownloadPosition) =>
  sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id}::uuid)`;

/** Newest first. */
export async function selectDownloads(
  db: Db,
  scope: DownloadScope,
  { filter, now, after, limit }: DownloadPage,
): Promise<DownloadRow[]> {
  const { keyword, platform, state } = filter;
  const conditions = [
    inScope(scope),
    ...(keyword === undefined ? [] : [hasKeyword(keyword)]),
    ...(platform === undefined ? [] : [sql<boolean>`platform = ${platform}`]),
    ...(state === undefined ? [] : [isInState(state, now)]),
    ...(after === null ? [] : [isBeyond(after)]),
  ];
  const rows = await tablesOf(db)
    .selectFrom('installer_downloads')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where(({ and }) => and(conditions))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(rowOf);
}

export async function selectDownload(db: Db | Tx, scope: DownloadScope, id: string): Promise<DownloadRow | null> {
  const row = await tablesOf(db)
    .selectFrom('installer_downloads')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('id', '=', id)
    .where(inScope(scope))
    .executeTakeFirst();
  return row === undefined ? null : rowOf(row);
}

/** Locked until the commit: nobody revokes it or registers with it meanwhile. */
export async function lockDownload(tx: Tx, scope: DownloadScope, id: string): Promise<DownloadRow | null> {
  const row = await tablesOf(tx)
    .selectFrom('installer_downloads')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('id', '=', id)
    .where(inScope(scope))
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : rowOf(row);
}

/** In the order of their ids, locked until the commit. */
export async function lockDownloads(tx: Tx, organizationId: string, ids: readonly string[]): Promise<DownloadRow[]> {
  const rows = await tablesOf(tx)
    .selectFrom('installer_downloads')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(rowOf);
}

export async function addUses(tx: Tx, organizationId: string, uses: ReadonlyMap<string, number>): Promise<void> {
  await sql`update installer_downloads d set uses = d.uses + v.uses
    from unnest(${uuidArray([...uses.keys()])}::uuid[], ${numberArray([...uses.values()])}::integer[]) as v(id, uses)
    where d.organization_id = ${organizationId} and d.id = v.id`.execute(tx);
}

export async function updateRevoked(tx: Tx, organizationId: string, id: string, at: Date): Promise<void> {
  await tablesOf(tx)
    .updateTable('installer_downloads')
    .set({ revoked_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** What was made of a setting stays good without it. */
export async function forgetSetting(tx: Tx, organizationId: string, settingId: string): Promise<void> {
  await tablesOf(tx)
    .updateTable('installer_downloads')
    .set({ setting_id: null })
    .where('organization_id', '=', organizationId)
    .where('setting_id', '=', settingId)
    .execute();
}
