/** Whether there is room to store anything: known from what PostgreSQL refuses, and from the disk where it is our own. */
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { PlatformTables } from './tables.ts';

export interface Storage {
  /** A write was refused for want of room. */
  noteFull(): void;
  /** Looks at the disks of our own PostgreSQL; false where it is an operator's, whose disks nobody can see from here. */
  isDiskFull(): Promise<boolean>;
  /** After a refusal: tries again, with some pages that are thrown away. Rejects as PostgreSQL does while there is no room. */
  check(db: Kysely<PlatformTables>): Promise<void>;
}

/** Less than a segment of the write-ahead log, without which PostgreSQL stands still. */
const leastBytes = 16 * 1024 * 1024;

/** @param dataFolder of our own PostgreSQL; `null`: an operator's */
export function createStorage(dataFolder: string | null): Storage {
  const folders = dataFolder === null ? [] : [dataFolder, path.join(dataFolder, 'pgdata', '18', 'pg_wal')];
  let full = false;
  return {
    noteFull() {
      full = true;
    },
    async isDiskFull() {
      const free = await Promise.all(folders.map(freeBytes));
      return free.some((bytes) => bytes < leastBytes);
    },
    async check(db) {
      if (!full) return;
      await db.transaction().execute(async (tx) => {
        await sql`create temporary table sekisho_room on commit drop as select * from generate_series(1, 50000)`.execute(
          tx,
        );
      });
      full = false;
    },
  };
}

/** A folder that is elsewhere is no shortage. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: Number.POSITIVE_INFINITY, bsize: 1 }));
  return bavail * bsize;
}
