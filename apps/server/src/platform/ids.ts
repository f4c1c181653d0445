/** Identifiers and randomness as ports. Ids are UUID version 7: they sort by the time they were made, which keeps indexes dense. */
import { randomBytes, randomUUIDv7 } from 'node:crypto';

export interface Ids {
  next(): string;
}

export interface Randomness {
  bytes(count: number): Buffer;
}

export const systemIds: Ids = { next: () => randomUUIDv7() };

/** All that were made before this moment sort below it. */
export function leastIdAt(epochMs: number): string {
  const time = epochMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

export const systemRandomness: Randomness = { bytes: (count) => randomBytes(count) };
