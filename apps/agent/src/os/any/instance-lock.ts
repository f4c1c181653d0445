/** One agent a machine: a database that this process keeps locked; the system frees it when the process ends, however that happens. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Closable } from '../../machine.ts';

const busyCode = 5;

/** `null` while another process holds it. Throws when the folder cannot be used. */
export function takeInstanceLock(file: string): Closable | null {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('pragma journal_mode = off');
    // An empty database is filled whenever it is locked, which takes room on the disk: one that holds something is only locked.
    if (database.prepare('pragma user_version').get()?.['user_version'] === 0) database.exec('pragma user_version = 1');
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busyCode) return null;
    throw error;
  }
  return { close: () => database.close() };
}
