/** Inventories per second: 300 programs changed and sent whole, and not changed at all; against bare PostgreSQL with the same rows. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceInventory, InventoryContents } from '@sekisho/contracts';
import { startChild } from '@sekisho/testkit/child';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import type { LoadResult } from './check-in-load.ts';
import { type Figures, printFigures } from './figures.ts';
import { changedBody, programs, sectionsOf, unchangedBody } from './inventory-content.ts';
import { countProcessor, endedChildrenSeconds, postmasterOf, treeResidentMiB } from './processor.ts';
import { type SeededFleet, seededIdSql, seedFleet } from './seeded-fleet.ts';
import { openServerDatabase, type ServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';

export type InventoryOptions = {
  devices: number;
  seconds: number;
  connections: number;
  /** Processes of the server. */
  workers: number;
  /** More arguments of Node for the server: a profile, for example. */
  serverArguments?: string;
};

type Bench = { server: ServerProcess; database: ServerDatabase; fleet: SeededFleet; folder: string };

/** Of a greater fleet a sample takes part, spread evenly over the ids, which are hashes. */
const largestSample = 10_000;
const referenceSeconds = 4;
/** Odd, so that a device never sends in one round what it sent in the one before. */
const variants = 15;

/** Every device holds every section; contents are small but for those that are sent later. */
async function seedSections({ pool }: ServerDatabase, fleet: SeededFleet): Promise<void> {
  const sections = sectionsOf(0);
  await pool.query(
    `insert into inventory_sections (organization_id, device_id, section, hash, content, collected_at, received_at)
     select $1, ${seededIdSql('i')}, s.name, s.hash, '{}', now(), now()
     from generate_series(0, $2::integer - 1) i, unnest($3::text[], $4::text[]) as s(name, hash)`,
    [fleet.organizationId, fleet.size, sections.map(({ name }) => name), sections.map(({ hash }) => hash)],
  );
  await pool.query('vacuum analyze inventory_sections');
}

async function storm(bench: Bench, options: InventoryOptions, name: string, bodies: readonly string[]) {
  const { server, fleet, folder } = bench;
  const sample = Math.min(fleet.size, largestSample);
  const step = Math.floor(fleet.size / sample);
  const [tokens, bodiesFile] = [join(folder, 'tokens'), join(folder, name)];
  const lines = Array.from({ length: sample }, (_, at) => fleet.device(at * step).token);
  await writeFile(tokens, `${lines.join('\n')}\n`);
  await writeFile(bodiesFile, `${bodies.join('\n')}\n`);
  const child = startChild('wrk', [
    '--threads=1',
    `--connections=${options.connections}`,
    `--duration=${options.seconds}s`,
    '--timeout=30s',
    `--script=${join(import.meta.dirname, 'inventory.lua')}`,
    `http://127.0.0.1:${server.port}`,
    '--',
    tokens,
    bodiesFile,
  ]);
  const [line] = await child.waitFor(/^\{"answered".*\}$/m, (options.seconds + 60) * 1000);
  await child.exited;
  const result = JSON.parse(line) as LoadResult;
  if (result.failed > 0) throw new Error(`${result.failed} inventories failed`);
  return result;
}

/** The same with what it cost each side. */
async function measured(bench: Bench, options: InventoryOptions, name: string, bodies: readonly string[]) {
  const { server, database } = bench;
  const postmaster = await postmasterOf(database);
  const spent = countProcessor(server.pid, postmaster, endedChildrenSeconds);
  const result = await storm(bench, options, name, bodies);
  const micros = spent(result.answered);
  const { perSecond, p50Ms, p99Ms, p999Ms } = result;
  return {
    answered: result.answered,
    figures: {
      perSecond,
      p50Ms,
      p99Ms,
      p999Ms,
      rssMiB: treeResidentMiB(server.pid, postmaster),
      serverMicros: micros.server,
      databaseMicros: micros.database,
      loadMicros: micros.load,
    } satisfies Partial<Figures>,
  };
}

