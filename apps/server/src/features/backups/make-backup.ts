/** One backup from beginning to end: where it goes, what opens it, and the record that says how it went. */
import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { ConnectionOptions } from '../../platform/database/connections.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { Ids, Randomness } from '../../platform/ids.ts';
import { BackupFault } from './backup-fault.ts';
import { checkPassphrase, makeHeader } from './backup-header.ts';
import * as store from './backups.store.ts';
import { type BackedFolder, listFiles } from './data-files.ts';
import { rowsOf } from './manifest.ts';
import { type TellProgress, type WrittenBackup, writeBackup } from './write-backup.ts';

export interface BackupPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomness: Randomness;
  readonly version: string;
  /** For COPY, which needs a connection of its own. */
  readonly connection: ConnectionOptions;
  readonly db: Db;
  readonly folders: readonly BackedFolder[];
  readonly masterKey: Buffer;
  readonly tell: TellProgress;
}

export interface BackupOrder {
  readonly by: store.BackupRecord['by'];
  /** A file that does not exist, or a folder. */
  readonly to: string;
  /** With it the keys are inside. */
  readonly passphrase: string | null;
}

export interface MadeBackup extends WrittenBackup {
  readonly file: string;
}

/** Throws `BackupFault`; also that is recorded. */
export async function makeBackup(ports: BackupPorts, order: BackupOrder): Promise<MadeBackup> {
  const startedAt = new Date(ports.clock.now());
  const facts = { id: ports.ids.next(), by: order.by, startedAt, withKeys: order.passphrase !== null };
  const record = async (ended: Pick<store.BackupRecord, 'file' | 'bytes' | 'rows' | 'code'>) => {
    if (await hasRecords(ports.db))
      await store.insertBackup(ports.db, { ...facts, ...ended, finishedAt: new Date(ports.clock.now()) });
  };
  try {
    const made = await write(ports, order, startedAt);
    await record({ file: made.file, bytes: made.bytes, rows: rowsOf(made.manifest), code: null });
    return made;
  } catch (cause) {
    const code = cause instanceof BackupFault ? cause.code : 'failed';
    // The database itself may be what is missing.
    await record({ file: order.to, bytes: null, rows: null, code }).catch(() => {});
    throw cause;
  }
}

async function write(ports: BackupPorts, { to, passphrase }: BackupOrder, startedAt: Date): Promise<MadeBackup> {
  if (passphrase !== null) checkPassphrase(passphrase);
  const file = await placeOf(to, startedAt);
  const { masterKey, connection, version } = ports;
  const createdAt = startedAt.toISOString();
  const header = await makeHeader(
    { createdAt, version, masterKey },
    passphrase === null ? { kind: 'installation', masterKey } : { kind: 'passphrase', passphrase },
    ports.randomness,
  );
  const source = {
    connection,
    createdAt,
    version,
    files: await listFiles(ports.folders),
    masterKey: passphrase === null ? null : masterKey.toString('base64'),
  };
  return { file, ...(await writeBackup(source, header, file, ports.tell)) };
}

export const backupFileName = /^sekisho-\d{8}T\d{6}Z\.backup$/;

/** `null`: there is nothing. Throws `target-unusable` where that cannot be seen. */
async function statOf(place: string): Promise<Stats | null> {
  return stat(place).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null;
    throw new BackupFault('target-unusable', `${place} cannot be reached: ${cause.message}`, { cause });
  });
}

async function placeOf(to: string, at: Date): Promise<string> {
  const there = await statOf(to);
  const name = `sekisho-${at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}.backup`;
  const file = there?.isDirectory() ? path.join(to, name) : path.resolve(to);
  if ((await statOf(file)) !== null)
    throw new BackupFault('target-exists', `${file} exists already: a backup is never written over another`);
  if (!(await statOf(path.dirname(file)))?.isDirectory())
    throw new BackupFault('target-unusable', `The folder of ${file} does not exist`);
  return file;
}

/** A database of an older version has no place for them. */
async function hasRecords(db: Db): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('public.backups') is not null as there`.execute(db);
  return rows[0]?.there ?? false;
}

/** The first line of the file. Throws `passphrase-missing`. */
export async function readPassphrase(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BackupFault('passphrase-missing', `The passphrase's file ${file} cannot be read`, { cause });
  });
  return text.split(/\r?\n/, 1)[0] ?? '';
}
