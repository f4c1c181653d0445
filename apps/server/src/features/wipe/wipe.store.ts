/** The only SQL on receipts of wipes. */
import type { SignedText, WipeStage } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface NewReceipt {
  readonly organizationId: string;
  readonly commandId: string;
  readonly stage: WipeStage;
  readonly signed: SignedText;
}

/** The first word on each stage counts. @returns those that were stored now, as `commandId/stage` */
export async function insertReceipts(tx: Tx, rows: readonly NewReceipt[], at: Date): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const { rows: stored } = await sql<{ key: string }>`insert into wipe_receipts
      (organization_id, command_id, stage, text, signatures, received_at)
    select v.organization_id, v.command_id, v.stage, v.text, v.signatures, ${at}
    from unnest(${rows.map((row) => row.organizationId)}::uuid[], ${rows.map((row) => row.commandId)}::uuid[],
      ${rows.map((row) => row.stage)}::text[], ${rows.map(({ signed }) => signed.text)}::text[],
      ${rows.map(({ signed }) => JSON.stringify(signed.signatures))}::jsonb[])
      as v(organization_id, command_id, stage, text, signatures)
    on conflict do nothing
    returning command_id || '/' || stage as key`.execute(tx);
  return new Set(stored.map(({ key }) => key));
}

export interface StoredReceipt {
  readonly text: string;
  readonly signatures: SignedText['signatures'];
  readonly received_at: Date;
}

/** In the order of their stages. */
export async function selectReceipts(
  db: Db,
  organizationId: string,
  commandId: string,
): Promise<readonly StoredReceipt[]> {
  const { rows } = await sql<StoredReceipt>`select text, signatures, received_at from wipe_receipts
    where organization_id = ${organizationId} and command_id = ${commandId} order by stage`.execute(db);
  return rows;
}
