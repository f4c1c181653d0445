/** Writes the header structure of rpm packages (format v4): an index of tags and a store of values, closed by a region over all of them. */

const types = { int16: 3, int32: 4, string: 6, binary: 7, strings: 8, localized: 9 } as const;

export type RpmValue =
  | { readonly type: 'int16' | 'int32'; readonly values: readonly number[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings' | 'localized'; readonly values: readonly string[] };

export type RpmTags = Readonly<Record<number, RpmValue>>;

export const int16 = (...values: number[]): RpmValue => ({ type: 'int16', values });
export const int32 = (...values: number[]): RpmValue => ({ type: 'int32', values });
export const string = (value: string): RpmValue => ({ type: 'string', value });
export const strings = (...values: string[]): RpmValue => ({ type: 'strings', values });
/** In no language: `HEADERI18NTABLE` names only `C`. */
export const localized = (value: string): RpmValue => ({ type: 'localized', values: [value] });

const magic = Buffer.from('8eade80100000000', 'hex');
const regionBytes = 16;

const alignments: Readonly<Record<RpmValue['type'], number>> = {
  int16: 2,
  int32: 4,
  string: 1,
  strings: 1,
  localized: 1,
};

interface Encoded {
  readonly count: number;
  readonly bytes: Buffer;
}

function encode(value: RpmValue): Encoded {
  switch (value.type) {
    case 'string':
      return { count: 1, bytes: Buffer.from(`${value.value}\0`) };
    case 'strings':
    case 'localized':
      return { count: value.values.length, bytes: Buffer.from(value.values.map((each) => `${each}\0`).join('')) };
    default: {
      const width = value.type === 'int16' ? 2 : 4;
      const bytes = Buffer.alloc(width * value.values.length);
      // A mode or a time may have its highest bit set.
      for (const [index, each] of value.values.entries()) {
        if (width === 2) bytes.writeUInt16BE(each & 0xffff, index * width);
        else bytes.writeUInt32BE(each >>> 0, index * width);
      }
      return { count: value.values.length, bytes };
    }
  }
}

function indexEntry(tag: number, type: number, offset: number, count: number): Buffer {
  const entry = Buffer.alloc(regionBytes);
  entry.writeInt32BE(tag, 0);
  entry.writeInt32BE(type, 4);
  entry.writeInt32BE(offset, 8);
  entry.writeInt32BE(count, 12);
  return entry;
}

/** @param region 62 for the signature's header, 63 for the package's: what is signed is everything inside it */
export function encodeRpmHeader(region: 62 | 63, tags: RpmTags): Buffer {
  const numbers = Object.keys(tags)
    .map(Number)
    .sort((left, right) => left - right);
  const index: Buffer[] = [];
  const store: Buffer[] = [];
  let offset = 0;
  for (const tag of numbers) {
    const value = tags[tag] as RpmValue;
    const { count, bytes } = encode(value);
    const alignment = alignments[value.type];
    const padding = (alignment - (offset % alignment)) % alignment;
    store.push(Buffer.alloc(padding), bytes);
    index.push(indexEntry(tag, types[value.type], offset + padding, count));
    offset += padding + bytes.length;
  }
  const entries = numbers.length + 1;
  index.unshift(indexEntry(region, types.binary, offset, regionBytes));
  store.push(indexEntry(region, types.binary, -entries * regionBytes, regionBytes));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(entries, 0);
  sizes.writeUInt32BE(offset + regionBytes, 4);
  return Buffer.concat([magic, sizes, ...index, ...store]);
}
