/** Writes zip archives (APPNOTE 6.3), also such as nobody should trust: directories that lie, and entries that share their bytes. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  readonly encrypted?: boolean;
  /** What the directory says in place of the truth. */
  readonly claims?: { readonly unpackedBytes?: number };
  /** Stands where the entry before it stands, and is the same bytes. */
  readonly overlaps?: boolean;
  /** How often the directory has it. */
  readonly times?: number;
}

function fields(...parts: readonly (readonly [number, 2 | 4])[]): Buffer {
  return Buffer.concat(
    parts.map(([value, size]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );
}

export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  let count = 0;
  let last: { at: number; common: Buffer } = { at: 0, common: Buffer.alloc(0) };
  for (const { name, content, deflate = true, encrypted = false, claims, overlaps = false, times = 1 } of entries) {
    const packed = deflate ? deflateRawSync(content) : Buffer.from(content);
    const fileName = Buffer.from(name);
    const common = overlaps
      ? last.common
      : fields(
          [20, 2],
          [0x800 | (encrypted ? 1 : 0), 2],
          [deflate ? 8 : 0, 2],
          [0, 2],
          [0x5d7c, 2],
          [crc32(content), 4],
          [packed.length, 4],
          [claims?.unpackedBytes ?? content.length, 4],
          [fileName.length, 2],
          [0, 2],
        );
    const start = overlaps ? last.at : at;
    if (!overlaps) {
      const body = Buffer.concat([fields([0x04034b50, 4]), common, fileName, packed]);
      bodies.push(body);
      at += body.length;
      last = { at: start, common };
    }
    const rest = fields([0, 2], [0, 2], [0, 2], [0, 4], [start, 4]);
    const record = Buffer.concat([fields([0x02014b50, 4], [20, 2]), common, rest, fileName]);
    directory.push(...Array.from({ length: times }, () => record));
    count += times;
  }
  const central = Buffer.concat(directory);
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [central.length, 4], [at, 4], [0, 2]);
  return Buffer.concat([...bodies, central, end]);
}
