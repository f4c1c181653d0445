/** Puts an archive together from two compressed parts: the runtime, kept from build to build, and the few files that change. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { type Archive, archiveFileName, type Compression } from './downloads.ts';
import type { Runtime } from './runtime.ts';
import { endOfArchive, packEntries, type TarEntry } from './tar.ts';
import { cacheFolder } from './workspace-paths.ts';

const gzipAsync = promisify(gzip);
const run = promisify(execFile);

/** Folder of everything inside an archive. */
export const archiveRoot = 'sekisho-agent/';

/**
 * gzip and xz both read parts that follow one another as one stream. xz's filter for machine code makes the runtime a tenth smaller;
 * its dictionary asks for 64 MiB of memory on the device while unpacking.
 */
async function compressFile(source: string, target: string, compression: Compression, machine: string): Promise<void> {
  const temporary = `${target}.${process.pid}.new`;
  if (compression === 'gzip') {
    const level = constants.Z_DEFAULT_COMPRESSION;
    const packed = await gzipAsync(await readFile(source), { level, memLevel: 9 });
    await writeFile(temporary, packed);
  } else {
    const filter = machine === 'x64' ? '--x86' : '--arm64';
    const script = 'nice -n 19 xz --threads=1 --check=crc64 "$1" --lzma2=preset=9,dict=64MiB --stdout "$2" > "$3"';
    const fallback = script.replace('"$1" ', '');
    // Only xz 5.4 and later know the filter for 64-bit ARM.
    await run('sh', ['-c', `${script} || ${fallback}`, 'sh', filter, source, temporary]);
  }
  await rename(temporary, target);
}

/** The runtime's part, compressed; from the cache where it is. */
async function runtimePart(runtime: Runtime, compression: Compression): Promise<Buffer> {
  const name = createHash('sha256').update(`${runtime.integrity} ${archiveRoot} 2`).digest('hex').slice(0, 16);
  const cached = path.join(cacheFolder, `runtime-${runtime.architecture}-${runtime.version}-${name}.${compression}`);
  const known = await readFile(cached).catch(() => null);
  if (known !== null) return known;
  await mkdir(cacheFolder, { recursive: true });
  const plain = `${cached}.${process.pid}.tar`;
  try {
    const content = await readFile(runtime.binaryPath);
    await writeFile(plain, packEntries([{ name: `${archiveRoot}node`, content, executable: true }]));
    await compressFile(plain, cached, compression, runtime.architecture);
  } finally {
    await rm(plain, { force: true });
  }
  return readFile(cached);
}

/** Fills the cache, so that the archive itself is put together in a moment. */
export async function prepareRuntime(runtime: Runtime, compression: Compression): Promise<void> {
  await runtimePart(runtime, compression);
}

/** Only one process at a time packs in the background; the turn of one that is gone is free. */
export async function takeBackgroundTurn(): Promise<boolean> {
  await mkdir(cacheFolder, { recursive: true });
  const file = path.join(cacheFolder, 'background.pid');
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  const command = holder > 0 ? await readFile(`/proc/${holder}/cmdline`, 'utf8').catch(() => '') : '';
  if (command.includes('--with-xz') && holder !== process.pid) return false;
  await writeFile(file, String(process.pid));
  return true;
}

async function compressSmall(content: Uint8Array, compression: Compression): Promise<Buffer> {
  if (compression === 'gzip') return gzipAsync(content, { level: constants.Z_BEST_COMPRESSION });
  const file = path.join(cacheFolder, `part-${process.pid}.tar`);
  await writeFile(file, content);
  try {
    const { stdout } = await run('xz', ['--check=crc64', '-6', '--stdout', file], {
      encoding: 'buffer',
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  } finally {
    await rm(file, { force: true });
  }
}

/** Whether this machine can pack with xz; devices unpack with it where they have it. */
export async function canPackXz(): Promise<boolean> {
  return run('xz', ['--version']).then(
    () => true,
    () => false,
  );
}

/** Writes the archive by rename and describes it. `files` are named relative to the archive's own folder. */
export async function writeArchive(
  folder: string,
  runtime: Runtime,
  files: readonly TarEntry[],
  compression: Compression,
): Promise<Archive> {
  const inside = files.map((entry) => ({ ...entry, name: archiveRoot + entry.name }));
  const rest = Buffer.concat([packEntries(inside), endOfArchive]);
  const bytes = Buffer.concat([await runtimePart(runtime, compression), await compressSmall(rest, compression)]);
  const fileName = archiveFileName(runtime.architecture, compression);
  const target = path.join(folder, fileName);
  await mkdir(folder, { recursive: true });
  await writeFile(`${target}.new`, bytes);
  await rename(`${target}.new`, target);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { fileName, architecture: runtime.architecture, compression, bytes: bytes.length, sha256 };
}

/** Whether the archive of a manifest is still there in full. */
export async function isWhole(folder: string, archive: Archive): Promise<boolean> {
  const file = path.join(folder, archive.fileName);
  return access(file).then(
    async () => (await stat(file)).size === archive.bytes,
    () => false,
  );
}
