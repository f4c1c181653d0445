/** The only SQL on API tokens. Secrets are stored as hashes. */
import type { Permission } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { AccessRow } from '../administrators/index.ts';

export interface ApiTokensTable {
  organization_id: string;
  id: string;
  administrator_id: string;
  name: string;
  prefix: string;
  hash: Buffer;
  permissions: string[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export type ApiTokenRow = ApiTokensTable;

const tablesOf = (db: Db | Tx) => db.$extendTables<{ api_tokens: ApiTokensTable; administrator_access: AccessRow }>();

export interface NewApiToken {
  readonly id: string;
  readonly organizationId: string;
  readonly administratorId: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly permissions: readonly Permission[];
  readonly at: Date;
  readonly expiresAt: Date | null;
}

/** `undefined`: a token with this very secret exists already (it may be revoked). */
export async function insertApiToken(tx: Tx, token: NewApiToken): Promise<ApiTokenRow | undefined> {
  return tablesOf(tx)
    .insertInto('api_tokens')
    .values({
      organization_id: token.organizationId,
      id: token.id,
      administrator_id: token.administratorId,
      name: token.name,
      prefix: token.prefix,
      hash: token.hash,
      permissions: [...token.permissions],
      created_at: token.at,
      expires_at: token.expiresAt,
      last_used_at: null,
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function selectUsable(db: Db, organizationId: string, now: Date): Promise<ApiTokenRow[]> {
  return tablesOf(db)
    .selectFrom('api_tokens')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

export async function selectByHash(db: Db, hash: Buffer, now: Date) {
  return tablesOf(db)
    .selectFrom('api_tokens')
    .innerJoin('administrator_access', 'administrator_access.id', 'api_tokens.administrator_id')
    .selectAll('administrator_access')
    .select(['api_tokens.id as token_id', 'api_tokens.permissions', 'api_tokens.last_used_at'])
    .where('api_tokens.hash', '=', hash)
    .where('api_tokens.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('api_tokens.expires_at', 'is', null), eb('api_tokens.expires_at', '>', now)]))
    .executeTakeFirst();
}

export async function markUsed(db: Db, id: string, at: Date): Promise<void> {
  await tablesOf(db).updateTable('api_tokens').set({ last_used_at: at }).where('id', '=', id).execute();
}

export async function revoke(tx: Tx, organizationId: string, id: string, at: Date): Promise<ApiTokenRow | undefined> {
  return tablesOf(tx)
    .updateTable('api_tokens')
    .set({ revoked_at: at })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Revokes every token of that name but the one with this hash; the number revoked. */
export async function revokeOthersNamed(tx: Tx, token: NewApiToken): Promise<number> {
  const result = await tablesOf(tx)
    .updateTable('api_tokens')
    .set({ revoked_at: sql<Date>`${token.at}` })
    .where('organization_id', '=', token.organizationId)
    .where('administrator_id', '=', token.administratorId)
    .where('name', '=', token.name)
    .where('hash', '!=', token.hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Of everybody in the installation; the number revoked. */
export async function revokeEvery(tx: Tx, at: Date): Promise<number> {
  const result = await tablesOf(tx)
    .updateTable('api_tokens')
    .set({ revoked_at: at })
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
