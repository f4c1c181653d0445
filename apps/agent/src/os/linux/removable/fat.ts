/** Reads the root of a FAT12, FAT16 or FAT32 volume (Microsoft's "FAT: General Overview of On-Disk Format"): the usual USB memory. */
import { contentOf, piecesOf, type RootFile, type Run, readExactly, type Volume } from './volume.ts';

interface Layout {
  readonly bits: 12 | 16 | 32;
  readonly fatAt: number;
  readonly fatBytes: number;
  readonly clusterBytes: number;
  /** Where cluster 2 begins. */
  readonly dataAt: number;
  readonly lastCluster: number;
  /** A fixed place before the data, or a chain. */
  readonly root: Run | number;
}

const entryBytes = 32;
const attributes = { longName: 0x0f, volumeLabel: 0x08, folder: 0x10 };

/** `null`: no FAT. @param boot the first 512 bytes */
function layoutOf(boot: Buffer): Layout | null {
  const sectorBytes = boot.readUInt16LE(11);
  const sectorsPerCluster = boot.readUInt8(13);
  const reserved = boot.readUInt16LE(14);
  const fats = boot.readUInt8(16);
  const isPower = (value: number) => value > 0 && (value & (value - 1)) === 0;
  const isSound = isPower(sectorBytes) && sectorBytes >= 512 && sectorBytes <= 4096 && isPower(sectorsPerCluster);
  if (!isSound || reserved === 0 || fats === 0 || boot.readUInt16LE(510) !== 0xaa55) return null;
  const fatSectors = boot.readUInt16LE(22) || boot.readUInt32LE(36);
  const sectors = boot.readUInt16LE(19) || boot.readUInt32LE(32);
  const rootBytes = boot.readUInt16LE(17) * entryBytes;
  const rootAt = (reserved + fats * fatSectors) * sectorBytes;
  const clusterBytes = sectorsPerCluster * sectorBytes;
  const dataAt = rootAt + Math.ceil(rootBytes / sectorBytes) * sectorBytes;
  const clusters = Math.floor((sectors * sectorBytes - dataAt) / clusterBytes);
  if (clusters < 1) return null;
  const isFat32 = boot.readUInt16LE(22) === 0;
  return {
    bits: isFat32 ? 32 : clusters < 4085 ? 12 : 16,
    fatAt: reserved * sectorBytes,
    fatBytes: fatSectors * sectorBytes,
    clusterBytes,
    dataAt,
    lastCluster: clusters + 1,
    root: isFat32 ? boot.readUInt32LE(44) : { at: rootAt, length: rootBytes },
  };
}

async function nextCluster(volume: Volume, { bits, fatAt, fatBytes }: Layout, cluster: number): Promise<number> {
  const offset = Math.floor((cluster * bits) / 8);
  if (offset + 4 > fatBytes + 2) return 0;
  const entry = await readExactly(volume, fatAt + offset, 4);
  if (bits === 32) return entry.readUInt32LE(0) & 0x0fffffff;
  if (bits === 16) return entry.readUInt16LE(0);
  return cluster % 2 === 0 ? entry.readUInt16LE(0) & 0xfff : entry.readUInt16LE(0) >> 4;
}

/** A chain that leads anywhere else than to a cluster of data ends there; one that turns in a circle ends after every cluster. */
async function* chainFrom(volume: Volume, layout: Layout, first: number): AsyncIterable<Run> {
  let cluster = first;
  for (let steps = 0; cluster >= 2 && cluster <= layout.lastCluster && steps <= layout.lastCluster; steps += 1) {
    yield { at: layout.dataAt + (cluster - 2) * layout.clusterBytes, length: layout.clusterBytes };
    cluster = await nextCluster(volume, layout, cluster);
  }
}

async function* only(run: Run): AsyncIterable<Run> {
  yield run;
}

/** Gathers a long name: its parts stand before the entry, the last part first, each with a checksum of the short name. */
class LongName {
  #parts: string[] = [];
  #expected = 0;
  #checksum = -1;

  take(entry: Buffer): void {
    const number = entry.readUInt8(0);
    if ((number & 0x40) !== 0) {
      this.#parts = [];
      this.#expected = number & 0x3f;
      this.#checksum = entry.readUInt8(13);
    }
    if ((number & 0x3f) !== this.#expected || entry.readUInt8(13) !== this.#checksum) {
      this.forget();
      return;
    }
    const text = [entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)].map((part) =>
      part.toString('utf16le'),
    );
    this.#parts.unshift(text.join(''));
    this.#expected -= 1;
  }

  /** `null` where the entry has none of its own. */
  of(entry: Buffer): string | null {
    let sum = 0;
    for (const byte of entry.subarray(0, 11)) sum = (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff;
    const isOwn = this.#parts.length > 0 && this.#expected === 0 && sum === this.#checksum;
    return isOwn ? (this.#parts.join('').split('\0', 1)[0] ?? null) : null;
  }

  forget(): void {
    this.#parts = [];
    this.#checksum = -1;
  }
}

/** Only files with a long name: no key has a short one. */
export async function* readFatRoot(volume: Volume, wanted: (name: string) => boolean): AsyncIterable<RootFile> {
  const layout = layoutOf(await readExactly(volume, 0, 512));
  if (layout === null) return;
  const runs = typeof layout.root === 'number' ? chainFrom(volume, layout, layout.root) : only(layout.root);
  const longName = new LongName();
  for await (const piece of piecesOf(volume, runs)) {
    for (let at = 0; at + entryBytes <= piece.length; at += entryBytes) {
      const entry = piece.subarray(at, at + entryBytes);
      const [first, attribute] = [entry.readUInt8(0), entry.readUInt8(11)];
      if (first === 0) return;
      if (first !== 0xe5 && (attribute & 0x3f) === attributes.longName) {
        longName.take(entry);
        continue;
      }
      const isFile = first !== 0xe5 && (attribute & (attributes.volumeLabel | attributes.folder)) === 0;
      const name = isFile ? longName.of(entry) : null;
      longName.forget();
      if (name !== null && wanted(name)) yield fileOf(volume, layout, name, entry);
    }
  }
}

function fileOf(volume: Volume, layout: Layout, name: string, entry: Buffer): RootFile {
  const high = layout.bits === 32 ? entry.readUInt16LE(20) : 0;
  const cluster = high * 0x10000 + entry.readUInt16LE(26);
  const sizeBytes = entry.readUInt32LE(28);
  return { name, sizeBytes, content: () => contentOf(volume, chainFrom(volume, layout, cluster), sizeBytes) };
}
