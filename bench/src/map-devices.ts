/** Last positions by the hundred thousand, around cities as people live, in the tables that check-ins write. */
import { cellOf } from '@sekisho/server/features/locations/grid.rules';
import type { DatabasePool } from '@sekisho/server/platform/database/connections';

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

/** Makes `devices` of them in the only organization, a registered device given to copy from; returns the organization. */
export async function insertLocatedDevices(pool: Pool, devices: number): Promise<string> {
  const { rows } = await pool.query<{ organization_id: string }>('select organization_id from device_list limit 1');
  const organizationId = rows[0]?.organization_id;
  if (organizationId === undefined) throw new Error('no device is registered');
  const random = sequence();
  for (let made = 0; made < devices; made += batch) await insertBatch(pool, Math.min(batch, devices - made), random);
  await pool.query('vacuum analyze last_locations, device_list');
  return organizationId;
}

async function insertBatch(pool: Pool, count: number, random: () => number): Promise<void> {
  const places = Array.from({ length: count }, () => place(random));
  await pool.query(
    `with template as (select * from device_list order by registered_at limit 1), made as (
       insert into device_list (organization_id, device_id, computer_name, policy_code, device_revision, platform,
         architecture, os_name, os_version, manufacturer, model, hardware_serial_number, addresses, agent_version,
         registered_at)
       select t.organization_id, p.id, 'bench-' || p.id, t.policy_code, t.device_revision, t.platform, t.architecture,
         t.os_name, t.os_version, t.manufacturer, t.model, t.hardware_serial_number, t.addresses, t.agent_version, now()
       from template t, unnest($1::uuid[]) as p(id))
     insert into last_locations (organization_id, device_id, at, cell, latitude, longitude, accuracy_m, source)
     select t.organization_id, p.id, now(), p.cell, p.latitude, p.longitude, 20, 'wifi'
     from template t, unnest($1::uuid[], $2::bigint[], $3::float8[], $4::float8[]) as p(id, cell, latitude, longitude)`,
    [
      places.map(() => crypto.randomUUID()),
      places.map(([latitude, longitude]) => cellOf(latitude, longitude)),
      places.map(([latitude]) => latitude),
      places.map(([, longitude]) => longitude),
    ],
  );
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
