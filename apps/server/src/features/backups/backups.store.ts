/** The only SQL on the records of backups and restores; they are of the whole installation, and few. */
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface BackupRecord {
  readonly id: string;
  readonly by: 'command' | 'schedule';
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly file: string;
  /** `null`: it came to nothing. */
  readonly bytes: number | null;
  readonly rows: number | null;
  readonly withKeys: boolean;
  /** Why it came to nothing. */
  readonly code: string | null;
}

const recordsKept = 200;

export async function insertBackup(db: Db, record: BackupRecord): Promise<void> {
  const { id, by, startedAt, finishedAt, file, bytes, rows, withKeys, code } = record;
  await sql`insert into backups (id, started_by, started_at, finished_at, file, bytes, row_count, with_keys, code)
    values (${id}, ${by}, ${startedAt}, ${finishedAt}, ${file}, ${bytes}, ${rows}, ${withKeys}, ${code})`.execute(db);
  await sql`delete from backups where id in
    (select id from backups order by finished_at desc offset ${recordsKept})`.execute(db);
}

export interface LastBackups {
  /** When the last good one was finished; `null`: there was none yet. */
  readonly succeededAt: Date | null;
  readonly bytes: number | null;
  /** The last that came to nothing, however old. */
  readonly failed: { readonly at: Date; readonly code: string } | null;
}

export async function selectLastBackups(db: Db): Promise<LastBackups> {
  const { rows } = await sql<{ at: Date; bytes: string | null; code: string | null }>`
    (select finished_at as at, bytes, code from backups where code is null order by finished_at desc limit 1)
    union all
    (select finished_at, bytes, code from backups where code is not null order by finished_at desc limit 1)`.execute(
    db,
  );
  const good = rows.find(({ code }) => code === null);
  const bad = rows.find(({ code }) => code !== null);
  return {
    succeededAt: good?.at ?? null,
    bytes: good === undefined ? null : Number(good.bytes),
    failed: bad === undefined ? null : { at: bad.at, code: bad.code ?? '' },
  };
}

export interface UnsettledRestore {
  readonly id: string;
  readonly backup_at: Date;
  readonly restored_at: Date;
  readonly api_tokens_kept: boolean;
}

/** The newest restore, unless it is settled; locked until the commit, so that one process settles it. */
export async function lockUnsettled(tx: Tx): Promise<UnsettledRestore | null> {
  const { rows } = await sql<UnsettledRestore>`select id, backup_at, restored_at, api_tokens_kept from restores
    where settled_at is null order by restored_at desc limit 1 for update`.execute(tx);
  return rows[0] ?? null;
}

export async function markSettled(tx: Tx, at: Date): Promise<void> {
  await sql`update restores set settled_at = ${at} where settled_at is null`.execute(tx);
}
