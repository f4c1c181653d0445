/** How long things took, since the last look. */

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

export interface Latencies {
  add(ms: number): void;
  /** Summary since the last call; the next one begins anew. */
  take(): LatencySummary;
}

/** Enough for exact percentiles between two looks; beyond, later ones replace earlier ones. */
const kept = 65_536;

export function createLatencies(): Latencies {
  const values = new Float64Array(kept);
  let count = 0;
  return {
    add(ms) {
      values[count % kept] = ms;
      count += 1;
    },
    take() {
      const sorted = values.slice(0, Math.min(count, kept)).sort();
      const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      const summary = { count, p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999) };
      count = 0;
      return summary;
    },
  };
}
