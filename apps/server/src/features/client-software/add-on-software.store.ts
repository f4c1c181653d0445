/** The only SQL on add-on software: rows, and the content of each in parts of one size, so that a download can begin anywhere. */
import type { ClientPlatform } from '@sekisho/contracts';
import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/database/tables.ts';

export interface AddOnKey {
  readonly organizationId: string;
  readonly id: string;
}

export interface AddOnNaming {
  readonly platform: ClientPlatform;
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly bytes: number;
}

export interface AddOnRow extends AddOnNaming {
  readonly id: string;
  readonly sha256: string;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}

const columns = sql`id, platform, name, version, file_name as "fileName", bytes, sha256, created_at as "createdAt",
  created_by as "createdBy"`;
/** What has been received in full. */
const whole = sql`sha256 is not null`;

type Selected = Omit<AddOnRow, 'bytes'> & { readonly bytes: string };
const rowOf = (row: Selected): AddOnRow => ({ ...row, bytes: Number(row.bytes) });

export async function selectAddOns(db: Db, organizationId: string): Promise<AddOnRow[]> {
  const { rows } = await sql<Selected>`select ${columns} from add_on_software
    where organization_id = ${organizationId} and ${whole} order by platform, name, created_at desc, id desc`.execute(
    db,
  );
  return rows.map(rowOf);
}

/** Nobody deletes it before the commit. */
export async function holdAddOn(tx: Tx, { organizationId, id }: AddOnKey): Promise<AddOnRow | null> {
  const { rows } = await sql<Selected>`select ${columns} from add_on_software
    where organization_id = ${organizationId} and id = ${id} and ${whole} for update`.execute(tx);
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

/** Also those that are still being received. */
export async function countAddOns(tx: Tx, organizationId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from add_on_software
    where organization_id = ${organizationId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** What nobody completed. */
export async function deleteAbandoned(tx: Tx, organizationId: string, before: Date): Promise<void> {
  await sql`delete from add_on_software
    where organization_id = ${organizationId} and sha256 is null and created_at < ${before}`.execute(tx);
}

/** Nobody sees it yet. @returns whether no other has its name */
export async function insertAddOn(
  tx: Tx,
  { organizationId, id }: AddOnKey,
  { platform, name, version, fileName, bytes }: AddOnNaming,
  by: { readonly at: Date; readonly loginId: string | null },
): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into add_on_software
      (organization_id, id, platform, name, version, file_name, bytes, created_at, created_by)
    values (${organizationId}, ${id}, ${platform}, ${name}, ${version}, ${fileName}, ${bytes}, ${by.at}, ${by.loginId})
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** Whoever begins one, completes it. `null`: there is none, or it is there in full. */
export async function holdBegun(
  tx: Tx,
  { organizationId, id }: AddOnKey,
  createdBy: string | null,
): Promise<Omit<AddOnRow, 'sha256'> | null> {
  const { rows } = await sql<Selected>`select ${columns} from add_on_software
    where organization_id = ${organizationId} and id = ${id} and sha256 is null
      and created_by is not distinct from ${createdBy} for update`.execute(tx);
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

/** A second time replaces the first. */
export async function putPart(
  tx: Tx,
  { organizationId, id }: AddOnKey,
  number: number,
  content: Buffer,
): Promise<void> {
  await sql`insert into add_on_software_parts (organization_id, id, number, content)
    values (${organizationId}, ${id}, ${number}, ${content})
    on conflict (organization_id, id, number) do update set content = excluded.content`.execute(tx);
}

/** From here on it is there. */
export async function finishAddOn(tx: Tx, { organizationId, id }: AddOnKey, sha256: string): Promise<void> {
  await sql`update add_on_software set sha256 = ${sha256}
    where organization_id = ${organizationId} and id = ${id}`.execute(tx);
}

/** With its content. */
export async function deleteAddOn(tx: Tx, { organizationId, id }: AddOnKey): Promise<void> {
  await sql`delete from add_on_software where organization_id = ${organizationId} and id = ${id}`.execute(tx);
}

/** `null` where it has not arrived, or has been deleted. */
export async function selectPart(
  db: Db | Tx,
  { organizationId, id }: AddOnKey,
  number: number,
): Promise<Buffer | null> {
  const { rows } = await sql<{ content: Buffer }>`select content from add_on_software_parts
    where organization_id = ${organizationId} and id = ${id} and number = ${number}`.execute(db);
  return rows[0]?.content ?? null;
}
