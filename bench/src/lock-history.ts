/** The lock history over the API as people ask for it: newest page, deep pages, by name, by day, of one device; against one bare page of PostgreSQL. */
import { seededId } from './seeded-fleet.ts';
import type { ServerDatabase } from './server-database.ts';
import { type Asked, medianMs, printSlowestPages } from './slowest-page.ts';
import { withSeededServer } from './with-seeded-server.ts';

export type LockHistoryOptions = { devices: number; rounds: number };

/** How far the history goes back; each month has a partition. */
const months = 24;
const dayMs = 86_400_000;

/** Two rows a device, spread evenly over the months. */
async function insertHistory({ pool }: ServerDatabase, devices: number): Promise<void> {
  for (let month = 1; month <= months; month += 1)
    await pool.query(
      `select make_time_partition('lock_history', first, (first + interval '1 month')::date)
       from (select (date_trunc('month', now()) - $1 * interval '1 month')::date as first) as begin`,
      [month],
    );
  await pool.query(
    `insert into lock_history (organization_id, id, device_id, computer_name, what, issued_by, sorted_at, issued_at, completed_at, locked_at, recorded_at)
     select l.organization_id, gen_random_uuid(), l.device_id, l.computer_name, w.what, 'admin', t.at, t.at, t.at, t.at, t.at
     from device_list l, unnest(array['lock', 'unlock']) as w(what),
       lateral (select now() - random() * $1 * interval '30 days' as at) as t`,
    [months],
  );
  await pool.query('vacuum analyze lock_history');
  const { rows } = await pool.query<{ rows: number }>('select count(*)::integer as rows from lock_history');
  if ((rows[0]?.rows ?? 0) < 2 * devices) throw new Error(`${rows[0]?.rows} rows of ${2 * devices}`);
}

function groupsOf(devices: number): Record<string, Asked[]> {
  const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString();
  return {
    newest: [{}],
    day: [30, 300, 700].map((days) => ({ from: daysAgo(days), until: daysAgo(days - 1) })),
    deep: [{ until: daysAgo(months * 15) }],
    name: ['営', '営業部', 'P', 'tokyo', '000123', 'nowhere'].map((computerName) => ({ computerName })),
    'name-and-day': ['営業部', '000123'].map((computerName) => ({
      computerName,
      from: daysAgo(301),
      until: daysAgo(300),
    })),
    device: [0, devices - 1].map((index) => ({ deviceId: seededId(index) })),
  };
}

/** Starts a server of its own with a seeded fleet that was locked and unlocked once each over two years. */
export async function benchLockHistory({ devices, rounds }: LockHistoryOptions): Promise<void> {
  await withSeededServer(devices, async ({ server, database, fleet }) => {
    await insertHistory(database, devices);
    const bareMs = await medianMs(rounds, () =>
      database.pool.query(
        'select * from lock_history where organization_id = $1 and recorded_at > $2 order by sorted_at desc, id desc limit 101',
        [fleet.organizationId, new Date(Date.now() - 28 * dayMs)],
      ),
    );
    await printSlowestPages({
      bench: 'lock-history',
      server,
      path: '/lock-history',
      groups: groupsOf(devices),
      devices,
      rounds,
      bareMs,
      reference: `bare PostgreSQL, the newest page of whole rows of ${2 * devices}`,
    });
  });
}
