/** The only SQL on the files of tasks: in the database, since that is what all server processes share; compressed, in chunks. */
import type { TaskFileName } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { TaskKey } from './tasks.store.ts';

export interface FileKey extends TaskKey {
  readonly name: TaskFileName;
}

export interface FileFacts {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
}

export interface FileRow extends FileFacts {
  readonly taskId: string;
  readonly name: TaskFileName;
}

export async function deleteFile(db: Db, { organizationId, id, name }: FileKey): Promise<void> {
  const own = sql`organization_id = ${organizationId} and task_id = ${id} and name = ${name}`;
  await sql`delete from task_file_chunks where ${own}`.execute(db);
  await sql`delete from task_files where ${own}`.execute(db);
}

export async function insertChunk(db: Db, key: FileKey, number: number, content: Buffer): Promise<void> {
  await sql`insert into task_file_chunks (organization_id, task_id, name, number, content)
    values (${key.organizationId}, ${key.id}, ${key.name}, ${number}, ${content})`.execute(db);
}

/** A file is there from here on. */
export async function insertFile(db: Db | Tx, key: FileKey, facts: FileFacts): Promise<void> {
  await sql`insert into task_files (organization_id, task_id, name, file_name, media_type, bytes)
    values (${key.organizationId}, ${key.id}, ${key.name}, ${facts.fileName}, ${facts.mediaType}, ${facts.bytes})`.execute(
    db,
  );
}

export async function selectFiles(db: Db, organizationId: string, taskIds: readonly string[]): Promise<FileRow[]> {
  const { rows } = await sql<Omit<FileRow, 'bytes'> & { bytes: string }>`select task_id as "taskId", name,
      file_name as "fileName", media_type as "mediaType", bytes
    from task_files where organization_id = ${organizationId} and task_id = any(${[...taskIds]}::uuid[])
    order by name`.execute(db);
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

export async function selectChunk(db: Db, key: FileKey, number: number): Promise<Buffer | null> {
  const { rows } = await sql<{ content: Buffer }>`select content from task_file_chunks
    where organization_id = ${key.organizationId} and task_id = ${key.id} and name = ${key.name} and number = ${number}`.execute(
    db,
  );
  return rows[0]?.content ?? null;
}
