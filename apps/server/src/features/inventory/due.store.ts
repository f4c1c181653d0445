/** Which devices have something new to look through, and what it is. */
import { sql } from 'kysely';
import { uuidArray } from '../../platform/database/array-literal.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import { unpackContent } from './packing.ts';

/** Takes the oldest marks of an organization, at most `most`. Whoever takes must be alone: see `holdDue`. */
export async function takeDue(tx: Tx, organizationId: string, most: number): Promise<readonly string[]> {
  const { rows } = await sql<{ device_id: string }>`delete from inventory_due where organization_id = ${organizationId}
    and number = any(array(select number from inventory_due where organization_id = ${organizationId}
      order by number limit ${most})) returning device_id`.execute(tx);
  return rows.map((row) => row.device_id);
}

/** Until the commit nobody else takes; `false`: somebody does already. */
export async function holdDue(tx: Tx, organizationId: string): Promise<boolean> {
  const { rows } = await sql<{
    held: boolean;
  }>`select pg_try_advisory_xact_lock(7356036, hashtext(${organizationId})) as held`.execute(tx);
  return rows[0]?.held === true;
}

/** Counts no further than `most`. */
export async function countDue(db: Db, organizationId: string, most: number): Promise<number> {
  const { rows } = await sql<{ marks: number }>`select count(*)::integer as marks from (
    select from inventory_due where organization_id = ${organizationId} limit ${most}) as first`.execute(db);
  return rows[0]?.marks ?? 0;
}

export interface NewSection {
  readonly deviceId: string;
  readonly name: string;
  readonly hash: string;
  readonly collectedAt: Date;
  readonly receivedAt: Date;
  readonly content: () => Promise<unknown>;
}

/** Those of `names` that are stored under another hash than what is held. */
export async function selectNewSections(
  db: Db,
  organizationId: string,
  held: readonly { readonly deviceId: string; readonly hashes: Readonly<Record<string, string>> }[],
  names: readonly string[],
): Promise<readonly NewSection[]> {
  const { rows } = await sql<{
    deviceId: string;
    name: string;
    hash: string;
    collectedAt: Date;
    receivedAt: Date;
    content: unknown;
    packed: Buffer | null;
  }>`select s.device_id as "deviceId", s.section as name, s.hash, s.collected_at as "collectedAt",
      s.received_at as "receivedAt", s.content, s.packed
    from unnest(${uuidArray(held.map(({ deviceId }) => deviceId))}::uuid[],
      ${held.map(({ hashes }) => JSON.stringify(hashes))}::jsonb[]) as v(device_id, hashes)
    join inventory_sections s on s.organization_id = ${organizationId} and s.device_id = v.device_id
      and s.section = any(${[...names]}::text[]) and s.hash is distinct from (v.hashes ->> s.section)`.execute(db);
  return rows.map(({ content, packed, ...row }) => ({ ...row, content: () => unpackContent(content, packed) }));
}

/** When something new was stored last, of any section. */
export async function selectLastReceived(
  db: Db,
  organizationId: string,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ device_id: string; at: Date }>`select device_id, max(received_at) as at
    from inventory_sections where organization_id = ${organizationId} and device_id = any(${uuidArray(deviceIds)}::uuid[])
    group by device_id`.execute(db);
  return new Map(rows.map((row) => [row.device_id, row.at]));
}
