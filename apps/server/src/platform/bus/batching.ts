/** Packs payloads into as few messages as NOTIFY's limit of 8000 bytes allows. Pure. */
import type { Json } from './bus.ts';

const limitBytes = 7_900;

/** JSON arrays, in order. Throws when one payload alone is too large: the bus carries ids, not contents. */
export function batchPayloads(payloads: readonly Json[]): string[] {
  const batches: string[] = [];
  let parts: string[] = [];
  let bytes = 2;
  for (const payload of payloads) {
    const part = JSON.stringify(payload);
    const size = Buffer.byteLength(part) + 1;
    if (size + 2 > limitBytes) throw new Error(`a message of ${size} bytes does not fit the bus; send an id`);
    if (bytes + size > limitBytes) {
      batches.push(`[${parts.join(',')}]`);
      parts = [];
      bytes = 2;
    }
    parts.push(part);
    bytes += size;
  }
  if (parts.length > 0) batches.push(`[${parts.join(',')}]`);
  return batches;
}
