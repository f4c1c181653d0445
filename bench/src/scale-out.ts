/** What a second, third and fourth server process adds: each a machine of its own with a share of a core, all on one PostgreSQL, check-ins through all of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { type LoadOptions, type LoadResult, type LoadTool, runLoad, toolWords } from './check-in-load.ts';
import { writeFleet } from './check-in-traffic.ts';
import { type CoreShare, shareCore } from './core-share.ts';
import { printFigures } from './figures.ts';
import type { LoadDevice } from './load-device.ts';
import { countProcessor, endedChildrenSeconds, postmasterOf, type Spent, treeMemoryMiB } from './processor.ts';
import { type SeededFleet, seedFleet } from './seeded-fleet.ts';
import { openServerDatabase } from './server-database.ts';
import { serverNode } from './server-node.ts';
import { checkStored, countersOf } from './stored-check-ins.ts';

export type ScaleOutOptions = {
  devices: number;
  seconds: number;
  /** To each server process. */
  connections: number;
  tool: LoadTool;
  /** As many server processes in the end. */
  machines: number;
  /** Of one core, for each of them; PostgreSQL and the load have what is left. */
  share: number;
};

const warmingSeconds = 8;
const largestPart = 10_000;

/** Parts of the fleet, each for one load on one machine: a device's events are numbered from 1 in every load. */
type Parts = () => LoadDevice[];

function partsOf(fleet: SeededFleet, parts: number): Parts {
  const size = Math.min(largestPart, Math.floor(fleet.size / parts));
  if (size === 0) throw new Error(`${fleet.size} devices are too few for ${parts} parts`);
  let next = 0;
  return () => {
    const part = next++;
    return Array.from({ length: size }, (_, at) => fleet.device(at * parts + part));
  };
}

type Machine = { server: ServerProcess; core: CoreShare };

type Bench = { options: ScaleOutOptions; folder: string; postmaster: number; part: Parts };

/** A part of the fleet on its way to one machine, and the check that what is acknowledged is stored. */
async function aim(bench: Bench, server: ServerProcess, seconds: number) {
  const { options, folder, part } = bench;
  const fleet = part();
  const fleetFile = join(folder, `fleet-${fleet[0]?.id}.tsv`);
  writeFleet(fleetFile, fleet);
  const { tool, connections } = options;
  const load: LoadOptions = { tool, port: server.port, fleetFile, connections, seconds, checked: true };
  const before = await countersOf(server);
  return {
    run: () => runLoad(load),
    async check({ answered, failed }: LoadResult): Promise<void> {
      if (failed > 0) throw new Error(`${failed} check-ins failed`);
      const stored = (await countersOf(server)).checkIns - before.checkIns;
      if (!(stored >= answered)) throw new Error(`${answered} answered, ${stored} stored`);
      await checkStored(server, fleet);
    },
  };
}

type Storm = LoadResult & { rssMiB: number; micros: Spent };

/** All machines at once; percentiles are those of the worst. */
async function storm(bench: Bench, machines: readonly ServerProcess[]): Promise<Storm> {
  const pids = machines.map(({ pid }) => pid);
  const aimed = await Promise.all(machines.map((server) => aim(bench, server, bench.options.seconds)));
  const spent = countProcessor(pids, bench.postmaster, endedChildrenSeconds);
  const results = await Promise.all(aimed.map(({ run }) => run()));
  const sum = (of: (result: LoadResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const worst = (of: (result: LoadResult) => number) => Math.max(...results.map(of));
  const answered = sum((result) => result.answered);
  const micros = spent(answered);
  await Promise.all(aimed.map(({ check }, at) => check(results[at] as LoadResult)));
  return {
    answered,
    failed: 0,
    perSecond: sum((result) => result.perSecond),
    p50Ms: worst(({ p50Ms }) => p50Ms),
    p99Ms: worst(({ p99Ms }) => p99Ms),
    p999Ms: worst(({ p999Ms }) => p999Ms),
    rssMiB: pids.reduce((total, pid) => total + treeMemoryMiB(pid, bench.postmaster), 0),
    micros,
  };
}

function report(
  { devices, seconds, connections, tool, share }: ScaleOutOptions,
  machines: number,
  done: Storm,
  one: number,
) {
  const used = (done.perSecond * done.micros.server) / 1_000_000 / (share * machines);
  printFigures({
    bench: `scale-out-${machines}`,
    devices,
    work: `check-ins as in the bench of that name, through ${machines} server processes with ${share} of a core each, of which they used ${Math.round(used * 100)} %; ${toolWords[tool]}; ${connections} connections to each, plain HTTP, ${seconds} s; percentiles of the worst process; PostgreSQL and the load on the same machine, not confined`,
    perSecond: done.perSecond,
    p50Ms: done.p50Ms,
    p99Ms: done.p99Ms,
    p999Ms: done.p999Ms,
    rssMiB: done.rssMiB,
    serverMicros: done.micros.server,
    databaseMicros: done.micros.database,
    loadMicros: done.micros.load,
    reference: `one of these processes: ${Math.round(one)}/s`,
    ratio: done.perSecond / one,
  });
}

/** At full speed: what a process compiles and allocates at first is not what is measured. */
async function warm(bench: Bench, machines: readonly Machine[]): Promise<void> {
  const aimed = await Promise.all(machines.map(({ server }) => aim(bench, server, warmingSeconds)));
  await Promise.all(aimed.map(({ run }) => run()));
}

/** Starts all server processes in one data folder; then storms one, two and so on of them, each time warmed at full speed just before. */
export async function benchScaleOut(options: ScaleOutOptions): Promise<void> {
  const { devices, machines: most, share } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
  const machines: Machine[] = [];
  const env = { SEKISHO_CONTRACTED_DEVICES: String(devices + 1), SEKISHO_LOG_LEVEL: 'error', ...serverNode() };
  const start = async (): Promise<Machine> => {
    const server = await startServer({ dataDir: join(folder, 'data'), workers: 1, env });
    const machine = { server, core: shareCore(server.pid, share) };
    machines.push(machine);
    return machine;
  };
  try {
    const { server: first } = await start();
    await using database = await openServerDatabase(first.dataDir);
    // For each process one, and for each that takes part in each storm one to warm and one to measure.
    const part = partsOf(await seedFleet(first, database, devices), most * (most + 2));
    const bench: Bench = { options, folder, postmaster: await postmasterOf(database), part };
    while (machines.length < most) await start();
    await warm(bench, machines);
    let one = 0;
    for (let count = 1; count <= most; count += 1) {
      const taking = machines.slice(0, count);
      await warm(bench, taking);
      for (const { core } of machines) core.limit();
      const done = await storm(
        bench,
        taking.map(({ server }) => server),
      );
      for (const { core } of machines) core.lift();
      if (count === 1) one = done.perSecond;
      report(options, count, done, one);
    }
  } finally {
    for (const { server, core } of machines.toReversed()) {
      await server.dispose();
      core.remove();
    }
    await rm(folder, { recursive: true, force: true });
  }
}
