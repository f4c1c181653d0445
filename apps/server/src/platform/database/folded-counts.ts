/** Counts that triggers add to, a row a change: what was added is folded into one row for each of what is counted. */
import { sql } from 'kysely';
import type { Settings } from '../config/settings.ts';
import type { Db } from './tables.ts';

export interface FoldedCounts {
  /** With `organization_id`, `devices` and `folded`. */
  readonly table: string;
  /** Rows that are the same in these are folded together. */
  readonly key: readonly string[];
  /** Those of the key, and what the counts are by within it. */
  readonly columns: readonly string[];
}

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));

/**
 * Folds what was added for `most` keys at most.
 * @param organizationId of this one alone; else of all
 * @returns how many keys there were
 */
export async function foldCounts(
  db: Db,
  { table, key, columns }: FoldedCounts,
  most: number,
  organizationId: string | null = null,
): Promise<number> {
  const own = organizationId === null ? sql`true` : sql`organization_id = ${organizationId}`;
  const same = sql.join(
    key.map((column) => sql`${sql.ref(`c.${column}`)} = ${sql.ref(`k.${column}`)}`),
    sql` and `,
  );
  const { rows } = await sql<{ keys: string }>`with keys as materialized (
      select distinct organization_id, ${list(key)} from ${sql.table(table)} where not folded and ${own} limit ${most}),
    gone as (delete from ${sql.table(table)} c using keys k
      where c.organization_id = k.organization_id and ${same} returning c.*),
    kept as (insert into ${sql.table(table)} (organization_id, ${list(columns)}, devices, folded)
      select organization_id, ${list(columns)}, sum(devices), true from gone
      group by organization_id, ${list(columns)} having sum(devices) <> 0)
    select count(*) as keys from keys`.execute(db);
  return Number(rows[0]?.keys ?? 0);
}

export interface FoldingPorts {
  readonly db: Db;
  readonly settings: Pick<Settings, 'sharded'>;
}

/** Folds all there is, `most` keys at a time; where organizations are spread over machines, one after the other. */
export async function foldAll({ db, settings }: FoldingPorts, counts: FoldedCounts, most: number): Promise<void> {
  const organizations = settings.sharded === 'yes' ? await selectAdded(db, counts) : [null];
  for (const organizationId of organizations) while ((await foldCounts(db, counts, most, organizationId)) === most);
}

async function selectAdded(db: Db, { table }: FoldedCounts): Promise<readonly string[]> {
  const { rows } = await sql<{ organization_id: string }>`select distinct organization_id from ${sql.table(table)}
    where not folded`.execute(db);
  return rows.map((row) => row.organization_id);
}
