/**
 * Writes a Bom, the list of a package's files (paths, rights, sizes, checksums) that the installer of macOS keeps as its receipt.
 * Apple publishes no description; this one writes what the open tools that read and write it (bomutils) know of it. All numbers are big-endian.
 */
import { cksum } from './cksum.ts';
import { fixedTimeSeconds, type MacEntry, modeOf } from './entry.ts';

const headerBytes = 512;
const usualBlockBytes = 4096;
const smallBlockBytes = 128;
/** So many paths stand in one leaf; a tree of several is not written here. */
const mostPaths = 256;

/** Numbers of a byte (`u8`), two (`u16`) or four. */
type Field = number | { readonly u8: number } | { readonly u16: number } | string;

function pack(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map((field) => {
      if (typeof field === 'string') return Buffer.from(field);
      const [value, bytes] = typeof field === 'number' ? [field, 4] : 'u8' in field ? [field.u8, 1] : [field.u16, 2];
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntBE(value, 0, bytes);
      return buffer;
    }),
  );
}

class Blocks {
  /** Block 0 is nothing. */
  readonly contents: Buffer[] = [Buffer.alloc(0)];

  add(fields: readonly Field[]): number {
    this.contents.push(pack(fields));
    return this.contents.length - 1;
  }
}

const leaf = (pairs: readonly (readonly [number, number])[]): Field[] => [
  { u16: 1 },
  { u16: pairs.length },
  0,
  0,
  ...pairs.flat(),
];

const tree = (child: number, blockBytes: number, paths: number): Field[] => [
  'tree',
  1,
  child,
  blockBytes,
  paths,
  { u8: 0 },
];

const typeOfFile = 1;
const typeOfFolder = 2;

/** Kind, architecture (3 as Apple's own tool writes it), rights, owner, time, size and checksum; no link. */
function describe(entry: MacEntry): Field[] {
  const { group, content } = entry;
  const kind = content === null ? typeOfFolder : typeOfFile;
  const sum = content === null ? 0 : cksum(content);
  const rights = [{ u16: 3 }, { u16: modeOf(entry) }, 0, group, fixedTimeSeconds];
  return [{ u8: kind }, { u8: 1 }, ...rights, content?.length ?? 0, { u8: 1 }, sum, 0];
}

/** One pair for each path: its number with its description, and its name below its folder's number. */
function pathPairs(blocks: Blocks, entries: readonly MacEntry[]): (readonly [number, number])[] {
  const numbers = new Map<string, number>();
  return entries.map((entry, index) => {
    const cut = entry.path.lastIndexOf('/');
    const parent = cut < 0 ? 0 : numbers.get(entry.path.slice(0, cut));
    if (parent === undefined) throw new Error(`its folder is missing: ${entry.path}`);
    numbers.set(entry.path, index + 1);
    const described = blocks.add([index + 1, blocks.add(describe(entry))]);
    return [described, blocks.add([parent, entry.path.slice(cut + 1), { u8: 0 }])] as const;
  });
}

/** Level by level, then by the folder they are in and by name, as the tree of paths is searched. */
function inTreeOrder(entries: readonly MacEntry[]): MacEntry[] {
  const split = entries.map((entry) => ({ entry, names: entry.path.split('/').map((name) => Buffer.from(name)) }));
  split.sort((left, right) => {
    const byDepth = left.names.length - right.names.length;
    if (byDepth !== 0) return byDepth;
    const at = left.names.findIndex((name, index) => !name.equals(right.names[index] ?? Buffer.alloc(0)));
    return at < 0 ? 0 : Buffer.compare(left.names[at] ?? Buffer.alloc(0), right.names[at] ?? Buffer.alloc(0));
  });
  return split.map(({ entry }) => entry);
}

function layOut(blocks: Blocks, variables: readonly (readonly [string, number])[]): Buffer {
  const names = variables.flatMap(([name, block]): Field[] => [block, { u8: name.length }, name]);
  const listed = pack([variables.length, ...names]);
  let address = headerBytes + listed.length;
  const pointers = blocks.contents.flatMap(({ length }): Field[] => {
    const at = length === 0 ? 0 : address;
    address += length;
    return [at, length];
  });
  // After the blocks an empty list of free ones, with room for two.
  const index = pack([blocks.contents.length, ...pointers, 0, 0, 0, 0, 0]);
  const header = pack(['BOMStore', 1, blocks.contents.length - 1, address, index.length, headerBytes, listed.length]);
  const padding = Buffer.alloc(headerBytes - header.length);
  return Buffer.concat([header, padding, listed, ...blocks.contents, index]);
}

/** @throws for more paths than one leaf takes, and for a file whose folder is not among them */
export function writeBom(entries: readonly MacEntry[]): Buffer {
  if (entries.length > mostPaths) throw new Error(`more than ${mostPaths} paths in a Bom`);
  const blocks = new Blocks();
  const info = blocks.add([1, entries.length + 1, 1, 0, 0, 0, 0]);
  const pairs = pathPairs(blocks, inTreeOrder(entries));
  const paths = blocks.add(tree(blocks.add(leaf(pairs)), usualBlockBytes, entries.length));
  const emptyTree = (blockBytes: number) => blocks.add(tree(blocks.add(leaf([])), blockBytes, 0));
  const hardLinks = emptyTree(usualBlockBytes);
  const versions = blocks.add([1, emptyTree(smallBlockBytes), 0, { u8: 0 }]);
  const largeSizes = emptyTree(usualBlockBytes);
  return layOut(blocks, [
    ['BomInfo', info],
    ['Paths', paths],
    ['HLIndex', hardLinks],
    ['VIndex', versions],
    ['Size64', largeSizes],
  ]);
}
