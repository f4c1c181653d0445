/** How cost grows: one bench at several sizes, each in a process of its own, and the exponent of its growth. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Figures } from './figures.ts';

const slopeSizes = [1_000, 10_000, 100_000, 1_000_000];

/** Of cost against size on logarithmic scales, by least squares: 0 does not grow, 1 grows with the size. NaN below two points. */
export function exponentOf(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const mean = (pick: 0 | 1) => logs.reduce((sum, point) => sum + point[pick], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const across = logs.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return logs.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / across;
}

/** What one piece of work costs, and in which of its figures that is said. */
export type Cost = { of: string; value: number };

/**
 * Memory of what is held, else processor time, which says the same whoever else is at work, else time: by the rate, else the median.
 * NaN where a bench has none of them.
 */
export function costOf({ bytesEach, serverMicros, databaseMicros = 0, perSecond, p50Ms }: Partial<Figures>): Cost {
  if (bytesEach !== undefined) return { of: 'memory', value: bytesEach };
  if (serverMicros !== undefined) return { of: 'processor time', value: serverMicros + databaseMicros };
  if (perSecond !== undefined) return { of: 'time by the rate', value: 1000 / perSecond };
  return { of: 'median', value: p50Ms ?? Number.NaN };
}

function isFigures(line: string): boolean {
  return line.startsWith('{"bench":');
}

/** Those of the four that are no greater than what was asked for. */
export function sizesUpTo(largest: number): number[] {
  return slopeSizes.filter((size) => size <= largest);
}

/** Runs `npm run bench -- <name> …` at every size; a bench that prints several figures gets a slope for each. */
export function runSlope(name: string, args: readonly string[], sizes: readonly number[]): void {
  const byBench = new Map<string, (readonly [number, Figures])[]>();
  for (const size of sizes) {
    const main = join(import.meta.dirname, 'main.ts');
    const run = spawnSync(process.execPath, [main, name, ...args, '--devices', String(size)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`${name} at ${size} devices failed`);
    for (const line of run.stdout.split('\n').filter(isFigures)) {
      console.log(line);
      const figures = JSON.parse(line) as Figures;
      byBench.set(figures.bench, [...(byBench.get(figures.bench) ?? []), [size, figures]]);
    }
  }
  for (const [bench, measured] of byBench)
    console.log(JSON.stringify({ slopeOf: bench, sizes, ...slopesOf(measured) }));
}

/** Exponents of growth by themselves: of the cost, the 99th percentile, the memory and the ratio; null where it was not taken. */
export function slopesOf(measured: readonly (readonly [size: number, figures: Partial<Figures>])[]) {
  const of = (pick: (figures: Partial<Figures>) => number | undefined) => {
    const exponent = exponentOf(measured.map(([size, figures]) => [size, pick(figures) ?? Number.NaN]));
    return Number.isNaN(exponent) ? null : Number(exponent.toFixed(3));
  };
  return {
    cost: costOf(measured[0]?.[1] ?? {}).of,
    slope: of((figures) => costOf(figures).value),
    slopeOfP99: of(({ p99Ms }) => p99Ms),
    slopeOfMemory: of(({ rssMiB }) => rssMiB),
    slopeOfRatio: of(({ ratio }) => ratio),
  };
}
