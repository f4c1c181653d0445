/** The only SQL on signing keys and trust sets. */
import type { SignedText } from '@sekisho/contracts';
import type { Generated } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface SigningKeysTable {
  organization_id: string;
  key_id: string;
  role: string;
  /** SPKI DER. */
  public_key: Buffer;
  /** PKCS #8 DER, sealed. */
  sealed_key: Buffer;
  created_at: Generated<Date>;
  retired_at: Date | null;
}

export interface TrustSetsTable {
  organization_id: string;
  version: number;
  hash: string;
  text: string;
  signatures: unknown;
  created_at: Generated<Date>;
}

export type TrustTables = {
  signing_keys: SigningKeysTable;
  trust_sets: TrustSetsTable;
};

const tablesOf = (db: Db | Tx) => db.$extendTables<TrustTables>();

export interface NewSigningKey {
  readonly organizationId: string;
  readonly keyId: string;
  readonly publicKey: Buffer;
  readonly sealedKey: Buffer;
  readonly at: Date;
}

export async function insertServerKey(tx: Tx, key: NewSigningKey): Promise<void> {
  await tablesOf(tx)
    .insertInto('signing_keys')
    .values({
      organization_id: key.organizationId,
      key_id: key.keyId,
      role: 'server',
      public_key: key.publicKey,
      sealed_key: key.sealedKey,
      created_at: key.at,
    })
    .execute();
}

export async function retireServerKeys(tx: Tx, organizationId: string, at: Date): Promise<void> {
  await tablesOf(tx)
    .updateTable('signing_keys')
    .set({ retired_at: at })
    .where('organization_id', '=', organizationId)
    .where('role', '=', 'server')
    .where('retired_at', 'is', null)
    .execute();
}

/** The newest server key in use. */
export async function selectServerKey(db: Db | Tx, organizationId: string) {
  return tablesOf(db)
    .selectFrom('signing_keys')
    .select(['key_id', 'sealed_key'])
    .where('organization_id', '=', organizationId)
    .where('role', '=', 'server')
    .where('retired_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export interface NewTrustSet {
  readonly organizationId: string;
  readonly version: number;
  readonly hash: string;
  readonly signed: SignedText;
  readonly at: Date;
}

/** Two at once: the second fails at the primary key. */
export async function insertTrustSet(tx: Tx, set: NewTrustSet): Promise<void> {
  await tablesOf(tx)
    .insertInto('trust_sets')
    .values({
      organization_id: set.organizationId,
      version: set.version,
      hash: set.hash,
      text: set.signed.text,
      signatures: JSON.stringify(set.signed.signatures),
      created_at: set.at,
    })
    .execute();
}

/** Every version, the first first. */
export async function selectTrustChain(db: Db | Tx, organizationId: string): Promise<SignedText[]> {
  const rows = await tablesOf(db)
    .selectFrom('trust_sets')
    .select(['text', 'signatures'])
    .where('organization_id', '=', organizationId)
    .orderBy('version')
    .execute();
  return rows.map((row) => ({ text: row.text, signatures: row.signatures as SignedText['signatures'] }));
}
