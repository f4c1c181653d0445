/** The device's SQLite file: opened, checked and made; a damaged one is put aside, never in the way of a start. */
import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const schema = `
  create table if not exists held (name text primary key, value text not null) strict;
  create table if not exists items (number integer primary key, body text not null) strict;
  create table if not exists used (id text not null unique, outcome text, code text) strict;
`;

/** A full transaction is on the disk when it returns; little memory, since little is kept. */
const pragmas = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma cache_size = -256;
  pragma busy_timeout = 2000;
  pragma wal_autocheckpoint = 200;
`;

/** Without the index of the journal that processes share: on a full disk there is no room for one, and what is there must be read. */
const alone = 'pragma locking_mode = exclusive;';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** What stood there could not be read and lies beside it now. */
  readonly replaced: boolean;
}

export function openDeviceDatabase(path: string): OpenedDatabase {
  try {
    return { database: open(path), replaced: false };
  } catch (error) {
    if (isWithoutRoom(error)) return { database: open(path, alone), replaced: false };
    if (!isDamage(error)) throw error;
    for (const suffix of ['', '-wal', '-shm']) putAside(path + suffix, `${path}.damaged${suffix}`);
    return { database: open(path), replaced: true };
  }
}

class DamagedDatabase extends Error {
  override readonly name = 'DamagedDatabase';
}

function open(path: string, before = ''): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(before);
    database.exec(pragmas);
    const check = database.prepare('pragma quick_check(1)').get();
    if (check?.['quick_check'] !== 'ok') throw new DamagedDatabase(String(check?.['quick_check']));
    database.exec(schema);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. A disk that is full or read-only is no damage: what is there must stay. */
function isDamage(error: unknown): boolean {
  return error instanceof DamagedDatabase || [11, 26].includes(codeOf(error));
}

/** SQLITE_IOERR, SQLITE_FULL and SQLITE_CANTOPEN. */
function isWithoutRoom(error: unknown): boolean {
  return [10, 13, 14].includes(codeOf(error));
}

function codeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}

function putAside(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    renameSync(from, to);
  } catch {
    rmSync(from, { force: true });
  }
}
