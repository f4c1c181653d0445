/**
 * What the build leaves for every download of a version: the contents of both packages, compressed, and what is told of them. gzip reads
 * parts that follow one another as one stream: a runtime is compressed once for both, and a download adds its own last part.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { endOfArchive, tarHeader, tarPadding } from '../tar.ts';
import { cacheFolder, downloadsFolder } from '../workspace-paths.ts';
import { newcHeader, newcPadding } from './newc.ts';
import { ownEntries, type PayloadEntry } from './payload.ts';

const gzipAsync = promisify(gzip);

const PackedFile = Type.Object({
  path: Type.String(),
  /** With the bits that say what kind it is. */
  mode: Type.Integer(),
  bytes: Type.Integer(),
  /** Blank: a folder or a link. */
  sha256: Type.String(),
  link: Type.String(),
});
export type PackedFile = Static<typeof PackedFile>;

export const LinuxPackagesManifest = Type.Object({
  agentVersion: Type.String(),
  fingerprint: Type.String(),
  builtAtMs: Type.Integer(),
  architectures: Type.Array(Type.String()),
  installedBytes: Type.Integer(),
  files: Type.Array(PackedFile),
  debBytes: Type.Integer(),
  rpmBytes: Type.Integer(),
  /** Before it was compressed. */
  rpmPlainBytes: Type.Integer(),
});
export type LinuxPackagesManifest = Static<typeof LinuxPackagesManifest>;

export const linuxPackagesFolder = path.join(downloadsFolder, 'linux');
const manifestName = 'manifest.json';

type Named = Pick<LinuxPackagesManifest, 'fingerprint'>;

/** Under a name of their own: who is still fetching the one before goes on with it. */
const named = (kind: string) => (folder: string, manifest: Named) =>
  path.join(folder, `${kind}-${manifest.fingerprint.slice(0, 16)}`);
export const debDataFile = named('deb');
export const rpmPayloadFile = named('rpm');

/** `null` where nothing has been built in full. */
export async function readLinuxManifest(folder: string): Promise<LinuxPackagesManifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(folder, manifestName), 'utf8'));
    if (!Check(LinuxPackagesManifest, value)) return null;
    const [deb, rpm] = await Promise.all([stat(debDataFile(folder, value)), stat(rpmPayloadFile(folder, value))]);
    return deb.size === value.debBytes && rpm.size === value.rpmBytes ? value : null;
  } catch {
    return null;
  }
}

const kinds = { folder: 0o040000, file: 0o100000, link: 0o120000 } as const;

export function packedFileOf({ path: at, mode, content, link }: PayloadEntry): PackedFile {
  const kind = link !== null ? 'link' : content === null ? 'folder' : 'file';
  return {
    path: at,
    mode: kinds[kind] | mode,
    bytes: link?.length ?? content?.length ?? 0,
    sha256: content === null ? '' : createHash('sha256').update(content).digest('hex'),
    link: link ?? '',
  };
}

export const isFolder = ({ mode }: Pick<PackedFile, 'mode'>) => (mode & 0o170000) === kinds.folder;

/** 2026-01-01: a fixed time, not that of the build. */
export const fixedTimeSeconds = 1_767_225_600;

interface Piece {
  readonly bytes: Uint8Array;
  readonly packedAs: string | null;
}

const plain = (bytes: Uint8Array): Piece => ({ bytes, packedAs: null });

function tarPieces(entries: readonly PayloadEntry[]): Piece[] {
  const pieces = entries.flatMap(({ path: at, mode, content, link, packedAs }) => {
    const name = `.${at}${content === null && link === null ? '/' : ''}`;
    const bytes = content ?? Buffer.alloc(0);
    const header = tarHeader({ name, mode, content: bytes, ...(link === null ? {} : { link }) });
    return [plain(header), { bytes, packedAs }, plain(tarPadding(bytes.length))];
  });
  return [...pieces, plain(endOfArchive)];
}

/** Without the end: the file that each download brings comes last. */
function cpioPieces(entries: readonly PayloadEntry[]): Piece[] {
  return entries.flatMap((entry, index) => {
    const { mode, bytes } = packedFileOf(entry);
    const content = entry.link === null ? (entry.content ?? Buffer.alloc(0)) : Buffer.from(entry.link);
    const header = newcHeader({ name: `.${entry.path}`, mode, bytes, inode: index + 1 }, fixedTimeSeconds);
    return [plain(header), { bytes: content, packedAs: entry.packedAs }, plain(newcPadding(bytes))];
  });
}

/** Compressed as it is in every package; from the cache where it is. */
async function pack({ bytes, packedAs }: Piece): Promise<Uint8Array> {
  if (packedAs === null) return gzipAsync(bytes, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 });
  const cached = path.join(cacheFolder, `runtime-content-${packedAs}.gz`);
  const known = await readFile(cached).catch(() => null);
  if (known !== null) return known;
  await mkdir(cacheFolder, { recursive: true });
  const packed = await gzipAsync(bytes, { level: constants.Z_DEFAULT_COMPRESSION, memLevel: 9 });
  await writeFile(`${cached}.${process.pid}.new`, packed);
  await rename(`${cached}.${process.pid}.new`, cached);
  return packed;
}

/** Neighbours are compressed together, but for what is kept by itself. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let open: Uint8Array[] = [];
  const close = () => {
    if (open.length > 0) result.push(plain(Buffer.concat(open)));
    open = [];
  };
  for (const piece of pieces) {
    if (piece.packedAs === null) open.push(piece.bytes);
    else {
      close();
      result.push(piece);
    }
  }
  close();
  return result;
}

/** @returns how many bytes were written */
async function writePacked(file: string, pieces: readonly Piece[]): Promise<number> {
  const handle = await open(`${file}.new`, 'w');
  let written = 0;
  try {
    for (const piece of joined(pieces)) {
      const packed = await pack(piece);
      await handle.write(packed);
      written += packed.length;
    }
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  return written;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Those of the build before stay for whoever is fetching them. */
async function removeOlder(folder: string, kept: readonly (Named | null)[]): Promise<void> {
  const names = kept.flatMap((each) =>
    each === null ? [] : [debDataFile(folder, each), rpmPayloadFile(folder, each)],
  );
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (/^(deb|rpm)-/.test(name) && !names.includes(file)) await rm(file);
  }
}

type About = Pick<LinuxPackagesManifest, 'agentVersion' | 'fingerprint' | 'builtAtMs' | 'architectures'>;

/** The manifest comes last: what is there without one is no package. */
export async function buildLinuxPackages(
  folder: string,
  entries: readonly PayloadEntry[],
  about: About,
): Promise<LinuxPackagesManifest> {
  await mkdir(folder, { recursive: true });
  const before = await readLinuxManifest(folder);
  const own = ownEntries(entries, ({ content, link }) => content === null && link === null);
  const inRpm = cpioPieces(own);
  const manifest: LinuxPackagesManifest = {
    ...about,
    installedBytes: sum(entries.map(({ content }) => content?.length ?? 0)),
    files: own.map(packedFileOf),
    debBytes: await writePacked(debDataFile(folder, about), tarPieces(entries)),
    rpmBytes: await writePacked(rpmPayloadFile(folder, about), inRpm),
    rpmPlainBytes: sum(inRpm.map(({ bytes }) => bytes.length)),
  };
  const file = path.join(folder, manifestName);
  await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${file}.new`, file);
  await removeOlder(folder, [before, manifest]);
  return manifest;
}
