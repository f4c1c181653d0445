/** Cuts of audit logs, in SQL: up to where what was sealed is older than it is kept, and the deletion of that. */
import type { SignedText } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { ChainEnd } from './audit.store.ts';

export async function selectCuts(db: Db, organizationId: string): Promise<SignedText[]> {
  const { rows } = await sql<SignedText>`select text, signatures from audit_cuts
    where organization_id = ${organizationId} order by sequence`.execute(db);
  return rows;
}

export async function selectLastCut(db: Db | Tx, organizationId: string): Promise<ChainEnd | null> {
  const { rows } = await sql<{
    sequence: string;
    hash: string;
  }>`select sequence, text::jsonb ->> 'hash' as hash from audit_cuts
    where organization_id = ${organizationId} order by sequence desc limit 1`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { sequence: Number(row.sequence), hash: row.hash };
}

export interface CutPlace {
  readonly checkpoint: SignedText;
  readonly sequence: number;
  /** Of the entry that stands there now. */
  readonly hash: string;
}

/**
 * The newest checkpoint with nothing younger than `limit` up to it. An entry from a clock that ran ahead keeps all after it: what is
 * deleted is always the beginning of the chain, and always older than it is kept.
 */
export async function selectCutPlace(tx: Tx, organizationId: string, limit: Date): Promise<CutPlace | null> {
  const { rows } = await sql<SignedText & { sequence: string; hash: string }>`select c.text, c.signatures, c.sequence,
      encode(a.hash, 'hex') as hash
    from audit_checkpoints c
    join audit_log a on a.organization_id = c.organization_id and a.sequence = c.sequence
    where c.organization_id = ${organizationId} and c.sequence < coalesce(
      (select min(k.sequence) from audit_log k
        where k.organization_id = ${organizationId} and k.at >= ${limit} and k.sequence is not null), 9223372036854775807)
    order by c.sequence desc limit 1`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  const { text, signatures, sequence, hash } = row;
  return { checkpoint: { text, signatures }, sequence: Number(sequence), hash };
}

/** Checkpoints before it are deleted: the entries they speak of are about to be. */
export async function insertCut(
  tx: Tx,
  organizationId: string,
  sequence: number,
  signed: SignedText,
  at: Date,
): Promise<void> {
  await sql`insert into audit_cuts (organization_id, sequence, text, signatures, created_at)
    values (${organizationId}, ${sequence}, ${signed.text}, ${JSON.stringify(signed.signatures)}::jsonb, ${at})`.execute(
    tx,
  );
  await sql`delete from audit_checkpoints where organization_id = ${organizationId} and sequence < ${sequence}`.execute(
    tx,
  );
}

/** Whether a partition holds anything after the cut of an organization; `0`: of one that keeps everything. */
export async function holdsMore(
  db: Db,
  partition: RawBuilder<unknown>,
  organizationId: string,
  cut: number,
): Promise<boolean> {
  const { rows } = await sql<{ more: boolean }>`select exists (select from ${partition}
    where organization_id = ${organizationId} and (sequence is null or sequence > ${cut})) as more`.execute(db);
  return rows[0]?.more === true;
}

/** @returns how many entries */
export async function deleteThrough(
  db: Db,
  partition: RawBuilder<unknown>,
  organizationId: string,
  cut: number,
): Promise<number> {
  const { numAffectedRows } = await sql`delete from ${partition}
    where organization_id = ${organizationId} and sequence <= ${cut}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
