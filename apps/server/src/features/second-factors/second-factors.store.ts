/** The only SQL on second factors, recovery codes, questions to browsers, and the organization's rule. */
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { AccessRow } from '../administrators/index.ts';

export interface PasskeysTable {
  id: string;
  administrator_id: string;
  credential_id: string;
  public_key: Buffer;
  counter: string;
  transports: string[];
  rp_id: string;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
}

type Tables = {
  authenticator_apps: {
    administrator_id: string;
    sealed_secret: Buffer;
    last_step: string;
    created_at: Date;
    confirmed_at: Date | null;
  };
  login_passkeys: PasskeysTable;
  recovery_codes: { administrator_id: string; code_hash: Buffer };
  login_challenges: {
    ticket_hash: Buffer;
    administrator_id: string | null;
    purpose: string;
    challenge: string;
    expires_at: Date;
  };
  login_rules: { organization_id: string; second_factor_required: boolean };
  administrator_access: AccessRow;
};

export type Question = Tables['login_challenges'];

const tablesOf = (db: Db | Tx) => db.$extendTables<Tables>();

export async function selectOwner(db: Db | Tx, administratorId: string): Promise<AccessRow | undefined> {
  return tablesOf(db)
    .selectFrom('administrator_access')
    .selectAll()
    .where('id', '=', administratorId)
    .executeTakeFirst();
}

export async function selectApp(db: Db | Tx, administratorId: string) {
  return tablesOf(db)
    .selectFrom('authenticator_apps')
    .selectAll()
    .where('administrator_id', '=', administratorId)
    .executeTakeFirst();
}

/** Not in force until confirmed. `false`: one is in force already. */
export async function upsertApp(db: Db, administratorId: string, sealedSecret: Buffer, at: Date): Promise<boolean> {
  const row = { sealed_secret: sealedSecret, last_step: '0', created_at: at, confirmed_at: null };
  const result = await tablesOf(db)
    .insertInto('authenticator_apps')
    .values({ administrator_id: administratorId, ...row })
    .onConflict((conflict) =>
      conflict.column('administrator_id').doUpdateSet(row).where('authenticator_apps.confirmed_at', 'is', null),
    )
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function confirmApp(tx: Tx, administratorId: string, at: Date): Promise<void> {
  await tablesOf(tx)
    .updateTable('authenticator_apps')
    .set({ confirmed_at: at })
    .where('administrator_id', '=', administratorId)
    .execute();
}

/** `false`: a code of that step or a later one was taken before. */
export async function raiseStep(db: Db | Tx, administratorId: string, step: number): Promise<boolean> {
  const result = await tablesOf(db)
    .updateTable('authenticator_apps')
    .set({ last_step: String(step) })
    .where('administrator_id', '=', administratorId)
    .where('last_step', '<', String(step))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function deleteApp(tx: Tx, administratorId: string): Promise<boolean> {
  const result = await tablesOf(tx)
    .deleteFrom('authenticator_apps')
    .where('administrator_id', '=', administratorId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function selectPasskeys(db: Db | Tx, administratorId: string): Promise<PasskeysTable[]> {
  return tablesOf(db)
    .selectFrom('login_passkeys')
    .selectAll()
    .where('administrator_id', '=', administratorId)
    .orderBy('created_at')
    .execute();
}

export async function selectPasskey(db: Db, credentialId: string): Promise<PasskeysTable | undefined> {
  return tablesOf(db)
    .selectFrom('login_passkeys')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
}

export async function insertPasskey(tx: Tx, row: PasskeysTable): Promise<void> {
  await tablesOf(tx).insertInto('login_passkeys').values(row).execute();
}

export async function markPasskeyUsed(db: Db, id: string, counter: number, at: Date): Promise<void> {
  await tablesOf(db)
    .updateTable('login_passkeys')
    .set({ counter: String(counter), last_used_at: at })
    .where('id', '=', id)
    .execute();
}

export async function deletePasskey(tx: Tx, administratorId: string, id: string): Promise<PasskeysTable | undefined> {
  return tablesOf(tx)
    .deleteFrom('login_passkeys')
    .where('administrator_id', '=', administratorId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export async function countRecoveryCodes(db: Db | Tx, administratorId: string): Promise<number> {
  const row = await tablesOf(db)
    .selectFrom('recovery_codes')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('administrator_id', '=', administratorId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function replaceRecoveryCodes(tx: Tx, administratorId: string, hashes: readonly Buffer[]): Promise<void> {
  await tablesOf(tx).deleteFrom('recovery_codes').where('administrator_id', '=', administratorId).execute();
  if (hashes.length === 0) return;
  await tablesOf(tx)
    .insertInto('recovery_codes')
    .values(hashes.map((code_hash) => ({ administrator_id: administratorId, code_hash })))
    .execute();
}

/** `false`: there is none of that hash, or it has been used. */
export async function takeRecoveryCode(db: Db, administratorId: string, hash: Buffer): Promise<boolean> {
  const result = await tablesOf(db)
    .deleteFrom('recovery_codes')
    .where('administrator_id', '=', administratorId)
    .where('code_hash', '=', hash)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Every factor, recovery codes too. */
export async function deleteFactors(tx: Tx, administratorId: string): Promise<void> {
  await deleteApp(tx, administratorId);
  await tablesOf(tx).deleteFrom('login_passkeys').where('administrator_id', '=', administratorId).execute();
  await replaceRecoveryCodes(tx, administratorId, []);
  await deleteQuestions(tx, administratorId);
}

export async function insertQuestion(db: Db, row: Question): Promise<void> {
  await tablesOf(db).insertInto('login_challenges').values(row).execute();
}

export async function selectQuestion(db: Db, ticketHash: Buffer, now: Date): Promise<Question | undefined> {
  return tablesOf(db)
    .selectFrom('login_challenges')
    .selectAll()
    .where('ticket_hash', '=', ticketHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** `false`: somebody was faster. */
export async function takeQuestion(db: Db | Tx, ticketHash: Buffer): Promise<boolean> {
  const result = await tablesOf(db)
    .deleteFrom('login_challenges')
    .where('ticket_hash', '=', ticketHash)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function deleteQuestions(tx: Tx, administratorId: string): Promise<void> {
  await tablesOf(tx).deleteFrom('login_challenges').where('administrator_id', '=', administratorId).execute();
}

export async function deleteExpiredQuestions(db: Db, now: Date): Promise<void> {
  await tablesOf(db).deleteFrom('login_challenges').where('expires_at', '<=', now).execute();
}

export async function selectRule(db: Db, organizationId: string): Promise<boolean> {
  const row = await tablesOf(db)
    .selectFrom('login_rules')
    .select('second_factor_required')
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  return row?.second_factor_required ?? false;
}

export async function upsertRule(tx: Tx, organizationId: string, required: boolean): Promise<void> {
  await tablesOf(tx)
    .insertInto('login_rules')
    .values({ organization_id: organizationId, second_factor_required: required })
    .onConflict((conflict) => conflict.column('organization_id').doUpdateSet({ second_factor_required: required }))
    .execute();
}
