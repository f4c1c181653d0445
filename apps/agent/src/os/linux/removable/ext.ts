/** Reads the root of an ext2, ext3 or ext4 volume ("ext4 Data Structures and Algorithms" of the kernel); its journal is not replayed. */
import { contentOf, piecesOf, type RootFile, type Run, readExactly, type Volume } from './volume.ts';

interface Layout {
  readonly volume: Volume;
  readonly blockBytes: number;
  readonly inodesPerGroup: number;
  readonly inodeBytes: number;
  readonly descriptorsAt: number;
  readonly descriptorBytes: number;
  readonly hasFileTypes: boolean;
}

interface Inode {
  readonly isFile: boolean;
  readonly sizeBytes: number;
  runs(): AsyncIterable<Run>;
}

const rootInode = 2;
const incompatible = { fileTypes: 0x2, extents: 0x40, wide: 0x80 };
/** Of those that change where things lie: journals to replay, flexible groups, checksums, large folders change nothing for a reader of the root. */
const known =
  incompatible.fileTypes | 0x4 | incompatible.extents | incompatible.wide | 0x200 | 0x400 | 0x2000 | 0x4000 | 0x20000;
const flags = { extents: 0x80000, inlineData: 0x10000000, encrypted: 0x800 };

/** `null`: no ext, or one with features of which this reader knows nothing. */
async function layoutOf(volume: Volume): Promise<Layout | null> {
  const head = await readExactly(volume, 1024, 512);
  if (head.readUInt16LE(56) !== 0xef53) return null;
  const features = head.readUInt32LE(96);
  const blockShift = 10 + head.readUInt32LE(24);
  const inodesPerGroup = head.readUInt32LE(40);
  if ((features & ~known) !== 0 || blockShift > 16 || inodesPerGroup === 0) return null;
  const blockBytes = 2 ** blockShift;
  return {
    volume,
    blockBytes,
    inodesPerGroup,
    inodeBytes: head.readUInt32LE(76) === 0 ? 128 : head.readUInt16LE(88),
    descriptorsAt: (head.readUInt32LE(20) + 1) * blockBytes,
    descriptorBytes: (features & incompatible.wide) === 0 ? 32 : head.readUInt16LE(254),
    hasFileTypes: (features & incompatible.fileTypes) !== 0,
  };
}

async function readInode(layout: Layout, number: number): Promise<Inode> {
  const { volume, blockBytes, inodesPerGroup, inodeBytes, descriptorsAt, descriptorBytes } = layout;
  const group = Math.floor((number - 1) / inodesPerGroup);
  const descriptor = await readExactly(volume, descriptorsAt + group * descriptorBytes, descriptorBytes);
  const high = descriptorBytes >= 64 ? descriptor.readUInt32LE(40) : 0;
  const table = (high * 0x1_0000_0000 + descriptor.readUInt32LE(8)) * blockBytes;
  const inode = await readExactly(volume, table + ((number - 1) % inodesPerGroup) * inodeBytes, 128);
  const flag = inode.readUInt32LE(32);
  const map = inode.subarray(40, 100);
  const isReadable = (flag & (flags.inlineData | flags.encrypted)) === 0;
  return {
    isFile: (inode.readUInt16LE(0) & 0xf000) === 0x8000 && isReadable,
    sizeBytes: inode.readUInt32LE(108) * 0x1_0000_0000 + inode.readUInt32LE(4),
    runs: () => ((flag & flags.extents) === 0 ? mapped(layout, map) : extents(layout, map, maxExtentDepth)),
  };
}

const maxExtentDepth = 5;

/** Extents of a node, which lies in an inode or in a block of its own. What was never written is left out: no folder or key has it. */
async function* extents(layout: Layout, node: Buffer, depthLeft: number): AsyncIterable<Run> {
  const { volume, blockBytes } = layout;
  const depth = node.readUInt16LE(6);
  if (node.readUInt16LE(0) !== 0xf30a || depth > depthLeft) throw new Error('damaged: no extents');
  const entries = Math.min(node.readUInt16LE(2), Math.floor(node.length / 12) - 1);
  for (let at = 12; at <= entries * 12; at += 12) {
    if (depth === 0) {
      const length = node.readUInt16LE(at + 4);
      const block = node.readUInt16LE(at + 6) * 0x1_0000_0000 + node.readUInt32LE(at + 8);
      if (length <= 32_768) yield* blocks(layout, block, length);
    } else {
      const block = node.readUInt16LE(at + 8) * 0x1_0000_0000 + node.readUInt32LE(at + 4);
      yield* extents(layout, await readExactly(volume, block * blockBytes, blockBytes), depth - 1);
    }
  }
}

async function* blocks({ blockBytes }: Layout, first: number, count: number): AsyncIterable<Run> {
  for (let index = 0; index < count; index += 1) yield { at: (first + index) * blockBytes, length: blockBytes };
}

/** ext2 and ext3: twelve blocks, then blocks of block numbers, nested once, twice, three times. */
async function* mapped(layout: Layout, map: Buffer): AsyncIterable<Run> {
  for (let index = 0; index < 12; index += 1) yield* nested(layout, map.readUInt32LE(index * 4), 0);
  for (let level = 1; level <= 3; level += 1) yield* nested(layout, map.readUInt32LE((11 + level) * 4), level);
}

async function* nested(layout: Layout, block: number, level: number): AsyncIterable<Run> {
  const { volume, blockBytes } = layout;
  if (block === 0) return;
  const at = block * blockBytes;
  if (level === 0) {
    yield { at, length: blockBytes };
    return;
  }
  const numbers = await readExactly(volume, at, blockBytes);
  for (let offset = 0; offset < blockBytes; offset += 4) yield* nested(layout, numbers.readUInt32LE(offset), level - 1);
}

export async function* readExtRoot(volume: Volume, wanted: (name: string) => boolean): AsyncIterable<RootFile> {
  const layout = await layoutOf(volume);
  if (layout === null) return;
  const root = await readInode(layout, rootInode);
  let left = root.sizeBytes;
  for await (const block of piecesOf(volume, root.runs())) {
    for (let at = 0; at + 8 <= Math.min(block.length, left); ) {
      const length = block.readUInt16LE(at + 4);
      if (length < 8) break;
      const inode = block.readUInt32LE(at);
      const nameLength = layout.hasFileTypes ? block.readUInt8(at + 6) : block.readUInt16LE(at + 6);
      const name = block.toString('utf8', at + 8, at + 8 + nameLength);
      const file = inode !== 0 && wanted(name) ? await fileOf(layout, inode, name) : null;
      if (file !== null) yield file;
      at += length;
    }
    left -= block.length;
    if (left <= 0) return;
  }
}

/** Symbolic links, folders, devices: none of them is a file. */
async function fileOf(layout: Layout, number: number, name: string): Promise<RootFile | null> {
  const inode = await readInode(layout, number);
  const { isFile, sizeBytes } = inode;
  return isFile ? { name, sizeBytes, content: () => contentOf(layout.volume, inode.runs(), sizeBytes) } : null;
}
