/** What others notice of a heavy task: somebody reads a page of the device list again and again, before it and while it runs. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ServerProcess } from '@sekisho/testkit/server-process';
import { type Figures, percentile } from './figures.ts';

/** Rare enough to take little from the task. */
const readEveryMs = 100;
const quietReads = 30;

/**
 * Calls `read` every `everyMs`, whether or not the call before has come back, as people do who know nothing of one another.
 * @returns a function that ends it; it resolves with the latencies in milliseconds, and rejects where a read failed
 */
export function readSteadily(read: () => Promise<unknown>, everyMs: number): () => Promise<number[]> {
  const samples: Promise<number>[] = [];
  const once = async () => {
    const begun = performance.now();
    await read();
    return performance.now() - begun;
  };
  const begin = () => {
    const sample = once();
    // Whoever ends it hears of a failure; until then it is nobody's fault.
    sample.catch(() => undefined);
    samples.push(sample);
  };
  begin();
  const timer = setInterval(begin, everyMs);
  return () => {
    clearInterval(timer);
    return Promise.all(samples);
  };
}

export type Others = Required<Pick<Figures, 'p50Ms' | 'p99Ms' | 'p999Ms' | 'reference2' | 'ratio2'>>;

/** First nobody but the reader, then `work`. The percentiles are those of the reads meanwhile, the ratio that of p99. */
export async function othersMeanwhile<T>(
  server: ServerProcess,
  work: () => Promise<T>,
): Promise<{ done: T; others: Others; words: string }> {
  const read = async () => {
    const { status } = await server.api('/devices');
    if (status !== 200) throw new Error(`a read meanwhile: ${status}`);
  };
  await read();
  const endQuiet = readSteadily(read, readEveryMs);
  await pause(quietReads * readEveryMs);
  const quiet = await endQuiet();
  const end = readSteadily(read, readEveryMs);
  const done = await work();
  const samples = await end();
  const quietP99 = percentile(quiet, 0.99);
  const others = {
    p50Ms: percentile(samples, 0.5),
    p99Ms: percentile(samples, 0.99),
    p999Ms: percentile(samples, 0.999),
    reference2: `p99 of the same reads with nothing else under way: ${quietP99.toFixed(1)} ms`,
    ratio2: percentile(samples, 0.99) / quietP99,
  };
  const words = `p50 to p99.9 are those of ${samples.length} pages of the device list read meanwhile, one every ${readEveryMs} ms`;
  return { done, others, words };
}
