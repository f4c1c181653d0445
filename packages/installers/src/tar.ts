/** Writes tar archives (ustar): always the same bytes for the same files, whoever packs them and when. */

export interface TarEntry {
  /** Relative, slashes between; a folder ends in one. At most 100 bytes. */
  readonly name: string;
  readonly content: Uint8Array;
  readonly executable?: boolean;
  /** Instead of `executable`: every bit of it. */
  readonly mode?: number;
  /** Makes it a symbolic link to there. */
  readonly link?: string;
}

const blockBytes = 512;
/** 2026-01-01: a fixed time, not that of the build. */
const fixedTime = 1_767_225_600;

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

/** @param bytes of the content, where that follows by itself */
export function tarHeader(entry: TarEntry, bytes: number = entry.content.length): Buffer {
  const block = Buffer.alloc(blockBytes);
  if (Buffer.byteLength(entry.name) > 100) throw new Error(`too long a name for an archive: ${entry.name}`);
  const isFolder = entry.name.endsWith('/');
  block.write(entry.name, 0);
  block.write(octal(entry.mode ?? (isFolder || entry.executable === true ? 0o755 : 0o644), 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(bytes, 12), 124);
  block.write(octal(fixedTime, 12), 136);
  block.write('        ', 148);
  block.write(isFolder ? '5' : entry.link === undefined ? '0' : '2', 156);
  block.write(entry.link ?? '', 157);
  block.write('ustar\x0000', 257, 'latin1');
  block.write('root', 265);
  block.write('root', 297);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}

/** The entries without the end mark: parts can stand one after the other. */
export function packEntries(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    return [tarHeader(entry), entry.content, tarPadding(entry.content.length)];
  });
  return Buffer.concat(parts);
}

/** Two empty blocks end an archive. */
export const endOfArchive: Buffer = Buffer.alloc(2 * blockBytes);
