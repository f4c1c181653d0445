/** The device list over the API as people ask for it: first page, deep page, keywords, every filter and sort; against one bare page of PostgreSQL. */
import { deviceSorts, deviceStates } from '@sekisho/contracts';
import type { ServerProcess } from '@sekisho/testkit/server-process';
import { percentile, printFigures, residentMiB } from './figures.ts';
import type { ServerDatabase } from './server-database.ts';
import { withSeededServer } from './with-seeded-server.ts';

export type DeviceListOptions = { devices: number; rounds: number };

type Asked = Readonly<Record<string, string>>;

/** By the name of the figures. Each of a group is asked as often; the slowest of it is printed. */
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

async function timeOf(server: ServerProcess, asked: Asked): Promise<number> {
  const begun = performance.now();
  const { status } = await server.api(`/devices?${new URLSearchParams(asked)}`);
  if (status !== 200) throw new Error(`${JSON.stringify(asked)}: ${status}`);
  return performance.now() - begun;
}

async function barePageMs({ pool }: ServerDatabase, organizationId: string, rounds: number): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    await pool.query(
      'select * from device_list where organization_id = $1 order by computer_name, device_id limit 101',
      [organizationId],
    );
    samples.push(performance.now() - begun);
  }
  return percentile(samples, 0.5);
}

/** Starts a server of its own with a seeded fleet. */
export async function benchDeviceList({ devices, rounds }: DeviceListOptions): Promise<void> {
  await withSeededServer(devices, async ({ server, database, fleet }) => {
    const { organizationId } = fleet;
    const bare = await barePageMs(database, organizationId, rounds);
    for (const [name, all] of Object.entries(groupsOf(devices))) {
      let slowest: { asked: Asked; samples: number[] } = { asked: {}, samples: [] };
      for (const asked of all) {
        await timeOf(server, asked);
        const samples: number[] = [];
        for (let round = 0; round < rounds; round += 1) samples.push(await timeOf(server, asked));
        if (!(percentile(samples, 0.5) <= percentile(slowest.samples, 0.5))) slowest = { asked, samples };
      }
      const p50Ms = percentile(slowest.samples, 0.5);
      printFigures({
        bench: `list-${name}`,
        devices,
        work: `one page over the API, ${rounds} times one after another; the slowest of ${all.length}: ${JSON.stringify(slowest.asked)}`,
        p50Ms,
        p99Ms: percentile(slowest.samples, 0.99),
        p999Ms: percentile(slowest.samples, 0.999),
        rssMiB: residentMiB(server.pid),
        reference: `bare PostgreSQL, a first page of whole rows: ${bare.toFixed(2)} ms (p50)`,
        ratio: p50Ms / bare,
      });
    }
  });
}
