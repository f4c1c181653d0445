/** Check-ins per second: real tokens, sealed answers, every tenth with an event, all committed; against a bare HTTP server and bare PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { type LoadOptions, type LoadResult, type LoadTool, runLoad, toolWords } from './check-in-load.ts';
import { storeRows } from './check-in-rows.ts';
import { writeFleet } from './check-in-traffic.ts';
import { printFigures } from './figures.ts';
import { httpReference, referenceSeconds } from './http-reference.ts';
import { countProcessor, endedChildrenSeconds, postmasterOf, type Spent, treeResidentMiB } from './processor.ts';
import { seedFleet } from './seeded-fleet.ts';
import { openServerDatabase, type ServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';
import { checkStored, countersOf } from './stored-check-ins.ts';

export type CheckInOptions = {
  devices: number;
  seconds: number;
  connections: number;
  tool: LoadTool;
  /** Processes of the server. */
  workers: number;
  /** More arguments of Node for the server: a profile, for example. */
  serverArguments?: string;
};

/** Load tools hold no more devices than this. Of a greater fleet they drive a sample, spread evenly over the ids, which are hashes. */
const largestSample = 100_000;
const warmingDevices = 256;
const warmingSeconds = 3;

type Storm = LoadResult & { rssMiB: number; batch: number; micros: Spent };

/** The load, with what it cost each side. */
async function measureStorm(server: ServerProcess, database: ServerDatabase, load: LoadOptions): Promise<Storm> {
  const postmaster = await postmasterOf(database);
  const before = await countersOf(server);
  const spent = countProcessor(server.pid, postmaster, endedChildrenSeconds);
  const result = await runLoad(load);
  const after = await countersOf(server);
  if (result.failed > 0) throw new Error(`${result.failed} check-ins failed`);
  const stored = after.checkIns - before.checkIns;
  if (!(stored >= result.answered)) throw new Error(`${result.answered} answered, ${stored} stored`);
  return {
    ...result,
    rssMiB: treeResidentMiB(server.pid, postmaster),
    batch: stored / (after.batches - before.batches),
    micros: spent(stored),
  };
}

/** Of all updates: where it falls below nearly all, check-ins write indexes. */
async function hotShare({ pool }: ServerDatabase): Promise<string> {
  const { rows } = await pool.query<{ share: string }>(
    `select round(100.0 * n_tup_hot_upd / n_tup_upd, 1) || ' %' as share from pg_stat_user_tables where relname = 'device_contact'`,
  );
  return rows[0]?.share ?? 'unknown';
}

/** Starts a server of its own, puts the fleet into its tables, warms up with devices that are not counted, then storms. */
export async function benchCheckIns(options: CheckInOptions): Promise<void> {
  const { devices, seconds, connections, tool, workers } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
  const server = await startServer({
    env: {
      SEKISHO_CONTRACTED_DEVICES: String(devices + warmingDevices + 1),
      SEKISHO_LOG_LEVEL: 'error',
      SEKISHO_WORKERS: String(workers),
      ...serverNode(options.serverArguments),
    },
  });
  try {
    await using database = await openServerDatabase(server.dataDir, 2);
    const seeded = await seedFleet(server, database, devices + warmingDevices);
    const sample = Math.min(devices, largestSample);
    const step = Math.floor(devices / sample);
    const fleet = Array.from({ length: sample }, (_, at) => seeded.device(at * step));
    const warming = Array.from({ length: warmingDevices }, (_, at) => seeded.device(devices + at));
    const [fleetFile, warmingFile] = [join(folder, 'fleet.tsv'), join(folder, 'warming.tsv')];
    writeFleet(fleetFile, fleet);
    writeFleet(warmingFile, warming);
    const load = { tool, port: server.port, fleetFile, connections, seconds, checked: true };
    await runLoad({ ...load, fleetFile: warmingFile, seconds: warmingSeconds });
    const storm = await measureStorm(server, database, load);
    await checkStored(server, fleet);
    console.log(`updates of contact that stayed in their page: ${await hotShare(database)}`);
    const rows = await storeRows(database, {
      organizationId: seeded.organizationId,
      fleet,
      batch: Math.round(storm.batch),
      seconds: referenceSeconds,
    });
    const http = await httpReference(load);
    printFigures({
      bench: 'check-ins',
      devices,
      work: workOf(options, sample, storm),
      perSecond: storm.perSecond,
      p50Ms: storm.p50Ms,
      p99Ms: storm.p99Ms,
      p999Ms: storm.p999Ms,
      rssMiB: storm.rssMiB,
      serverMicros: storm.micros.server,
      databaseMicros: storm.micros.database,
      loadMicros: storm.micros.load,
      reference: `bare node:http, same requests, same load tool: ${Math.round(http.perSecond)}/s at ${http.micros.toFixed(1)} µs`,
      ratio: storm.perSecond / http.perSecond,
      reference2: `bare PostgreSQL, the same rows in batches as large, a loop over two connections: ${Math.round(rows)}/s`,
      ratio2: storm.perSecond / rows,
    });
  } finally {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

function workOf({ connections, seconds, tool, workers }: CheckInOptions, sample: number, { batch }: Storm): string {
  return `token checked, answer sealed, every tenth with an event, committed before the answer; ${sample} of the devices take part, ${toolWords[tool]}; ${connections} connections, plain HTTP, ${seconds} s, server processes: ${workers}, ${batch.toFixed(0)} check-ins a batch; load, server and PostgreSQL on the same machine`;
}
