/** Software over all devices as people ask for it, and how fast inventories that have changed are looked through in the background. */
import { performance } from 'node:perf_hooks';
import { packContent } from '@sekisho/server/features/inventory/packing';
import { createDigests } from '@sekisho/server/features/inventory-digest/digest.service';
import { createSoftwareReader } from '@sekisho/server/features/inventory-digest/software.service';
import { createTransactions } from '@sekisho/server/platform/database/transaction';
import { printFigures } from './figures.ts';
import { programs, sectionsOf } from './inventory-content.ts';
import type { ServerDatabase } from './server-database.ts';
import { medianMs, printSlowestPages } from './slowest-page.ts';
import { seedSoftware, titles } from './software-seed.ts';
import { withSeededServer } from './with-seeded-server.ts';

export type SoftwareOptions = { devices: number; rounds: number };

/** Of each round; enough for some batches. */
const digestedDevices = 2_000;
const variants = 5;

/** Whole inventories of some devices, all sections new, as the hot path would have stored them. */
async function storeSections({ pool }: ServerDatabase, organizationId: string, version: number): Promise<void> {
  for (let variant = 0; variant < variants; variant += 1)
    for (const section of sectionsOf(version + variant)) {
      const { content, packed } = await packContent(section);
      await pool.query(
        `insert into inventory_sections (organization_id, device_id, section, hash, content, packed, collected_at, received_at)
         select organization_id, device_id, $2, $3, $4::jsonb, $5, now(), now() from (select organization_id, device_id,
           row_number() over (order by device_id) as at from device_list where organization_id = $1) as numbered
         where at <= $6 and at % $7 = $8
         on conflict (organization_id, device_id, section) do update set hash = excluded.hash, content = excluded.content,
           packed = excluded.packed, received_at = excluded.received_at`,
        [organizationId, section.name, section.hash, content, packed, digestedDevices, variants, variant],
      );
    }
  await pool.query(
    `insert into inventory_due (organization_id, device_id) select organization_id, device_id from device_list
     where organization_id = $1 order by device_id limit $2`,
    [organizationId, digestedDevices],
  );
}

async function measureDigests(database: ServerDatabase, organizationId: string, version: number, what: string) {
  await storeSections(database, organizationId, version);
  const { transaction } = createTransactions(database.db);
  const digests = createDigests({
    transaction,
    listOrganizations: async () => [{ id: organizationId }],
    replaceCollected: async () => {},
  });
  const begun = performance.now();
  await digests.carryOut();
  printFigures({
    bench: `inventory-digest-${what}`,
    devices: digestedDevices,
    work: `${programs} programs each, unpacked, compared with what was held, changes noted, software and traits counted; one process, PostgreSQL on the same machine`,
    perSecond: (digestedDevices * 1000) / (performance.now() - begun),
  });
}

/** Starts a server of its own; what is measured is there before anybody asks. */
export async function benchSoftware({ devices, rounds }: SoftwareOptions): Promise<void> {
  await withSeededServer(devices, async ({ server, database, fleet: { organizationId } }) => {
    await seedSoftware(database, organizationId);
    const bareMs = await medianMs(rounds, () =>
      database.pool.query('select * from software_titles where organization_id = $1 order by name, id limit 101', [
        organizationId,
      ]),
    );
    const reference = 'bare PostgreSQL, a first page of titles';
    const sorts = ['name', '-name', 'devices', '-devices'];
    const keywords = ['a', 'ワープロ', 'Title 12', 'nowhere', 'Publisher 7'];
    const groups = {
      first: sorts.map((sort) => ({ sort })),
      keyword: sorts.flatMap((sort) => keywords.map((keyword) => ({ sort, keyword }))),
    };
    await printSlowestPages({
      bench: 'software',
      server,
      path: '/software',
      groups,
      devices,
      rounds,
      bareMs,
      reference,
    });
    const id = async (offset: number) =>
      (
        await database.pool.query<{ id: number }>(
          'select id from software_counts where group_id = 0 and id = title_id order by devices desc offset $1 limit 1',
          [offset],
        )
      ).rows[0]?.id ?? 0;
    const asked = [0, 300, titles - 10].map(async (offset) => ({ software: String(await id(offset)) }));
    const withSorts = (await Promise.all(asked)).flatMap((one) => [one, { ...one, sort: '-lastSeenAt' }]);
    await printSlowestPages({
      bench: 'software',
      server,
      path: '/devices',
      groups: { 'devices-with': withSorts },
      devices,
      rounds,
      bareMs,
      reference,
    });
    await printSlowestPages({
      bench: 'inventory',
      server,
      path: '/inventory/figures',
      groups: { figures: [{}] },
      devices,
      rounds,
      bareMs,
      reference,
    });
    await measureOfGroups(database, organizationId, rounds, devices);
    await measureDigests(database, organizationId, 0, 'first');
    await measureDigests(database, organizationId, variants, 'changed');
  });
}

/** As a group administrator is answered, without HTTP: summed over ten groups. */
async function measureOfGroups(database: ServerDatabase, organizationId: string, rounds: number, devices: number) {
  const { list } = createSoftwareReader(database.db);
  const scope = { organizationId, groupIds: Array.from({ length: 10 }, (_, at) => at + 1) };
  for (const sort of ['name', '-devices'] as const)
    printFigures({
      bench: `software-of-groups-${sort}`,
      devices,
      work: `a first page by ${sort} of ten of twenty groups, without HTTP, ${rounds} times one after another`,
      p50Ms: await medianMs(rounds, () => list(scope, { sort })),
    });
}
