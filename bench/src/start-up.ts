/** Seconds from the command to 'Sekisho is ready' in a data folder that is set up already, and the memory of all processes at rest. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '@sekisho/testkit/child';
import { childrenOf } from '@sekisho/testkit/processes';
import { startServer } from '@sekisho/testkit/server-process';
import { percentile, printFigures } from './figures.ts';
import { serverNode } from './server-node.ts';

const restMs = 5_000;

/** How long the bare runtime takes to start and end. */
async function bareStartMs(): Promise<number> {
  const begun = performance.now();
  await startChild(process.execPath, ['-e', '0']).exited;
  return performance.now() - begun;
}

type Memory = { rss: number; pss: number; anonymous: number };

/** MiB. `pss` counts what several processes share (the runtime's file, above all) once over all of them. */
function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
  return { rss: read('Rss'), pss: read('Pss'), anonymous: read('Anonymous') };
}

/** Starts and stops the server `rounds` times; its own PostgreSQL starts and stops with it. */
export async function benchStartUp({ rounds, workers }: { rounds: number; workers: number }): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sekisho-bench-'));
  const started: number[] = [];
  const bare: number[] = [];
  const rested: Memory[][] = [];
  const options = { dataDir, workers, env: serverNode() };
  try {
    await (await startServer(options)).stop();
    for (let round = 0; round < rounds; round++) {
      bare.push(await bareStartMs());
      const begun = performance.now();
      const server = await startServer(options);
      started.push(performance.now() - begun);
      await delay(restMs);
      rested.push([server.pid, ...childrenOf(server.pid)].map(memoryOf));
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  const median = (of: (memory: Memory[]) => number) => Math.round(percentile(rested.map(of), 0.5));
  for (const [at, name] of ['first process', 'first worker'].entries())
    if (at < workers)
      console.log(
        `${name}: ${median((all) => all[at]?.rss ?? 0)} MiB resident, ${median((all) => all[at]?.anonymous ?? 0)} of them its own`,
      );
  const sum = (name: keyof Memory) => (all: Memory[]) => all.reduce((total, memory) => total + memory[name], 0);
  const p50Ms = percentile(started, 0.5);
  const reference = percentile(bare, 0.5);
  printFigures({
    bench: 'start-up',
    devices: 0,
    work: `${rounds} starts in a folder that is set up, PostgreSQL included, until ready; ${workers} workers; memory of all processes of the server (without PostgreSQL) ${restMs / 1000} s later, shared parts once (${median(sum('rss'))} MiB counted in each)`,
    p50Ms,
    p99Ms: percentile(started, 0.99),
    p999Ms: percentile(started, 0.999),
    rssMiB: median(sum('pss')),
    reference: `node -e 0: ${Math.round(reference)} ms`,
    ratio: p50Ms / reference,
  });
}
