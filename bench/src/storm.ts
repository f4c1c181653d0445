/** Many at once, bounded: keeps `width` calls under way until all are done or the time is up. */
import { performance } from 'node:perf_hooks';

/** Runs `act(0 … count−1)` with `width` at once; the latency of each in milliseconds. */
export async function storm(
  count: number,
  width: number,
  act: (index: number) => Promise<void>,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<number[]> {
  const samples: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count && performance.now() < untilMs) {
      const index = next++;
      const begun = performance.now();
      await act(index);
      samples.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
  return samples;
}
