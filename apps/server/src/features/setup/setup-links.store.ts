/** The only SQL on one-time set-up links, and the lock that lets one set-up run at a time over all processes. */
import { type Generated, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

interface SetupLinksTable {
  token_hash: Buffer;
  created_at: Generated<Date>;
  used_at: Date | null;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ setup_links: SetupLinksTable }>();

/** Until the commit nobody else sets up or replaces links. */
export async function lockSetup(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('sekisho/setup', 0))`.execute(tx);
}

/** Any earlier link is void from the commit on. */
export async function replaceLinks(tx: Tx, tokenHash: Buffer, at: Date): Promise<void> {
  await tablesOf(tx).deleteFrom('setup_links').where('used_at', 'is', null).execute();
  await tablesOf(tx).insertInto('setup_links').values({ token_hash: tokenHash, created_at: at }).execute();
}

export async function isLinkGood(db: Db | Tx, tokenHash: Buffer): Promise<boolean> {
  const row = await tablesOf(db)
    .selectFrom('setup_links')
    .select('token_hash')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function markLinkUsed(tx: Tx, tokenHash: Buffer, at: Date): Promise<void> {
  await tablesOf(tx).updateTable('setup_links').set({ used_at: at }).where('token_hash', '=', tokenHash).execute();
}
