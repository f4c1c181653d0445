/** Password hashes by scrypt, computed off the event loop, a few at a time so that a flood of log-ins cannot eat the machine. */
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Randomness } from '../../platform/ids.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';

const scryptAsync = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 2^15 · 8 · 128 bytes = 32 MiB and some 80 ms for each. */
export const defaultPasswordCost = 15;
const blockSize = 8;
const hashBytes = 32;
const saltBytes = 16;
const atOnce = 2;
const mostWaiting = 64;

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** `stored` null: nobody has that login id; takes as long as a real comparison and is false. */
  verify(password: string, stored: string | null): Promise<boolean>;
}

/** @param cost logarithm of the work; `defaultPasswordCost` unless a test wants to be quick */
export function createPasswordHasher(randomness: Randomness, cost = defaultPasswordCost): PasswordHasher {
  const limit = createLimit();

  function derive(password: string, salt: Buffer, logCost: number): Promise<Buffer> {
    const N = 2 ** logCost;
    const maxmem = 256 * N * blockSize;
    return limit(() => scryptAsync(password.normalize('NFKC'), salt, hashBytes, { N, r: blockSize, p: 1, maxmem }));
  }

  return {
    async hash(password) {
      const salt = randomness.bytes(saltBytes);
      const hash = await derive(password, salt, cost);
      return ['scrypt', cost, salt.toString('base64url'), hash.toString('base64url')].join('$');
    },
    async verify(password, stored) {
      const [scheme, logCost, salt, hash] = (stored ?? `scrypt$${cost}$AA$AA`).split('$');
      if (scheme !== 'scrypt' || logCost === undefined || salt === undefined || hash === undefined) {
        throw new Error('a stored password hash is in an unknown form');
      }
      const expected = Buffer.from(hash, 'base64url');
      const actual = await derive(password, Buffer.from(salt, 'base64url'), Number(logCost));
      return stored !== null && expected.length === actual.length && timingSafeEqual(expected, actual);
    },
  };
}

/** Runs tasks two at a time in order of arrival; refuses with `too-many-requests` when too many wait. */
function createLimit(): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new SekishoError('too-many-requests', { retryAfterSeconds: 5 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
