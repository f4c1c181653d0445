/** What the readers of file systems stand on: bytes of a volume, read within bounds that no content can stretch. */

export interface Volume {
  /** Fewer bytes than asked for only where the volume ends. @throws when it cannot be read */
  read(at: number, length: number): Promise<Buffer>;
}

/** A plain file at the root of a file system. */
export interface RootFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Whole; ask only for what you want to hold in memory. */
  content(): Promise<Buffer>;
}

/**
 * Gives the plain files at the root whose names are wanted, in the order of the folder; none on a volume of another kind.
 * @throws where the volume cannot be read, or says what no sound one would
 */
export type FileSystemReader = (volume: Volume, wanted: (name: string) => boolean) => AsyncIterable<RootFile>;

export interface Run {
  readonly at: number;
  readonly length: number;
}

/** A folder that is longer is not read to its end. */
const longestFolderBytes = 4 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/** No content may keep the reader busy: beyond these, nothing more is read. */
const mostReads = 5_000;
const mostBytes = 16 * 1024 * 1024;

export function withinBounds(volume: Volume): Volume {
  let [reads, bytes] = [0, 0];
  return {
    read(at, length) {
      reads += 1;
      bytes += length;
      if (reads > mostReads || bytes > mostBytes) throw new Error('damaged: leads round and round');
      return volume.read(at, length);
    },
  };
}

export async function readExactly(volume: Volume, at: number, length: number): Promise<Buffer> {
  const isPossible = Number.isSafeInteger(at) && at >= 0 && length <= pieceBytes;
  const bytes = isPossible ? await volume.read(at, length) : Buffer.alloc(0);
  if (bytes.length < length) throw new Error('damaged: points outside of the volume');
  return bytes;
}

/** A folder piece by piece. */
export async function* piecesOf(volume: Volume, runs: AsyncIterable<Run>): AsyncIterable<Buffer> {
  let read = 0;
  for await (const { at, length } of runs) {
    for (let from = 0; from < length && read < longestFolderBytes; from += pieceBytes) {
      const piece = await readExactly(volume, at + from, Math.min(pieceBytes, length - from));
      read += piece.length;
      yield piece;
    }
    if (read >= longestFolderBytes) return;
  }
}

export async function contentOf(volume: Volume, runs: AsyncIterable<Run>, sizeBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let missing = sizeBytes;
  if (missing > 0)
    for await (const { at, length } of runs) {
      const piece = await readExactly(volume, at, Math.min(length, missing));
      pieces.push(piece);
      missing -= piece.length;
      if (missing <= 0) break;
    }
  if (missing > 0) throw new Error('damaged: a file ends too early');
  return Buffer.concat(pieces);
}
