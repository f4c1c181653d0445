/** Files of tasks as streams: written a chunk at a time, read the same way, so that their size does not matter. */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Db } from '../../platform/database/tables.ts';
import { deleteFile, type FileKey, insertChunk, insertFile, selectChunk } from './task-files.store.ts';

const chunkBytes = 2 * 1024 * 1024;
/** The pieces of the result: each costs a turn of the event loop and a buffer of its own. */
const pieceBytes = 512 * 1024;
/** The cheapest level; of CSV it leaves no more than the one zstd would choose. */
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const compress = (content: Buffer) => promisify(zstdCompress)(content, { ...level, chunkSize: pieceBytes });
const decompress = (content: Buffer) => promisify(zstdDecompress)(content, { chunkSize: pieceBytes });

export interface TaskFileWriter {
  /** Resolves when it has been copied and there is room for more. */
  write(content: string | Uint8Array): Promise<void>;
  /** The file is there from now on, whole. Returns its bytes. */
  end(): Promise<number>;
}

/** Begins a file; one of the same name that another attempt left is taken away first. */
export async function openTaskFile(
  db: Db,
  key: FileKey,
  facts: { readonly fileName: string; readonly mediaType: string },
): Promise<TaskFileWriter> {
  await deleteFile(db, key);
  /** One is compressed and stored while the other is filled. */
  let filling = Buffer.allocUnsafeSlow(chunkBytes);
  let other = Buffer.allocUnsafeSlow(chunkBytes);
  let filled = 0;
  let total = 0;
  let number = 0;
  let storing: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    await storing;
    const content = filling.subarray(0, filled);
    [filling, other, filled] = [other, filling, 0];
    const own = number;
    number += 1;
    storing = compress(content).then((compressed) => insertChunk(db, key, own, compressed));
    // Whoever writes next, or ends, learns of it.
    storing.catch(() => {});
  }

  return {
    async write(content) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + chunkBytes - filled);
        filling.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === chunkBytes) await flush();
      }
      total += bytes.length;
    },
    async end() {
      if (filled > 0) await flush();
      await storing;
      await insertFile(db, key, { ...facts, bytes: total });
      return total;
    },
  };
}

export async function* readTaskFile(db: Db, key: FileKey): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const chunk = await selectChunk(db, key, number);
    if (chunk === null) return;
    yield await decompress(chunk);
  }
}
