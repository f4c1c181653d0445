/** Devices per cell of the map, which triggers count: what was added is folded into one row a cell and group. */
import { sql } from 'kysely';
import type { Db } from '../../platform/database/tables.ts';

/** @returns how many cells there were, `most` at most */
export async function foldCells(db: Db, most: number): Promise<number> {
  const { rows } = await sql<{ cells: string }>`with cells as materialized (
      select distinct organization_id, level, cell from location_cells where not folded limit ${most}),
    gone as (delete from location_cells c using cells k
      where c.organization_id = k.organization_id and c.level = k.level and c.cell = k.cell returning c.*),
    kept as (insert into location_cells (organization_id, level, cell, group_id, devices, folded)
      select organization_id, level, cell, group_id, sum(devices), true from gone
      group by organization_id, level, cell, group_id having sum(devices) <> 0)
    select count(*) as cells from cells`.execute(db);
  return Number(rows[0]?.cells ?? 0);
}
