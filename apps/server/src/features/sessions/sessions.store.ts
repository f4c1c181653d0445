/** The only SQL on sessions. Their ids are stored as hashes: a copy of the database logs nobody in. */
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { AccessRow } from '../administrators/index.ts';

export interface SessionsTable {
  id_hash: Buffer;
  organization_id: string;
  administrator_id: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  /** When its person last showed who it is. */
  proven_at: Date;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ sessions: SessionsTable; administrator_access: AccessRow }>();

export async function insertSession(tx: Tx, row: SessionsTable): Promise<void> {
  await tablesOf(tx).insertInto('sessions').values(row).execute();
}

export async function selectLiveSession(db: Db, idHash: Buffer, now: Date) {
  return tablesOf(db)
    .selectFrom('sessions')
    .innerJoin('administrator_access', 'administrator_access.id', 'sessions.administrator_id')
    .selectAll('administrator_access')
    .select(['sessions.created_at', 'sessions.last_used_at', 'sessions.proven_at'])
    .where('sessions.id_hash', '=', idHash)
    .where('sessions.expires_at', '>', now)
    .executeTakeFirst();
}

export async function extendSession(db: Db, idHash: Buffer, lastUsedAt: Date, expiresAt: Date): Promise<void> {
  await tablesOf(db)
    .updateTable('sessions')
    .set({ last_used_at: lastUsedAt, expires_at: expiresAt })
    .where('id_hash', '=', idHash)
    .execute();
}

export async function deleteSession(tx: Tx, idHash: Buffer) {
  return tablesOf(tx).deleteFrom('sessions').where('id_hash', '=', idHash).returningAll().executeTakeFirst();
}

export async function deleteOtherSessions(tx: Tx, administratorId: string, keptIdHash: Buffer): Promise<void> {
  await tablesOf(tx)
    .deleteFrom('sessions')
    .where('administrator_id', '=', administratorId)
    .where('id_hash', '!=', keptIdHash)
    .execute();
}

export async function deleteSessionsOf(tx: Tx, administratorId: string): Promise<void> {
  await tablesOf(tx).deleteFrom('sessions').where('administrator_id', '=', administratorId).execute();
}

/** The number ended. */
export async function deleteEverySession(tx: Tx): Promise<number> {
  const { numDeletedRows } = await tablesOf(tx).deleteFrom('sessions').executeTakeFirst();
  return Number(numDeletedRows);
}

export async function markProven(db: Db, idHash: Buffer, at: Date): Promise<void> {
  await tablesOf(db).updateTable('sessions').set({ proven_at: at }).where('id_hash', '=', idHash).execute();
}

export async function deleteExpiredSessions(db: Db, now: Date): Promise<void> {
  await tablesOf(db).deleteFrom('sessions').where('expires_at', '<=', now).execute();
}
