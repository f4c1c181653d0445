/** What stands inside a backup, one after another: each entry a line that names it, its content in pieces, an empty piece as its end. */
import { BackupFault } from './backup-fault.ts';
import type { ByteReader } from './byte-reader.ts';

/** `table`: rows in PostgreSQL's text format. `file`: of the data folder. `key`: the key-encryption key. `manifest`: comes last. */
export type EntryKind = 'table' | 'file' | 'key' | 'manifest';

export interface EntryHeader {
  readonly kind: EntryKind;
  readonly name: string;
}

export interface Entry extends EntryHeader {
  /** Read it to its end before the next entry. */
  readonly content: AsyncGenerator<Buffer>;
}

const lineMaxBytes = 4096;
const pieceMaxBytes = 64 * 1024 * 1024;

function sizeOf(bytes: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes);
  return size;
}

export async function* writeEntry(header: EntryHeader, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${JSON.stringify({ kind: header.kind, name: header.name })}\n`);
  for await (const piece of content) {
    if (piece.length === 0) continue;
    yield sizeOf(piece.length);
    yield piece;
  }
  yield sizeOf(0);
}

/** Throws `backup-damaged`. */
export async function* readEntries(reader: ByteReader): AsyncGenerator<Entry> {
  while (!(await reader.isAtEnd())) {
    const line = await reader.takeLine(lineMaxBytes);
    if (line === null) throw damaged();
    const { kind, name } = JSON.parse(line) as EntryHeader;
    yield { kind, name, content: readPieces(reader) };
  }
}

async function* readPieces(reader: ByteReader): AsyncGenerator<Buffer> {
  for (;;) {
    const bytes = (await reader.take(4))?.readUInt32BE();
    if (bytes === 0) return;
    const piece = bytes === undefined || bytes > pieceMaxBytes ? null : await reader.take(bytes);
    if (piece === null) throw damaged();
    yield piece;
  }
}

const damaged = () => new BackupFault('backup-damaged', 'The inside of the backup is not what a server writes');
