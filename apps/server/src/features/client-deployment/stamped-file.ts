/** A stamped package as a stream: the bytes that were made for it, and the parts of files between them, whole or from somewhere to somewhere. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { PackagePart } from '@sekisho/installers';

/** More at once than a stream of files reads: fewer trips between threads for tens of megabytes. */
const chunkBytes = 512 * 1024;

function lengthOf(part: PackagePart): number {
  return part instanceof Uint8Array ? part.length : part.end - part.start;
}

/** What of the parts lies from `start` to `end` (not included). */
export function sliceParts(parts: readonly PackagePart[], start: number, end: number): PackagePart[] {
  const slices: PackagePart[] = [];
  let offset = 0;
  for (const part of parts) {
    const [from, to] = [Math.max(0, start - offset), Math.min(lengthOf(part), end - offset)];
    offset += lengthOf(part);
    if (from >= to) continue;
    slices.push(
      part instanceof Uint8Array
        ? part.subarray(from, to)
        : { file: part.file, start: part.start + from, end: part.start + to },
    );
  }
  return slices;
}

async function* readPart({ file, start, end }: Exclude<PackagePart, Uint8Array>): AsyncGenerator<Uint8Array> {
  await using handle = await open(file);
  for (let position = start; position < end; ) {
    const wanted = Math.min(chunkBytes, end - position);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
    // Shorter than it was when it was stamped: better a broken download than one with other bytes.
    if (bytesRead === 0) throw new Error(`${file} ends at ${position}, before ${end}`);
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

async function* readParts(parts: readonly PackagePart[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part;
    else yield* readPart(part);
  }
}

export function streamParts(parts: readonly PackagePart[]): Readable {
  return Readable.from(readParts(parts), { objectMode: false, highWaterMark: chunkBytes });
}
