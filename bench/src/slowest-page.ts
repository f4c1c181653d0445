/** Pages over the API, in groups: each of a group is asked as often as the others, and the slowest of it is printed. */
import type { ServerProcess } from '@sekisho/testkit/server-process';
import { percentile, printFigures, residentMiB } from './figures.ts';

export type Asked = Readonly<Record<string, string>>;

export type PageGroups = {
  /** In the names of the figures. */
  readonly bench: string;
  readonly server: ServerProcess;
  /** Behind /api/v1. */
  readonly path: string;
  readonly groups: Readonly<Record<string, readonly Asked[]>>;
  readonly devices: number;
  readonly rounds: number;
  /** p50 of what the page is compared with, and what that is. */
  readonly bareMs: number;
  readonly reference: string;
};

async function timeOf({ server, path }: PageGroups, asked: Asked): Promise<number> {
  const begun = performance.now();
  const { status } = await server.api(`${path}?${new URLSearchParams(asked)}`);
  if (status !== 200) throw new Error(`${path} ${JSON.stringify(asked)}: ${status}`);
  return performance.now() - begun;
}

async function slowestOf(pages: PageGroups, all: readonly Asked[]): Promise<{ asked: Asked; samples: number[] }> {
  let slowest: { asked: Asked; samples: number[] } = { asked: {}, samples: [] };
  for (const asked of all) {
    await timeOf(pages, asked);
    const samples: number[] = [];
    for (let round = 0; round < pages.rounds; round += 1) samples.push(await timeOf(pages, asked));
    if (!(percentile(samples, 0.5) <= percentile(slowest.samples, 0.5))) slowest = { asked, samples };
  }
  return slowest;
}

export async function printSlowestPages(pages: PageGroups): Promise<void> {
  for (const [name, all] of Object.entries(pages.groups)) {
    const { asked, samples } = await slowestOf(pages, all);
    const p50Ms = percentile(samples, 0.5);
    printFigures({
      bench: `${pages.bench}-${name}`,
      devices: pages.devices,
      work: `one page over the API, ${pages.rounds} times one after another; the slowest of ${all.length}: ${JSON.stringify(asked)}`,
      p50Ms,
      p99Ms: percentile(samples, 0.99),
      p999Ms: percentile(samples, 0.999),
      rssMiB: residentMiB(pages.server.pid),
      reference: `${pages.reference}: ${pages.bareMs.toFixed(2)} ms (p50)`,
      ratio: p50Ms / pages.bareMs,
    });
  }
}

/** p50 of `work`, done `rounds` times one after another. */
export async function medianMs(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    await work();
    samples.push(performance.now() - begun);
  }
  return percentile(samples, 0.5);
}
