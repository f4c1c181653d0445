/** Seconds from the command to 'Sekisho is ready' in a data folder that is set up already, and resident memory at rest. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '@sekisho/testkit/child';
import { startServer } from '@sekisho/testkit/server-process';
import { percentile, printFigures, residentMiB } from './figures.ts';
import { serverNode } from './server-node.ts';

const restMs = 5_000;

/** How long the bare runtime takes to start and end. */
async function bareStartMs(): Promise<number> {
  const begun = performance.now();
  await startChild(process.execPath, ['-e', '0']).exited;
  return performance.now() - begun;
}

/** Starts and stops the server `rounds` times; its own PostgreSQL starts and stops with it. */
export async function benchStartUp({ rounds }: { rounds: number }): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
  const started: number[] = [];
  const bare: number[] = [];
  const resident: number[] = [];
  try {
    await (await startServer({ dataDir, env: serverNode() })).stop();
    for (let round = 0; round < rounds; round++) {
      bare.push(await bareStartMs());
      const begun = performance.now();
      const server = await startServer({ dataDir, env: serverNode() });
      started.push(performance.now() - begun);
      await delay(restMs);
      resident.push(residentMiB(server.pid));
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  const p50Ms = percentile(started, 0.5);
  const reference = percentile(bare, 0.5);
  printFigures({
    bench: 'start-up',
    devices: 0,
    work: `${rounds} starts in a folder that is set up, PostgreSQL included, until ready; memory of the server process (without PostgreSQL) ${restMs / 1000} s later`,
    p50Ms,
    p99Ms: percentile(started, 0.99),
    rssMiB: percentile(resident, 0.5),
    reference: `node -e 0: ${Math.round(reference)} ms`,
    ratio: p50Ms / reference,
  });
}
