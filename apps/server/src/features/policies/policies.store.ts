/** The only SQL on policies. */
import type { ApprovableText, Approval, PolicySettings } from '@sekisho/contracts';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface PoliciesTable {
  organization_id: string;
  code: string;
  name: string;
  settings: PolicySettings;
  revision: string;
  signed_text: string;
  signatures: ApprovableText['signatures'];
  approvals: Approval[];
  updated_at: Date;
  unlock_key_number: string;
  unlock_key_issued_at: Date;
}

export interface PolicyRow {
  readonly code: string;
  readonly name: string;
  readonly settings: PolicySettings;
  readonly revision: number;
  readonly signed: ApprovableText;
  readonly updatedAt: Date;
  readonly unlockKey: { readonly number: number; readonly issuedAt: Date };
}

type JsonColumns = { settings: string; signatures: string; approvals: string };
type StoredPolicies = Omit<PoliciesTable, keyof JsonColumns> & JsonColumns;

const tablesOf = (db: Db | Tx) => db.$extendTables<{ policies: PoliciesTable }>();
/** For writing: JSON goes in as text. */
const writableTablesOf = (tx: Tx) => tx.$extendTables<{ policies: StoredPolicies }>();

function toRow(row: PoliciesTable): PolicyRow {
  return {
    code: row.code,
    name: row.name,
    settings: row.settings,
    revision: Number(row.revision),
    signed: { text: row.signed_text, signatures: row.signatures, approvals: row.approvals },
    updatedAt: row.updated_at,
    unlockKey: { number: Number(row.unlock_key_number), issuedAt: row.unlock_key_issued_at },
  };
}

function columnsOf(policy: PolicyRow) {
  return {
    name: policy.name,
    settings: JSON.stringify(policy.settings),
    revision: String(policy.revision),
    signed_text: policy.signed.text,
    signatures: JSON.stringify(policy.signed.signatures),
    approvals: JSON.stringify(policy.signed.approvals ?? []),
    updated_at: policy.updatedAt,
    unlock_key_number: String(policy.unlockKey.number),
    unlock_key_issued_at: policy.unlockKey.issuedAt,
  };
}

/** The number stored: fewer than given when a code was taken already. */
export async function insertPolicies(tx: Tx, organizationId: string, policies: readonly PolicyRow[]): Promise<number> {
  const rows = policies.map((policy) => ({
    organization_id: organizationId,
    code: policy.code,
    ...columnsOf(policy),
  }));
  const result = await writableTablesOf(tx)
    .insertInto('policies')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['organization_id', 'code']).doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}

export async function updatePolicy(tx: Tx, organizationId: string, policy: PolicyRow): Promise<void> {
  await writableTablesOf(tx)
    .updateTable('policies')
    .set(columnsOf(policy))
    .where('organization_id', '=', organizationId)
    .where('code', '=', policy.code)
    .execute();
}

export async function deletePolicy(tx: Tx, organizationId: string, code: string): Promise<void> {
  await tablesOf(tx)
    .deleteFrom('policies')
    .where('organization_id', '=', organizationId)
    .where('code', '=', code)
    .execute();
}

export async function selectPolicies(db: Db | Tx, organizationId: string): Promise<PolicyRow[]> {
  const rows = await tablesOf(db)
    .selectFrom('policies')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('code')
    .execute();
  return rows.map(toRow);
}

export async function selectPolicy(db: Db | Tx, organizationId: string, code: string): Promise<PolicyRow | null> {
  const row = await tablesOf(db)
    .selectFrom('policies')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('code', '=', code)
    .executeTakeFirst();
  return row === undefined ? null : toRow(row);
}

/** Kept from being deleted until the commit; `false`: there is none. */
export async function holdPolicy(tx: Tx, organizationId: string, code: string): Promise<boolean> {
  const row = await tablesOf(tx)
    .selectFrom('policies')
    .select('code')
    .where('organization_id', '=', organizationId)
    .where('code', '=', code)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
}

export async function lockPolicy(tx: Tx, organizationId: string, code: string): Promise<PolicyRow | null> {
  const row = await tablesOf(tx)
    .selectFrom('policies')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toRow(row);
}

/** All of them, in one order everywhere. */
export async function lockPolicies(tx: Tx, organizationId: string): Promise<PolicyRow[]> {
  const rows = await tablesOf(tx)
    .selectFrom('policies')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('code')
    .forUpdate()
    .execute();
  return rows.map(toRow);
}
