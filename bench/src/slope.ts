/** How cost grows: one bench at several sizes, each in a process of its own, and the exponent of its growth. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Figures } from './figures.ts';

export const slopeSizes = [1_000, 10_000, 100_000, 1_000_000];

/** Of cost against size on logarithmic scales, by least squares: 0 does not grow, 1 grows with the size. NaN below two points. */
export function exponentOf(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const mean = (pick: 0 | 1) => logs.reduce((sum, point) => sum + point[pick], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const across = logs.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return logs.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / across;
}

/** Time of one piece of work: its median where it was taken, else what the rate says. */
function costOf({ p50Ms, perSecond }: Figures): number {
  return p50Ms ?? (perSecond === undefined ? Number.NaN : 1000 / perSecond);
}

function isFigures(line: string): boolean {
  return line.startsWith('{"bench":');
}

/** Runs `npm run bench -- <name> …` at every size; a bench that prints several figures gets a slope for each. */
export function runSlope(name: string, args: readonly string[], sizes: readonly number[] = slopeSizes): void {
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
  for (const [bench, measured] of byBench) {
    const slope = exponentOf(measured.map(([size, figures]) => [size, costOf(figures)]));
    const slopeToReference = exponentOf(measured.map(([size, { ratio }]) => [size, ratio ?? Number.NaN]));
    console.log(
      JSON.stringify({
        slopeOf: bench,
        sizes,
        slope: Number(slope.toFixed(3)),
        slopeOfRatio: Number(slopeToReference.toFixed(3)),
      }),
    );
  }
}
