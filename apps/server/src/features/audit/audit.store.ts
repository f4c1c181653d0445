/** Reads of the audit log, and the marks of its sealer; entries themselves are written by the platform, and never changed. */
import type { AuditLogFilter, SignedText } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
import { numberArray, uuidArray } from '../../platform/database/array-literal.ts';
import { readNewestFirst } from '../../platform/database/newest-first.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { SealedEntry } from './seal.rules.ts';

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: {
    readonly type: 'administrator' | 'device' | 'system';
    readonly id?: string;
    readonly loginId?: string;
    readonly tokenId?: string;
  };
  readonly action: string;
  readonly target: string | null;
  readonly detail: Record<string, unknown>;
  readonly sequence: string | null;
  /** Of a device, as the list knows it now. */
  readonly actor_name: string | null;
  readonly target_name: string | null;
}

export interface AuditPosition {
  readonly at: Date;
  readonly id: string;
}

function conditions(organizationId: string, filter: AuditLogFilter): RawBuilder<unknown>[] {
  const all = [sql`a.organization_id = ${organizationId}`];
  if (filter.actor !== undefined) all.push(sql`a.actor ->> 'loginId' = ${filter.actor}`);
  if (filter.action !== undefined) all.push(sql`a.action = ${filter.action}`);
  if (filter.target !== undefined) all.push(sql`a.target = ${filter.target}`);
  if (filter.from !== undefined) all.push(sql`a.at >= ${filter.from}::timestamptz`);
  if (filter.until !== undefined) all.push(sql`a.at < ${filter.until}::timestamptz`);
  return all;
}

const deviceNamed = (id: RawBuilder<unknown>) => sql`(select l.computer_name from device_list l
    where l.organization_id = a.organization_id and l.device_id::text = ${id})`;