/** Rows of software written one after another over two connections, each in its own transaction; or looked at. Per second. */
async function bareRows({ pool }: ServerDatabase, fleet: SeededFleet, kind: 'write' | 'read'): Promise<number> {
  const contents = Array.from({ length: variants }, (_, version) =>
    sectionsOf(version).find((s) => s.name === 'software'),
  );
  const begun = performance.now();
  let done = 0;
  const worker = async (lane: number) => {
    for (let turn = lane; performance.now() - begun < referenceSeconds * 1000; turn += 2) {
      const id = fleet.device(turn % fleet.size).id;
      if (kind === 'read') {
        await pool.query('select section, hash from inventory_sections where organization_id = $1 and device_id = $2', [
          fleet.organizationId,
          id,
        ]);
      } else {
        const section = contents[turn % variants];
        await pool.query(
          `update inventory_sections set hash = $3, content = $4 where organization_id = $1 and device_id = $2 and section = 'software'`,
          [fleet.organizationId, id, section?.hash, section?.content],
        );
      }
      done += 1;
    }
  };
  await Promise.all([worker(0), worker(1)]);
  return (done * 1000) / (performance.now() - begun);
}

/** Every device that took part holds software under a hash that was sent, whole. Throws where it does not. */
async function checkStored({ server, database, fleet }: Bench, answered: number): Promise<void> {
  const hashes = Array.from({ length: variants }, (_, version) => sectionsOf(version + 1))
    .flat()
    .filter(({ name }) => name === 'software')
    .map(({ hash }) => hash);
  const { rows } = await database.pool.query<{ stored: number; device: string }>(
    `select count(*)::integer as stored, min(device_id::text) as device from inventory_sections where organization_id = $1 and section = 'software'
       and hash = any($2)`,
    [fleet.organizationId, hashes],
  );
  const due = Math.min(answered, fleet.size, largestSample);
  if (!((rows[0]?.stored ?? 0) >= due)) throw new Error(`${rows[0]?.stored} devices hold what ${due} sent`);
  const { body } = await server.api(`/devices/${rows[0]?.device}/inventory`);
  const software = (body as DeviceInventory).sections.find(({ name }) => name === 'software')?.content;
  const held = (software as InventoryContents['software']).packages.length;
  if (held !== programs) throw new Error(`${held} programs shown`);
}

/** Starts a server of its own with a seeded fleet, then storms twice. */
export async function benchInventory(options: InventoryOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
  const server = await startServer({
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(options.devices + 1),
      SEKISHO_LOG_LEVEL: 'error',
      SEKISHO_WORKERS: String(options.workers),
      ...serverNode(options.serverArguments),
    },
  });
  try {
    await using database = await openServerDatabase(server.dataDir, 2);
    const fleet = await seedFleet(server, database, options.devices);
    await seedSections(database, fleet);
    const bench = { server, database, fleet, folder };
    const how = `${options.connections} connections, plain HTTP, load by wrk, ${options.seconds} s, server processes: ${options.workers}; load, server and PostgreSQL on the same machine`;
    const unchanged = await measured(bench, options, 'unchanged', [unchangedBody(sectionsOf(0))]);
    const read = await bareRows(database, fleet, 'read');
    printFigures({
      bench: 'inventory-unchanged',
      devices: options.devices,
      work: `token checked, six hashes compared with the database's; ${how}`,
      ...unchanged.figures,
      reference: `bare PostgreSQL, the same rows looked at one device after another over two connections: ${Math.round(read)}/s`,
      ratio: unchanged.figures.perSecond / read,
    });
    const bodies = Array.from({ length: variants }, (_, version) => changedBody(sectionsOf(version + 1)));
    const full = await measured(bench, options, 'full', bodies);
    await checkStored(bench, full.answered);
    const write = await bareRows(database, fleet, 'write');
    printFigures({
      bench: 'inventory-full',
      devices: options.devices,
      work: `${programs} programs (${Math.round((bodies[0]?.length ?? 0) / 1024)} KiB) that have changed, checked against hash and schema, committed before the answer; ${how}`,
      ...full.figures,
      reference: `bare PostgreSQL, the same rows written one by one over two connections: ${Math.round(write)}/s`,
      ratio: full.figures.perSecond / write,
    });
  } finally {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
