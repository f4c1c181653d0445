/** Reads of the map: last positions in a part of it, as clusters and as devices, by ranges of grid cells. */
import type { LockMode } from '@sekisho/contracts';
import { type RawBuilder, sql } from 'kysely';
import { numberArray } from '../../platform/database/array-literal.ts';
import type { Db } from '../../platform/database/tables.ts';
import { countAll, type DeviceScope } from '../device-list/index.ts';
import { type Box, type CellRange, gridRangesOf, placeIn, rangesOf, shiftOf } from './grid.rules.ts';

export interface Cluster {
  readonly devices: number;
  /** The middle of its devices, as finely as they are counted. */
  readonly latitude: number;
  readonly longitude: number;
  /** All cells in which they are. */
  readonly range: CellRange;
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

/** Grids on which devices are counted by group, kept by triggers on the last positions. */
const keptLevels = [6, 9, 12, 15, 18];
const finest = 18;

/** What the cells of the grid hold that the box touches. No more is read than a few counts a cell, but on the finest grids. */
export async function selectClusters(db: Db, scope: DeviceScope, box: Box, level: number): Promise<Cluster[]> {
  const kept = keptLevels.find((each) => each > level);
  const counted = kept === undefined ? 24 : kept;
  const ranges = gridRangesOf(box, level).map(({ low, high }) => ({
    low: Math.floor(low / 2 ** shiftOf(counted)),
    high: Math.floor(high / 2 ** shiftOf(counted)),
  }));
  const { rows } = await sql<CountedRow>`
    select sum(l.devices) as devices, min(l.cell) as cell, sum(l.devices * (${offset(0, counted - level)} + 0.5))::float8 as x,
      sum(l.devices * (${offset(1, counted - level)} + 0.5))::float8 as y
    from ${rangeRows(ranges)} cross join lateral (${countedIn(scope, kept)}) as l
    group by l.cell >> ${shiftOf(level) - shiftOf(counted)} having sum(l.devices) > 0`.execute(db);
  return rows.map((row) => clusterOf(row, level, counted));
}

interface CountedRow {
  readonly devices: string;
  readonly cell: string;
  /** Sums over the devices, of where their cells stand within the cell of the grid. */
  readonly x: number;
  readonly y: number;
}

/** Every other bit of the last ones of a cell's number, from the first: from west to east; from the second: from north to south. */
function offset(first: 0 | 1, bits: number): RawBuilder<unknown> {
  const terms = Array.from({ length: bits }, (_, bit) => sql`(((l.cell >> ${2 * bit + first}) & 1) << ${bit})`);
  return terms.length === 0 ? sql`0` : sql`(${sql.join(terms, sql` + `)})`;
}

function countedIn(scope: DeviceScope, kept: number | undefined): RawBuilder<unknown> {
  const { organizationId } = scope;
  if (kept === undefined)
    return sql`select cell, 1 as devices from last_locations
      where organization_id = ${organizationId} and cell between r.low and r.high and ${inGroups(scope)}`;
  return sql`select cell, sum(devices) as devices from location_cells
    where organization_id = ${organizationId} and level = ${kept} and cell between r.low and r.high and ${inGroups(scope)}
    group by cell having sum(devices) > 0`;
}

function clusterOf(row: CountedRow, level: number, counted: number): Cluster {
  const devices = Number(row.devices);
  const [cells, within] = [2 ** shiftOf(counted), 2 ** (counted - level)];
  const parent = Math.floor(Number(row.cell) / within ** 2);
  const place = placeIn(parent, level, row.x / devices / within, row.y / devices / within);
  const low = Number(row.cell) * cells;
  return { devices, ...place, range: { low, high: low + cells - 1 } };
}

/** Devices in these very cells. */
export async function selectInRanges(
  db: Db,
  scope: DeviceScope,
  ranges: readonly CellRange[],
): Promise<readonly LocatedRow[]> {
  if (ranges.length === 0) return [];
  const { rows } = await sql<LocatedRow>`select located.* from ${rangeRows(ranges)} cross join lateral (
      select ${columns} from last_locations l ${listed}
      where l.organization_id = ${scope.organizationId} and l.cell between r.low and r.high and ${visible(scope)} offset 0) as located
    order by located.cell, located.device_id`.execute(db);
  return rows;
}

/** Groups with no more devices are read by themselves; for them the cells hold the devices of others, most of all. */
const fewDevices = 10_000;

/** A page of what lies in the box, in the order of the grid. */
type SelectInBox = (
  db: Db,
  scope: DeviceScope,
  box: Box,
  after: MapPosition | null,
  limit: number,
) => Promise<readonly LocatedRow[]>;

export const selectInBox: SelectInBox = async (db, scope, ...page) => {
  const isFew = scope.groupIds !== null && (await countAll(db, scope)) <= fewDevices;
  return isFew ? selectAmongFew(db, scope, ...page) : selectAlongGrid(db, scope, ...page);
};

const beyondOf = (after: MapPosition | null) =>
  after === null ? sql`true` : sql`(l.cell, l.device_id) > (${after.cell}::bigint, ${after.deviceId}::uuid)`;

export const selectAmongFew: SelectInBox = async (db, scope, box, after, limit) => {
  const { rows } = await sql<LocatedRow>`select ${columns}
    from (select * from device_list where organization_id = ${scope.organizationId} and ${inGroups(scope)} offset 0) as d
    join last_locations l on l.organization_id = d.organization_id and l.device_id = d.device_id
    where ${beyondOf(after)} and ${within(box)}
    order by l.cell, l.device_id limit ${limit}`.execute(db);
  return rows;
};

/** Each range gives a page at most, so that none is read in vain. */
export const selectAlongGrid: SelectInBox = async (db, scope, box, after, limit) => {
  const beyond = beyondOf(after);
  const { rows } = await sql<LocatedRow>`select page.* from ${rangeRows(rangesOf(box))} cross join lateral (
      select ${columns} from ${cellsOf(scope, after)} cross join lateral (select * from last_locations l
        where l.organization_id = ${scope.organizationId} and l.cell between s.low and s.high and ${beyond} and ${within(box)}
          and ${inGroups(scope)}
        order by l.cell, l.device_id limit ${limit}) as l ${listed}
      order by s.number, l.cell, l.device_id limit ${limit}) page
    order by page.cell, page.device_id limit ${limit}`.execute(db);
  return rows;
};

/** For some groups alone: the cells, in order, in which they have devices; so none is read for the devices of others. Else the range. */
function cellsOf({ organizationId, groupIds }: DeviceScope, after: MapPosition | null): RawBuilder<unknown> {
  if (groupIds === null) return sql`(select r.low, r.high, 0 as number) as s`;
  const bits = shiftOf(finest);
  const from = after === null ? sql`r.low` : sql`greatest(r.low, ${after.cell}::bigint)`;
  return sql`(select greatest(r.low, k.cell << ${bits}) as low, least(r.high, ((k.cell + 1) << ${bits}) - 1) as high,
      k.cell as number
    from location_cells k where k.organization_id = ${organizationId} and k.level = ${finest}
      and k.cell between ${from} >> ${bits} and r.high >> ${bits} and k.group_id = any(${numberArray(groupIds)}::integer[])
    group by k.cell having sum(k.devices) > 0 order by k.cell) as s`;
}

const columns = sql`l.device_id, d.computer_name, d.user_name, d.lock_mode, l.cell, l.at, l.latitude, l.longitude,
  l.accuracy_m, l.source`;
const listed = sql`join device_list d on d.organization_id = l.organization_id and d.device_id = l.device_id`;

function rangeRows(ranges: readonly CellRange[]): RawBuilder<unknown> {
  return sql`unnest(${numberArray(ranges.map(({ low }) => low))}::bigint[],
    ${numberArray(ranges.map(({ high }) => high))}::bigint[]) as r(low, high)`;
}

function inGroups({ groupIds }: DeviceScope): RawBuilder<unknown> {
  return groupIds === null ? sql`true` : sql`group_id = any(${numberArray(groupIds)}::integer[])`;
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
