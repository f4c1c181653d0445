/** The device list over the API as people ask for it: first page, deep page, keywords, every filter and sort; against one bare page of PostgreSQL. */
import { deviceSorts, deviceStates } from '@sekisho/contracts';
import { type Asked, medianMs, printSlowestPages } from './slowest-page.ts';
import { withSeededServer } from './with-seeded-server.ts';

export type DeviceListOptions = { devices: number; rounds: number };

/** By the name of the figures. */
function groupsOf(devices: number): Record<string, Asked[]> {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const middle = `bench-${String(Math.floor(devices / 2)).padStart(7, '0')}`;
  const cursor = JSON.stringify(['computerName', middle, '00000000-0000-4000-8000-000000000000']);
  const sorts = deviceSorts.flatMap((name) => [name, `-${name}`]);
  return {
    first: [{}],
    deep: [{ cursor: Buffer.from(cursor).toString('base64url') }],
    keyword: ['営', '営業部', '佐藤', 'P', 'tokyo', '000123', 'nowhere'].map((keyword) => ({ keyword })),
    filter: [
      ...deviceStates.map((state) => ({ state })),
      { pending: 'true' },
      { pending: 'false' },
      { noGroup: 'true' },
      { policy: 'A01' },
      { policy: 'A02' },
      { notSeenSince: daysAgo(1) },
      { notSeenSince: daysAgo(30) },
      { keyword: '営業部', state: 'offline' },
      { keyword: '000123', notSeenSince: daysAgo(7) },
    ],
    sort: sorts.map((sort) => ({ sort })),
    'filter-and-sort': sorts.flatMap((sort) => [
      { sort, keyword: '営業部' },
      { sort, notSeenSince: daysAgo(7) },
      { sort, state: 'online' },
    ]),
  };
}

/** Starts a server of its own with a seeded fleet. */
export async function benchDeviceList({ devices, rounds }: DeviceListOptions): Promise<void> {
  await withSeededServer(devices, async ({ server, database, fleet }) => {
    const bareMs = await medianMs(rounds, () =>
      database.pool.query(
        'select * from device_list where organization_id = $1 order by computer_name, device_id limit 101',
        [fleet.organizationId],
      ),
    );
    await printSlowestPages({
      bench: 'list',
      server,
      path: '/devices',
      groups: groupsOf(devices),
      devices,
      rounds,
      bareMs,
      reference: 'bare PostgreSQL, a first page of whole rows',
    });
  });
}
