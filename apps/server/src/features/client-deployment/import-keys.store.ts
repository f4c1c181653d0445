/** The only SQL on the keys to which standalone clients encrypt: one for each organization. */
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

interface ImportKeysTable {
  organization_id: string;
  public_key: Buffer;
  sealed_private_key: Buffer;
  created_at: Date;
}

export interface ImportKeyRow {
  readonly publicKey: Buffer;
  readonly sealedPrivateKey: Buffer;
}

export async function selectImportKey(db: Db | Tx, organizationId: string): Promise<ImportKeyRow | null> {
  const row = await db
    .$extendTables<{ import_keys: ImportKeysTable }>()
    .selectFrom('import_keys')
    .select(['public_key', 'sealed_private_key'])
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  return row === undefined ? null : { publicKey: row.public_key, sealedPrivateKey: row.sealed_private_key };
}

/** Keeps one that is there already. */
export async function insertImportKey(tx: Tx, organizationId: string, key: ImportKeyRow, at: Date): Promise<void> {
  await sql`insert into import_keys (organization_id, public_key, sealed_private_key, created_at)
    values (${organizationId}, ${key.publicKey}, ${key.sealedPrivateKey}, ${at})
    on conflict (organization_id) do nothing`.execute(tx);
}
