/** Everybody at once: Home is saved, every live device is woken, checks in and is answered; and how long one lock takes meanwhile. */
import { connectFleet, createFleet, type Fleet } from '@sekisho/simulator';
import type { ServerProcess } from '@sekisho/testkit/server-process';
import { percentile, printFigures } from './figures.ts';
import { withLiveWorld, workersFor } from './live-bench.ts';
import { type Answered, type LiveFleet, openLiveFleet } from './live-fleet.ts';
import { countProcessor, postmasterOf, type Spent, treeMemoryMiB, treeSeconds } from './processor.ts';

export type FanOutOptions = { devices: number; workers: number | null; rounds: number };

/** Whole agents with a lock and a screen, beside the many. */
const lockedDevices = 20;
const quietLocks = 20;

/** Registered, live, and checked in. */
async function startAgents(server: ServerProcess): Promise<{ fleet: Fleet; stop(): Promise<void> }> {
  const { serialNumber } = (await server.api('/system')).body as { serialNumber: string };
  const connection = connectFleet({ serverUrl: server.url, rootCertificate: null, acceptAnyCertificate: true });
  const { transport, live } = connection;
  const fleet = createFleet({ devices: lockedDevices, serialNumber, transport, live });
  fleet.start();
  await fleet.registered();
  return {
    fleet,
    async stop() {
      await fleet.stop();
      connection.close();
    },
  };
}

/** From the API call to the screen, in milliseconds; the device is unlocked again. */
async function lockOnce(server: ServerProcess, fleet: Fleet, index: number): Promise<number> {
  const id = fleet.devices[index % lockedDevices]?.id;
  if (id == null) throw new Error('a device is not registered');
  const order = async (kind: string) => {
    const { status, body } = await server.api(`/devices/${id}/commands`, { method: 'POST', body: { kind } });
    if (status >= 300) throw new Error(JSON.stringify(body));
  };
  const clicked = performance.now();
  await order('lock');
  const shown = await fleet.screenShown(id, 'remote');
  await order('unlock');
  await fleet.screenShown(id, 'none');
  return shown - clicked;
}

type Round = { wokenMs: number[]; answeredMs: number[]; lockMs: number[] };

async function saveHome(server: ServerProcess, many: LiveFleet, fleet: Fleet): Promise<Round> {
  let over = false;
  const answers = many.watch().finally(() => {
    over = true;
  });
  const begunMs = Number(process.hrtime.bigint()) / 1e6;
  const saved = await server.api('/system/save-all', { method: 'POST' });
  if (saved.status >= 300) throw new Error(JSON.stringify(saved.body));
  const lockMs: number[] = [];
  while (!over) lockMs.push(await lockOnce(server, fleet, lockMs.length));
  const answered = await answers;
  const bad = answered.reduce((sum, { failed, lost }) => sum + failed + lost, 0);
  if (bad > 0) throw new Error(`${bad} check-ins failed or connections were lost`);
  const since = (pick: (answered: Answered) => number[]) => answered.flatMap(pick).map((atMs) => atMs - begunMs);
  return { wokenMs: since(({ wokenMs }) => wokenMs), answeredMs: since(({ answeredMs }) => answeredMs), lockMs };
}

/** Saves Home `rounds` times over a live fleet and locks devices meanwhile. */
export async function benchFanOut({ devices, workers: asked, rounds }: FanOutOptions): Promise<void> {
  const workers = asked ?? workersFor(devices);
  await withLiveWorld({ devices, workers, more: lockedDevices }, async ({ server, database, fleetFile }) => {
    const agents = await startAgents(server);
    const many = await openLiveFleet(server.url, fleetFile, devices);
    const quiet: number[] = [];
    for (let index = 0; index < quietLocks; index += 1) quiet.push(await lockOnce(server, agents.fleet, index));
    const done: Round[] = [];
    const postmaster = await postmasterOf(database);
    const spent = countProcessor(server.pid, postmaster, () => treeSeconds(process.pid, server.pid));
    for (let round = 0; round < rounds; round += 1) done.push(await saveHome(server, many, agents.fleet));
    const micros = spent(devices * rounds);
    const rssMiB = treeMemoryMiB(server.pid, postmaster);
    await many.end();
    await agents.stop();
    report({ devices, workers, rounds }, done, quiet, { rssMiB, micros });
  });
}

function report(
  options: FanOutOptions,
  done: readonly Round[],
  quiet: number[],
  used: { rssMiB: number; micros: Spent },
): void {
  const { devices, workers, rounds } = options;
  const lasted = done.map(({ answeredMs }) => percentile(answeredMs, 1));
  const answeredMs = done.flatMap((round) => round.answeredMs);
  printFigures({
    bench: 'fan-out',
    devices,
    work: `Home saved ${rounds} times: every live device woken, checked in with its token, answered with its settings; the last woken after ${Math.round(
      percentile(
        done.flatMap(({ wokenMs }) => wokenMs),
        1,
      ),
    )} ms, answered after ${Math.round(percentile(lasted, 1))} ms; plain HTTP, server processes: ${workers}`,
    perSecond: (devices * 1000) / percentile(lasted, 0.5),
    p50Ms: percentile(answeredMs, 0.5),
    p99Ms: percentile(answeredMs, 0.99),
    p999Ms: percentile(answeredMs, 0.999),
    rssMiB: used.rssMiB,
    serverMicros: used.micros.server,
    databaseMicros: used.micros.database,
    loadMicros: used.micros.load,
  });
  const lockMs = done.flatMap((round) => round.lockMs);
  const reference = percentile(quiet, 0.5);
  printFigures({
    bench: 'fan-out-lock',
    devices,
    work: `${lockMs.length} locks one after another while all are woken, each: API call, wake, check-in, envelope verified, screen shown`,
    p50Ms: percentile(lockMs, 0.5),
    p99Ms: percentile(lockMs, 0.99),
    p999Ms: percentile(lockMs, 0.999),
    rssMiB: used.rssMiB,
    reference: `the same with nobody else woken: ${reference.toFixed(1)} ms (p50)`,
    ratio: percentile(lockMs, 0.5) / reference,
  });
}
