/** Reads of the map: last positions in a part of it, as clusters and as devices, by ranges of grid cells. */
import type { LockMode } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
import { numberArray } from '../../platform/database/array-literal.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { DeviceScope } from '../device-list/index.ts';
import { type Box, type CellRange, rangesOf } from './grid.rules.ts';

export interface ClusterRow {
  readonly devices: number;
  readonly latitude: number;
  readonly longitude: number;
  /** Of one of its devices. */
  readonly cell: string;
}

export interface LocatedRow {
  readonly device_id: string;
  readonly computer_name: string;
  readonly user_name: string;
  readonly lock_mode: LockMode;
  readonly cell: string;
  readonly at: Date;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy_m: number;
  readonly source: string;
}

export interface MapPosition {
  readonly cell: string;
  readonly deviceId: string;
}

/** What lies in the box, counted by grid cells whose numbers lack the low `shift` bits. */
export async function selectClusters(db: Db, scope: DeviceScope, box: Box, shift: number): Promise<ClusterRow[]> {
  const ranges = rangesOf(box);
  const { rows } = await sql<ClusterRow>`select count(*)::integer as devices, avg(l.latitude) as latitude,
      avg(l.longitude) as longitude, min(l.cell) as cell
    from ${rangeRows(ranges)} join last_locations l on l.cell between r.low and r.high
    where l.organization_id = ${scope.organizationId} and ${within(box)} and ${visible(scope)}
    group by l.cell >> ${shift}`.execute(db);
  return rows;
}

/** Devices at these very cells. */
export async function selectAtCells(
  db: Db,
  scope: DeviceScope,
  cells: readonly string[],
): Promise<readonly LocatedRow[]> {
  if (cells.length === 0) return [];
  const { rows } = await sql<LocatedRow>`select ${columns} from last_locations l ${listed}
    where l.organization_id = ${scope.organizationId} and l.cell = any(${numberArray(cells.map(Number))}::bigint[])
      and ${visible(scope)}
    order by l.cell, l.device_id`.execute(db);
  return rows;
}

/** A page of what lies in the box, in the order of the grid; each range gives a page at most, so that none is read in vain. */
export async function selectInBox(
  db: Db,
  scope: DeviceScope,
  box: Box,
  after: MapPosition | null,
  limit: number,
): Promise<readonly LocatedRow[]> {
  const beyond =
    after === null ? sql`true` : sql`(l.cell, l.device_id) > (${after.cell}::bigint, ${after.deviceId}::uuid)`;
  const { rows } = await sql<LocatedRow>`select page.* from ${rangeRows(rangesOf(box))} cross join lateral (
      select ${columns} from last_locations l ${listed}
      where l.organization_id = ${scope.organizationId} and l.cell between r.low and r.high and ${beyond} and ${within(box)}
        and ${visible(scope)}
      order by l.cell, l.device_id limit ${limit}) page
    order by page.cell, page.device_id limit ${limit}`.execute(db);
  return rows;
}

const columns = sql`l.device_id, d.computer_name, d.user_name, d.lock_mode, l.cell, l.at, l.latitude, l.longitude,
  l.accuracy_m, l.source`;
const listed = sql`join device_list d on d.organization_id = l.organization_id and d.device_id = l.device_id`;

function rangeRows(ranges: readonly CellRange[]): RawBuilder<unknown> {
  return sql`unnest(${numberArray(ranges.map(({ low }) => low))}::bigint[],
    ${numberArray(ranges.map(({ high }) => high))}::bigint[]) as r(low, high)`;
}

function within({ west, south, east, north }: Box): RawBuilder<unknown> {
  const across =
    west <= east
      ? sql`l.longitude between ${west} and ${east}`
      : sql`(l.longitude >= ${west} or l.longitude <= ${east})`;
  return sql`l.latitude between ${south} and ${north} and ${across}`;
}

function visible({ organizationId, groupIds }: DeviceScope): RawBuilder<unknown> {
  if (groupIds === null) return sql`true`;
  return sql`exists (select from device_list g where g.organization_id = ${organizationId}
    and g.device_id = l.device_id and g.group_id = any(${numberArray(groupIds)}::integer[]))`;
}
