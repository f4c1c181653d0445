/** Chance that is the same every time: what a simulated device is follows from its seed. */

/** Numbers from 0 (included) to 1 (excluded) (mulberry32). */
export function seededFraction(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(fraction: () => number, from: readonly [T, ...T[]]): T {
  return from[Math.floor(fraction() * from.length)] ?? from[0];
}

/** A whole number from `low` to `high`, both included. */
export function between(fraction: () => number, low: number, high: number): number {
  return low + Math.floor(fraction() * (high - low + 1));
}
