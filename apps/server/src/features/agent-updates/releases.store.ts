/** The only SQL on releases and their files. */
import type { SignedText } from '@sekisho/contracts';
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface ReleaseRow {
  readonly id: string;
  readonly version: string;
  readonly signed: SignedText;
  readonly addedAt: Date;
  readonly addedBy: string | null;
}

const columns = sql`id, version, signed, added_at as "addedAt", added_by as "addedBy"`;

const mostReleases = 50;

export async function selectReleases(db: Db, organizationId: string): Promise<ReleaseRow[]> {
  const { rows } = await sql<ReleaseRow>`select ${columns} from agent_releases
    where organization_id = ${organizationId} order by added_at desc, id desc limit ${mostReleases}`.execute(db);
  return rows;
}

/** Until the commit: nobody deletes it; or nobody keeps it from being deleted. */
const holds = { kept: sql`for key share`, taken: sql`for update` } as const;
type Hold = keyof typeof holds;

export async function selectRelease(
  db: Db | Tx,
  organizationId: string,
  id: string,
  hold: Hold | null = null,
): Promise<ReleaseRow | null> {
  const { rows } = await sql<ReleaseRow>`select ${columns} from agent_releases
    where organization_id = ${organizationId} and id = ${id} ${hold === null ? sql`` : holds[hold]}`.execute(db);
  return rows[0] ?? null;
}

/** All but one. */
export async function selectOthers(tx: Tx, organizationId: string, id: string): Promise<ReleaseRow[]> {
  const { rows } = await sql<ReleaseRow>`select ${columns} from agent_releases
    where organization_id = ${organizationId} and id <> ${id}`.execute(tx);
  return rows;
}

/** What is named by it is deleted before: files by nobody else, rollouts. */
export async function deleteRelease(tx: Tx, organizationId: string, id: string): Promise<void> {
  await sql`delete from agent_releases where organization_id = ${organizationId} and id = ${id}`.execute(tx);
}

export async function selectVersion(db: Db, organizationId: string, version: string): Promise<ReleaseRow | null> {
  const { rows } = await sql<ReleaseRow>`select ${columns} from agent_releases
    where organization_id = ${organizationId} and version = ${version}`.execute(db);
  return rows[0] ?? null;
}

export async function insertRelease(tx: Tx, organizationId: string, row: ReleaseRow): Promise<void> {
  await sql`insert into agent_releases (organization_id, id, version, signed, added_at, added_by)
    values (${organizationId}, ${row.id}, ${row.version}, ${JSON.stringify(row.signed)}::jsonb, ${row.addedAt},
      ${row.addedBy})`.execute(tx);
}

export interface FileRow {
  readonly sha256: string;
  readonly uploadId: string;
  readonly bytes: number;
}

export async function selectFiles(db: Db, organizationId: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ sha256: string }>`select sha256 from agent_files
    where organization_id = ${organizationId}`.execute(db);
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** Those of them that are here, in one order everywhere. */
export async function holdFiles(
  tx: Tx,
  organizationId: string,
  hashes: readonly string[],
  hold: Hold,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ sha256: string }>`select sha256 from agent_files
    where organization_id = ${organizationId} and sha256 = any(${[...hashes]}::text[])
    order by sha256 ${holds[hold]}`.execute(tx);
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** With their content. */
export async function deleteFiles(tx: Tx, organizationId: string, hashes: readonly string[]): Promise<void> {
  const { rows } = await sql<{ uploadId: string }>`delete from agent_files
    where organization_id = ${organizationId} and sha256 = any(${[...hashes]}::text[])
    returning upload_id as "uploadId"`.execute(tx);
  await sql`delete from agent_file_chunks where organization_id = ${organizationId}
    and upload_id = any(${uuidArray(rows.map(({ uploadId }) => uploadId))}::uuid[])`.execute(tx);
}

export async function selectFile(db: Db, organizationId: string, sha256: string): Promise<FileRow | null> {
  const { rows } = await sql<FileRow>`select sha256, upload_id as "uploadId", bytes from agent_files
    where organization_id = ${organizationId} and sha256 = ${sha256}`.execute(db);
  return rows[0] ?? null;
}

/** @returns whether it was not there before */
export async function insertFile(
  tx: Tx,
  organizationId: string,
  { sha256, uploadId, bytes }: FileRow,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`insert into agent_files (organization_id, sha256, upload_id, bytes)
    values (${organizationId}, ${sha256}, ${uploadId}, ${bytes}) on conflict do nothing`.execute(tx);
  return numAffectedRows > 0n;
}

export async function insertChunk(
  db: Db,
  organizationId: string,
  uploadId: string,
  number: number,
  content: Buffer,
): Promise<void> {
  await sql`insert into agent_file_chunks (organization_id, upload_id, number, content)
    values (${organizationId}, ${uploadId}, ${number}, ${content})`.execute(db);
}

/** A file says that it is its content. */
const isKept = sql`exists (select from agent_files f
  where f.organization_id = c.organization_id and f.upload_id = c.upload_id)`;

/** Unless it became a file: also whoever has not heard that it did asks so. */
export async function deleteUpload(db: Db, organizationId: string, uploadId: string): Promise<void> {
  await sql`delete from agent_file_chunks c where c.organization_id = ${organizationId} and c.upload_id = ${uploadId}
    and not ${isKept}`.execute(db);
}

/** Of uploads from before `leastId` that became no file. */
export async function deleteAbandoned(db: Db, organizationId: string, leastId: string): Promise<void> {
  await sql`delete from agent_file_chunks c where c.organization_id = ${organizationId} and c.upload_id < ${leastId}
    and not ${isKept}`.execute(db);
}

export async function selectChunks(
  db: Db,
  organizationId: string,
  uploadId: string,
  first: number,
  last: number,
): Promise<Buffer[]> {
  const { rows } = await sql<{ content: Buffer }>`select content from agent_file_chunks
    where organization_id = ${organizationId} and upload_id = ${uploadId} and number between ${first} and ${last}
    order by number`.execute(db);
  return rows.map(({ content }) => content);
}
