/** What agents send, unpacked as their first bytes say and never beyond a bound: their media types differ, and some are wrong. */
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

export type Packing = 'none' | 'zlib' | 'gzip';

/** Of a request and of a file: a machine with 20,000 programs stays below both. */
export const agentBodyMaxBytes = 16 * 1024 * 1024;
export const agentTextMaxBytes = 32 * 1024 * 1024;

const unpackers = { zlib: promisify(inflate), gzip: promisify(gunzip) } as const;

export function packingOf(bytes: Uint8Array): Packing {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  // RFC 1950: deflate with a window of up to 32 KiB, and a header that 31 divides.
  const header = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  return ((bytes[0] ?? 0) & 0x0f) === 8 && (bytes[0] ?? 0) >> 4 <= 7 && header % 31 === 0 ? 'zlib' : 'none';
}

/** `null`: damaged, or it unpacks to more than is taken. */
export async function unpackBody(bytes: Buffer): Promise<Buffer | null> {
  const packing = packingOf(bytes);
  if (packing === 'none') return bytes;
  return unpackers[packing](bytes, { maxOutputLength: agentTextMaxBytes }).catch(() => null);
}
