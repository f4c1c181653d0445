/** Reads of one device: its track, its last position, its own word on why there is none. */
import { sql } from 'kysely';
import type { Db } from '../../platform/database/tables.ts';
import type { DeviceKey } from './locations.store.ts';

export interface PlaceRow {
  readonly at: Date;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy_m: number;
  readonly source: string;
}

export interface TrackRow extends PlaceRow {
  readonly number: string;
  readonly received_at: Date;
  readonly altitude_m: number | null;
  readonly speed_mps: number | null;
}

export interface TrackPosition {
  readonly at: Date;
  readonly number: string;
}

export interface TrackSpan {
  readonly from: Date;
  readonly until: Date;
}

const columns = sql`l.number, l.at, l.received_at, l.latitude, l.longitude, l.accuracy_m, l.source, l.altitude_m, l.speed_mps`;

function rowsOf({ organizationId, deviceId }: DeviceKey, { from, until }: TrackSpan) {
  return sql`device_locations l where l.organization_id = ${organizationId} and l.device_id = ${deviceId}
    and l.at >= ${from} and l.at < ${until}`;
}

/** Oldest first. */
export async function selectTrack(
  db: Db,
  key: DeviceKey,
  span: TrackSpan,
  after: TrackPosition | null,
  limit: number,
): Promise<readonly TrackRow[]> {
  const beyond =
    after === null ? sql`true` : sql`(l.at, l.number) > (${after.at}::timestamptz, ${after.number}::bigint)`;
  const { rows } = await sql<TrackRow>`select ${columns} from ${rowsOf(key, span)} and ${beyond}
    order by l.at, l.number limit ${limit}`.execute(db);
  return rows;
}

/** Of all points of the span every n-th, the first and the last among them: at most `most`. */
export async function selectThinnedTrack(
  db: Db,
  key: DeviceKey,
  span: TrackSpan,
  most: number,
): Promise<readonly TrackRow[]> {
  const { rows } = await sql<TrackRow>`select ${columns} from (
      select ${columns}, row_number() over (order by l.at, l.number) - 1 as place, count(*) over () as total
      from ${rowsOf(key, span)}) l
    where l.place = l.total - 1 or l.place % greatest(1, ceil((l.total - 1) / ${most - 1}::numeric))::bigint = 0
    order by l.at, l.number`.execute(db);
  return rows;
}

export async function selectLast(db: Db, { organizationId, deviceId }: DeviceKey): Promise<PlaceRow | null> {
  const { rows } = await sql<PlaceRow>`select at, latitude, longitude, accuracy_m, source from device_locations
    where organization_id = ${organizationId} and device_id = ${deviceId}
    order by at desc, number desc limit 1`.execute(db);
  return rows[0] ?? null;
}

export async function selectState(db: Db, { organizationId, deviceId }: DeviceKey): Promise<string | null> {
  const { rows } = await sql<{ state: string }>`select state from location_states
    where organization_id = ${organizationId} and device_id = ${deviceId}`.execute(db);
  return rows[0]?.state ?? null;
}
