/** Reads the root of an exFAT volume (Microsoft's "exFAT file system specification"): SD cards and large USB memories. */
import { contentOf, piecesOf, type RootFile, type Run, readExactly, type Volume } from './volume.ts';

interface Layout {
  readonly fatAt: number;
  readonly fatBytes: number;
  readonly clusterBytes: number;
  readonly dataAt: number;
  readonly lastCluster: number;
  readonly rootCluster: number;
}

interface Pending {
  /** Entries of the set that are still to come. */
  rest: number;
  readonly isFolder: boolean;
  nameLength: number;
  name: string;
  isContiguous: boolean;
  cluster: number;
  sizeBytes: number;
}

const entryBytes = 32;
const kinds = { end: 0x00, file: 0x85, stream: 0xc0, name: 0xc1 };

/** `null`: no exFAT. */
function layoutOf(boot: Buffer): Layout | null {
  const sectorShift = boot.readUInt8(108);
  const clusterShift = sectorShift + boot.readUInt8(109);
  const isSound = boot.toString('latin1', 3, 11) === 'EXFAT   ' && sectorShift >= 9 && sectorShift <= 12;
  if (!isSound || clusterShift > 25) return null;
  const sectorBytes = 2 ** sectorShift;
  return {
    fatAt: boot.readUInt32LE(80) * sectorBytes,
    fatBytes: boot.readUInt32LE(84) * sectorBytes,
    clusterBytes: 2 ** clusterShift,
    dataAt: boot.readUInt32LE(88) * sectorBytes,
    lastCluster: boot.readUInt32LE(92) + 1,
    rootCluster: boot.readUInt32LE(96),
  };
}

async function* clustersFrom(volume: Volume, layout: Layout, first: number, isContiguous: boolean): AsyncIterable<Run> {
  const { fatAt, fatBytes, clusterBytes, dataAt, lastCluster } = layout;
  let cluster = first;
  for (let steps = 0; cluster >= 2 && cluster <= lastCluster && steps <= lastCluster; steps += 1) {
    yield { at: dataAt + (cluster - 2) * clusterBytes, length: clusterBytes };
    if (isContiguous) cluster += 1;
    else if ((cluster + 1) * 4 > fatBytes) return;
    else cluster = (await readExactly(volume, fatAt + cluster * 4, 4)).readUInt32LE(0);
  }
}

function begin(entry: Buffer): Pending {
  const isFolder = (entry.readUInt16LE(4) & 0x10) !== 0;
  const nothing = { nameLength: 0, name: '', isContiguous: false, cluster: 0, sizeBytes: 0 };
  return { rest: entry.readUInt8(1), isFolder, ...nothing };
}

function addTo(pending: Pending, entry: Buffer): void {
  pending.rest -= 1;
  const kind = entry.readUInt8(0);
  if (kind === kinds.name) pending.name += entry.toString('utf16le', 2, entryBytes);
  if (kind !== kinds.stream) return;
  pending.isContiguous = (entry.readUInt8(1) & 2) !== 0;
  pending.nameLength = entry.readUInt8(3);
  pending.cluster = entry.readUInt32LE(20);
  pending.sizeBytes = Number(entry.readBigUInt64LE(24));
}

export async function* readExfatRoot(volume: Volume, wanted: (name: string) => boolean): AsyncIterable<RootFile> {
  const layout = layoutOf(await readExactly(volume, 0, 512));
  if (layout === null) return;
  let pending: Pending | null = null;
  for await (const piece of piecesOf(volume, clustersFrom(volume, layout, layout.rootCluster, false))) {
    for (let at = 0; at + entryBytes <= piece.length; at += entryBytes) {
      const entry = piece.subarray(at, at + entryBytes);
      const kind = entry.readUInt8(0);
      if (kind === kinds.end) return;
      if (kind === kinds.file) pending = begin(entry);
      else if (pending !== null) addTo(pending, entry);
      if (pending === null || pending.rest > 0) continue;
      const file = pending.isFolder ? null : fileOf(volume, layout, pending);
      if (file !== null && wanted(file.name)) yield file;
      pending = null;
    }
  }
}

function fileOf(volume: Volume, layout: Layout, file: Pending): RootFile {
  const { name, nameLength, cluster, isContiguous, sizeBytes } = file;
  const content = () => contentOf(volume, clustersFrom(volume, layout, cluster, isContiguous), sizeBytes);
  return { name: name.slice(0, nameLength), sizeBytes, content };
}
