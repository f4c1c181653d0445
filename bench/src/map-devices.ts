/** Last positions by the hundred thousand, around cities as people live, in the table that check-ins write. */
import { cellOf } from '@sekisho/server/features/locations/grid.rules';
import type { DatabasePool } from '@sekisho/server/platform/database/connections';
import { type SeededFleet, seededId } from './seeded-fleet.ts';

type Pool = DatabasePool['pool'];

const batch = 20_000;
/** Latitude, longitude, and up to which of a hundred devices they are about there; the others are anywhere. */
const cities = [
  [35.68, 139.76, 40],
  [34.69, 135.5, 60],
  [35.18, 136.9, 70],
  [43.06, 141.35, 75],
  [33.59, 130.4, 80],
  [1.29, 103.85, 85],
  [51.51, -0.13, 90],
  [40.71, -74.01, 95],
] as const;

/** Gives every device of the fleet a last position. */
export async function insertLocations(pool: Pool, fleet: SeededFleet): Promise<void> {
  const random = sequence();
  for (let from = 0; from < fleet.size; from += batch) {
    const indexes = Array.from({ length: Math.min(batch, fleet.size - from) }, (_, offset) => from + offset);
    const places = indexes.map(() => place(random));
    await pool.query(
      `insert into last_locations (organization_id, device_id, at, cell, latitude, longitude, accuracy_m, source)
       select $1, p.id, now(), p.cell, p.latitude, p.longitude, 20, 'wifi'
       from unnest($2::uuid[], $3::bigint[], $4::float8[], $5::float8[]) as p(id, cell, latitude, longitude)`,
      [
        fleet.organizationId,
        indexes.map(seededId),
        places.map(([latitude, longitude]) => cellOf(latitude, longitude)),
        places.map(([latitude]) => latitude),
        places.map(([, longitude]) => longitude),
      ],
    );
  }
  for (const table of ['last_locations', 'location_cells']) await pool.query(`vacuum analyze ${table}`);
}

function place(random: () => number): [latitude: number, longitude: number] {
  const share = random() * 100;
  const city = cities.find(([, , until]) => share < until);
  if (city === undefined) return [random() * 120 - 55, random() * 360 - 180];
  const [latitude, longitude] = city;
  const far = 0.4 * random() ** 2;
  const angle = random() * 2 * Math.PI;
  return [latitude + far * Math.sin(angle), longitude + far * Math.cos(angle)];
}

/** The same places at every run. */
function sequence(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
