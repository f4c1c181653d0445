/** Files of releases in the database: taken in chunks of one size and verified, given out in parts. */
import { createHash } from 'node:crypto';
import { filePartBytes } from '@sekisho/contracts';
import type { Db } from '../../platform/database/tables.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import * as store from './releases.store.ts';

const chunkBytes = filePartBytes;

export interface ExpectedFile {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Stores what comes under `uploadId`, which is of no use to anybody until a file says that it is its content.
 * Throws `release-file-damaged` for anything but exactly this file. What is not kept in the end is for the caller to delete.
 */
export async function receiveFile(
  db: Db,
  organizationId: string,
  uploadId: string,
  { sha256, bytes }: ExpectedFile,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  const hash = createHash('sha256');
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let total = 0;
  let number = 0;
  const keep = async (chunk: Buffer) => {
    await store.insertChunk(db, organizationId, uploadId, number, chunk);
    number += 1;
  };
  for await (const part of content) {
    total += part.length;
    if (total > bytes) throw new SekishoError('release-file-damaged');
    hash.update(part);
    waiting.push(part);
    waitingBytes += part.length;
    for (; waitingBytes >= chunkBytes; waitingBytes -= chunkBytes) {
      const all = Buffer.concat(waiting);
      await keep(all.subarray(0, chunkBytes));
      waiting = [all.subarray(chunkBytes)];
    }
  }
  if (waitingBytes > 0) await keep(Buffer.concat(waiting));
  if (total !== bytes || hash.digest('hex') !== sha256) throw new SekishoError('release-file-damaged');
}

/** From `start` to `end`, included, but no more than one part; `null`: it has been deleted since it was looked up. */
export async function readFilePart(
  db: Db,
  organizationId: string,
  { uploadId, bytes }: store.FileRow,
  range: { readonly start: number; readonly end: number },
): Promise<{ readonly content: Buffer; readonly end: number } | null> {
  const end = Math.min(range.end, range.start + filePartBytes - 1, bytes - 1);
  const first = Math.floor(range.start / chunkBytes);
  const chunks = await store.selectChunks(db, organizationId, uploadId, first, Math.floor(end / chunkBytes));
  const offset = first * chunkBytes;
  const content = Buffer.concat(chunks).subarray(range.start - offset, end + 1 - offset);
  return content.length === end + 1 - range.start ? { content, end } : null;
}
