/** Identifiers and randomness as ports. Ids are UUID version 7: they sort by the time they were made, which keeps indexes dense. */
import { randomBytes, randomUUIDv7 } from 'node:crypto';

export interface Ids {
  next(): string;
}

export interface Randomness {
  bytes(count: number): Buffer;
}

export const systemIds: Ids = { next: () => randomUUIDv7() };

export const systemRandomness: Randomness = { bytes: (count) => randomBytes(count) };
