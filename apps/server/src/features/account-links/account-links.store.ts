/** The only SQL on account links: one for each account at most, stored as hashes. */
import type { Db, Tx } from '../../platform/database/tables.ts';

export type LinkPurpose = 'invitation' | 'password-reset';

export interface AccountLinksTable {
  token_hash: Buffer;
  organization_id: string;
  administrator_id: string;
  purpose: LinkPurpose;
  created_at: Date;
  expires_at: Date;
}

const tablesOf = (db: Db | Tx) => db.$extendTables<{ account_links: AccountLinksTable }>();

/** Any earlier link of the account is void from the commit on. */
export async function replaceLink(tx: Tx, row: AccountLinksTable): Promise<void> {
  const { administrator_id: _owner, ...values } = row;
  await tablesOf(tx)
    .insertInto('account_links')
    .values(row)
    .onConflict((conflict) => conflict.column('administrator_id').doUpdateSet(values))
    .execute();
}

export async function selectLink(db: Db, tokenHash: Buffer, now: Date): Promise<AccountLinksTable | undefined> {
  return tablesOf(db)
    .selectFrom('account_links')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export async function selectLinkOf(db: Db, administratorId: string): Promise<AccountLinksTable | undefined> {
  return tablesOf(db)
    .selectFrom('account_links')
    .selectAll()
    .where('administrator_id', '=', administratorId)
    .executeTakeFirst();
}

/** Of two who come with one link at once, one gets the row. */
export async function takeLink(tx: Tx, tokenHash: Buffer, now: Date): Promise<AccountLinksTable | undefined> {
  return tablesOf(tx)
    .deleteFrom('account_links')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** The number made void. */
export async function deleteEveryLink(tx: Tx): Promise<number> {
  const { numDeletedRows } = await tablesOf(tx).deleteFrom('account_links').executeTakeFirst();
  return Number(numDeletedRows);
}

export async function deleteExpiredLinks(db: Db, now: Date): Promise<void> {
  await tablesOf(db).deleteFrom('account_links').where('expires_at', '<=', now).execute();
}