/** Newest first. */
export async function selectAudit(
  db: Db,
  organizationId: string,
  filter: AuditLogFilter,
  page: { readonly after: AuditPosition | null; readonly limit: number; readonly nowMs: number },
): Promise<AuditRow[]> {
  const { after, limit } = page;
  const where = conditions(organizationId, filter);
  if (after !== null)
    where.push(sql`a.at <= ${after.at} and (a.at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return readNewestFirst({
    fromMs: after?.at.getTime() ?? page.nowMs,
    limit,
    read: (since) => selectPart(db, since === null ? where : [...where, sql`a.at >= ${since}`], limit),
    sortedAt: ({ at }) => at,
  });
}

async function selectPart(db: Db, where: readonly RawBuilder<unknown>[], limit: number): Promise<AuditRow[]> {
  const { rows } = await sql<AuditRow>`select a.id, a.at, a.actor, a.action, a.target, a.detail, a.sequence,
      case when a.actor ->> 'type' = 'device' then ${deviceNamed(sql`a.actor ->> 'id'`)} end as actor_name,
      case when a.target like 'device:%' then ${deviceNamed(sql`substr(a.target, 8)`)} end as target_name
    from (select * from audit_log a where ${sql.join(where, sql` and `)} order by a.at desc, a.id desc limit ${limit}) as a
    order by a.at desc, a.id desc`.execute(db);
  return rows;
}

export interface UnsealedRow extends Omit<SealedEntry, 'sequence' | 'hash' | 'at'> {
  readonly at: Date;
}

export async function selectUnsealed(tx: Tx, organizationId: string, limit: number): Promise<UnsealedRow[]> {
  const { rows } = await sql<UnsealedRow>`select id, at, actor, action, target, detail from audit_log
    where organization_id = ${organizationId} and sequence is null order by id limit ${limit}`.execute(tx);
  return rows;
}

export async function countUnsealed(db: Db, organizationId: string): Promise<number> {
  const { rows } = await sql<{ entries: string }>`select count(*) as entries from audit_log
    where organization_id = ${organizationId} and sequence is null`.execute(db);
  return Number(rows[0]?.entries ?? 0);
}

export async function selectUnsealedOrganizations(db: Db): Promise<string[]> {
  const { rows } = await sql<{ organization_id: string }>`select organization_id from audit_log where sequence is null
    group by organization_id`.execute(db);
  return rows.map((row) => row.organization_id);
}

/** One sealer per organization at a time; freed at the end of the transaction. `false`: another is at work. */
export async function tryLockChain(tx: Tx, organizationId: string): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(
    hashtextextended(${`audit/${organizationId}`}, 0)) as locked`.execute(tx);
  return rows[0]?.locked === true;
}

export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

export async function selectChainEnd(db: Db | Tx, organizationId: string): Promise<ChainEnd | null> {
  const { rows } = await sql<{ sequence: string; hash: Buffer }>`select sequence, hash from audit_log
    where organization_id = ${organizationId} and sequence is not null order by sequence desc limit 1`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { sequence: Number(row.sequence), hash: row.hash.toString('hex') };
}

export async function updateSeals(
  tx: Tx,
  organizationId: string,
  seals: readonly { readonly id: string; readonly at: Date; readonly sequence: number; readonly hash: string }[],
): Promise<void> {
  const times = seals.map(({ at }) => at.getTime());
  // The driver's clock counts milliseconds, the database's microseconds.
  const span = sql`a.at between ${new Date(Math.min(...times))} and ${new Date(Math.max(...times) + 1)}`;
  await sql`update audit_log a set sequence = v.sequence, hash = decode(v.hash, 'hex')
    from unnest(${uuidArray(seals.map(({ id }) => id))}::uuid[], ${numberArray(seals.map(({ sequence }) => sequence))}::bigint[],
      ${seals.map(({ hash }) => hash)}::text[]) as v(id, sequence, hash)
    where a.organization_id = ${organizationId} and ${span} and a.id = v.id and a.sequence is null`.execute(tx);
}

/** The chain in order, a part at a time. */
export async function* selectChain(db: Db, organizationId: string): AsyncGenerator<readonly SealedEntry[]> {
  const size = 5_000;
  for (let after = 0; ; ) {
    const { rows } = await sql<
      Omit<SealedEntry, 'sequence' | 'at'> & { sequence: string; at: Date }
    >`select sequence, id, at, actor,
        action, target, detail, encode(hash, 'hex') as hash
      from audit_log where organization_id = ${organizationId} and sequence > ${after} order by sequence limit ${size}`.execute(
      db,
    );
    if (rows.length > 0)
      yield rows.map((row) => ({ ...row, sequence: Number(row.sequence), at: row.at.toISOString() }));
    if (rows.length < size) return;
    after = Number(rows.at(-1)?.sequence);
  }
}

export interface AuditKeyRow {
  readonly key_id: string;
  readonly public_key: Buffer;
  readonly sealed_key: Buffer;
}

export async function selectKey(db: Db | Tx, organizationId: string): Promise<AuditKeyRow | undefined> {
  const { rows } = await sql<AuditKeyRow>`select key_id, public_key, sealed_key from audit_keys
    where organization_id = ${organizationId}`.execute(db);
  return rows[0];
}

export async function insertKey(tx: Tx, organizationId: string, key: AuditKeyRow, at: Date): Promise<void> {
  await sql`insert into audit_keys (organization_id, key_id, public_key, sealed_key, created_at)
    values (${organizationId}, ${key.key_id}, ${key.public_key}, ${key.sealed_key}, ${at})`.execute(tx);
}

export async function insertCheckpoint(
  tx: Tx,
  organizationId: string,
  sequence: number,
  signed: SignedText,
  at: Date,
): Promise<void> {
  await sql`insert into audit_checkpoints (organization_id, sequence, text, signatures, created_at)
    values (${organizationId}, ${sequence}, ${signed.text}, ${JSON.stringify(signed.signatures)}::jsonb, ${at})`.execute(
    tx,
  );
}

export async function selectCheckpoints(db: Db, organizationId: string): Promise<SignedText[]> {
  const { rows } = await sql<SignedText>`select text, signatures from audit_checkpoints
    where organization_id = ${organizationId} order by sequence`.execute(db);
  return rows;
}

export async function selectNewestCheckpoint(
  db: Db,
  organizationId: string,
): Promise<{ readonly sequence: number; readonly at: Date; readonly keyId: string | null } | null> {
  const { rows } = await sql<{
    sequence: string;
    created_at: Date;
    signatures: SignedText['signatures'];
  }>`select sequence, created_at, signatures
    from audit_checkpoints where organization_id = ${organizationId} order by sequence desc limit 1`.execute(db);
  const [row] = rows;
  return row === undefined
    ? null
    : { sequence: Number(row.sequence), at: row.created_at, keyId: row.signatures[0]?.keyId ?? null };
}
