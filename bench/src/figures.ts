/** How a bench speaks: latencies gathered, percentiles, and the one JSON line at the end. */
import { readFileSync } from 'node:fs';

export type Figures = {
  bench: string;
  devices: number;
  /** What was done, in words: a figure without the work it was measured on is worth nothing. */
  work: string;
  perSecond?: number;
  p50Ms?: number;
  p99Ms?: number;
  p999Ms?: number;
  rssMiB?: number;
  /** Memory of the server for one of what was held. */
  bytesEach?: number;
  /** Processor time of one piece of work. */
  serverMicros?: number;
  databaseMicros?: number;
  loadMicros?: number;
  /** What the ratio compares with, measured in the same run. */
  reference?: string;
  ratio?: number;
  /** Another reference. */
  reference2?: string;
  ratio2?: number;
};

const rounded = (value: number) => Math.round(value * 100) / 100;

/** The value below which `share` (0–1) of the samples lie; NaN without samples. Sorts a copy. */
export function percentile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Resident memory of another process in MiB, from /proc. */
export function residentMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}

/** Prints the figures for a person, then as one JSON object on the last line. */
export function printFigures(figures: Figures): void {
  const numbers = Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? rounded(value) : value]),
  );
  for (const [name, value] of Object.entries(numbers)) console.log(`${name.padEnd(10)} ${value}`);
  // By its name first whoever reads many lines knows it.
  console.log(JSON.stringify({ bench: figures.bench, ...numbers }));
}
