/** The only SQL on sessions. Their ids are stored as hashes: a copy of the database logs nobody in. */
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface SessionsTable {
  id_hash: Buffer;
  organization_id: string;
  administrator_id: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
}

interface AdministratorColumns {
  organization_id: string;
  id: string;
  login_id: string;
  role: 'organization' | 'group';
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ sessions: SessionsTable; administrators: AdministratorColumns }>();

export async function insertSession(tx: Tx, row: SessionsTable): Promise<void> {
  await tablesOf(tx).insertInto('sessions').values(row).execute();
}

export async function selectLiveSession(db: Db, idHash: Buffer, now: Date) {
  return tablesOf(db)
    .selectFrom('sessions')
    .innerJoin('administrators', 'administrators.id', 'sessions.administrator_id')
    .select([
      'sessions.organization_id',
      'sessions.administrator_id',
      'sessions.created_at',
      'sessions.last_used_at',
      'administrators.login_id',
      'administrators.role',
    ])
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

export async function deleteExpiredSessions(db: Db, now: Date): Promise<void> {
  await tablesOf(db).deleteFrom('sessions').where('expires_at', '<=', now).execute();
}
