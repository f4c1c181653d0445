/** Writes cpio archives in the old portable form (odc), as installers of macOS read their payload and scripts: same files, same bytes. */
import { fixedTimeSeconds, type MacEntry, modeOf } from './entry.ts';

const endName = 'TRAILER!!!';

function octal(value: number, digits: number): string {
  const text = value.toString(8).padStart(digits, '0');
  if (text.length > digits) throw new Error(`too large for a cpio archive: ${value}`);
  return text;
}

interface Header {
  readonly name: string;
  readonly inode: number;
  readonly mode: number;
  readonly group: number;
  readonly links: number;
  readonly bytes: number;
}

/** Magic, device, inode, mode, user, group, links, device of a device, time, length of name and content: cpio(5) of BSD. */
function header({ name, inode, mode, group, links, bytes }: Header): Buffer {
  const numbers = [0, inode, mode, 0, group, links, 0].map((value) => octal(value, 6)).join('');
  const lengths = octal(Buffer.byteLength(name) + 1, 6) + octal(bytes, 11);
  return Buffer.from(`070707${numbers}${octal(fixedTimeSeconds, 11)}${lengths}${name}\0`);
}

/** Archives are written in blocks, as on tape; other tools leave it at that. */
const blockBytes = 512;

/** Piece by piece, so that an archive of runtimes needs not stand in memory twice. */
export function* cpioPieces(entries: readonly MacEntry[]): Generator<Uint8Array> {
  let bytes = 0;
  for (const piece of entryPieces(entries)) {
    bytes += piece.length;
    yield piece;
  }
  yield Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}

function* entryPieces(entries: readonly MacEntry[]): Generator<Uint8Array> {
  for (const [index, entry] of entries.entries()) {
    const { path, group, content } = entry;
    const links = content === null ? 2 : 1;
    yield header({ name: path, inode: index + 1, mode: modeOf(entry), group, links, bytes: content?.length ?? 0 });
    if (content !== null) yield content;
  }
  yield header({ name: endName, inode: 0, mode: 0, group: 0, links: 1, bytes: 0 });
}

export function packCpio(entries: readonly MacEntry[]): Buffer {
  return Buffer.concat([...cpioPieces(entries)]);
}
