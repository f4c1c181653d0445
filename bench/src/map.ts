/** The map by its API: clusters of a part of it at three zooms, against a plain count over the same part. */
import { gridLevel, gridRangesOf } from '@sekisho/server/features/locations/grid.rules';
import type { DatabasePool } from '@sekisho/server/platform/database/connections';
import type { ServerProcess } from '@sekisho/testkit/server-process';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { insertLocations } from './map-devices.ts';
import { withSeededServer } from './with-seeded-server.ts';

export type MapOptions = { devices: number; rounds: number };

/** What a screen of about 1,000 by 700 pixels shows. */
const views = [
  { name: 'world', zoom: 1, box: { west: -180, south: -85, east: 180, north: 85 } },
  { name: 'country', zoom: 5, box: { west: 129, south: 30, east: 146, north: 46 } },
  { name: 'city', zoom: 12, box: { west: 139.6, south: 35.6, east: 139.9, north: 35.8 } },
] as const;
type View = (typeof views)[number];

const countInBox = `select count(*)::integer as devices from last_locations
  where organization_id = $1 and latitude between $2 and $3 and longitude between $4 and $5`;

async function countPlainly({ pool }: DatabasePool, organizationId: string, { box }: View): Promise<number> {
  const values = [organizationId, box.south, box.north, box.west, box.east];
  const { rows } = await pool.query<{ devices: number }>(countInBox, values);
  return rows[0]?.devices ?? 0;
}

/** What the view must show: all that stands in the cells of its grid. */
async function countByCells({ pool }: DatabasePool, organizationId: string, { box, zoom }: View): Promise<number> {
  const ranges = gridRangesOf(box, gridLevel(box, zoom));
  const { rows } = await pool.query<{ devices: number }>(
    `select count(*)::integer as devices from last_locations l, unnest($2::bigint[], $3::bigint[]) as r(low, high)
     where l.organization_id = $1 and l.cell between r.low and r.high`,
    [organizationId, ranges.map(({ low }) => low), ranges.map(({ high }) => high)],
  );
  return rows[0]?.devices ?? 0;
}

async function measure(
  server: ServerProcess,
  database: DatabasePool,
  organizationId: string,
  view: View,
  rounds: number,
) {
  const query = new URLSearchParams(
    Object.entries({ ...view.box, zoom: view.zoom }).map(([key, is]) => [key, `${is}`]),
  );
  const samples: number[] = [];
  const plain: number[] = [];
  const expected = await countByCells(database, organizationId, view);
  let total = 0;
  for (let round = 0; round < rounds; round++) {
    const counted = performance.now();
    await countPlainly(database, organizationId, view);
    plain.push(performance.now() - counted);
    const asked = performance.now();
    const { status, body } = await server.api(`/locations?${query}`);
    samples.push(performance.now() - asked);
    total = (body as { total: number }).total;
    if (status !== 200 || total !== expected)
      throw new Error(`${view.name}: ${status}, ${total} of ${expected} devices`);
  }
  return { samples, plain, total };
}

/** Starts a server of its own with a seeded fleet, every device at some place. */
export async function benchMap({ devices, rounds }: MapOptions): Promise<void> {
  await withSeededServer(devices, async ({ server, database, fleet }) => {
    const { organizationId } = fleet;
    await insertLocations(database.pool, fleet);
    for (const view of views) {
      const { samples, plain, total } = await measure(server, database, organizationId, view, rounds);
      const reference = percentile(plain, 0.5);
      const p50Ms = percentile(samples, 0.5);
      printFigures({
        bench: `map-${view.name}`,
        devices,
        work: `${rounds} reads of the map over the API, one after another, each with ${total} devices in its part, in clusters; counts compared; server and PostgreSQL on the same machine`,
        p50Ms,
        p99Ms: percentile(samples, 0.99),
        p999Ms: percentile(samples, 0.999),
        rssMiB: residentMiB(server.pid),
        reference: `count(*) of the same part by latitude and longitude: ${reference.toFixed(1)} ms (p50)`,
        ratio: p50Ms / reference,
      });
    }
  });
}
