/** A stream sealed in chunks (AES-256-GCM): none can be changed, moved, repeated or cut off unnoticed, and none is believed before it is opened. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { BackupFault } from './backup-fault.ts';
import type { ByteReader } from './byte-reader.ts';

const chunkBytes = 1024 * 1024;
const frameBytes = 4;
const tagBytes = 16;
/** Of the frame: this chunk is the last. Authenticated with the chunk, so that a shortened file has no end. */
const lastFlag = 0x8000_0000;

/** The key serves one file only, so the number of a chunk is a nonce that never repeats. */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 4);
  return nonce;
}

/** @param key 32 bytes, never used for another stream */
export async function* sealChunks(key: Buffer, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let number = 0;
  const seal = (plain: Buffer, last: boolean): Buffer => {
    const frame = Buffer.alloc(frameBytes);
    frame.writeUInt32BE(plain.length + (last ? lastFlag : 0));
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number));
    number += 1;
    cipher.setAAD(frame);
    return Buffer.concat([frame, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  let pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of source) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes <= chunkBytes) continue;
    let held = Buffer.concat(pieces, bytes);
    for (; held.length > chunkBytes; held = held.subarray(chunkBytes)) yield seal(held.subarray(0, chunkBytes), false);
    pieces = [held];
    bytes = held.length;
  }
  yield seal(Buffer.concat(pieces, bytes), true);
}

/** Throws `backup-truncated`, `backup-damaged`. */
export async function* openChunks(key: Buffer, reader: ByteReader): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const frame = await reader.take(frameBytes);
    if (frame === null) throw truncated();
    const size = frame.readUInt32BE();
    const last = size >= lastFlag;
    const bytes = size % lastFlag;
    if (bytes > chunkBytes) throw damaged();
    const sealed = await reader.take(bytes + tagBytes);
    if (sealed === null) throw truncated();
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number));
    decipher.setAAD(frame);
    decipher.setAuthTag(sealed.subarray(bytes));
    const plain = decipher.update(sealed.subarray(0, bytes));
    try {
      decipher.final();
    } catch (cause) {
      throw damaged(cause);
    }
    yield plain;
    if (!last) continue;
    if (!(await reader.isAtEnd())) throw damaged();
    return;
  }
}

const truncated = () => new BackupFault('backup-truncated', 'The backup ends before it is whole: it was cut off');
const damaged = (cause?: unknown) =>
  new BackupFault('backup-damaged', 'The backup was damaged or changed: nothing in it is believed', { cause });
