/** Brings the files of a version beside the one that runs: what is here already is linked, the rest fetched, verified, then unpacked. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type FetchPart, UpdateRefused } from '@sekisho/agent-core';
import { filePartBytes, type ReleaseFile, type ReleaseTarget, type UpdateFault } from '@sekisho/contracts';
import { syncFolder } from './launch-files.ts';
import { renamePatiently } from './patient-rename.ts';

export interface VersionFolders {
  /** Where the finished one goes. */
  readonly folder: string;
  /** Where it is put together; what an earlier attempt left is used. */
  readonly staging: string;
  /** Of the version that runs. */
  readonly running: string;
  /** Windows deletes no file of which another name is in use: there every version has files of its own. */
  readonly mayLink: boolean;
}

/** What must stay free on the disk: people work there. */
const spareBytes = 64 * 1024 * 1024;

/** @returns whether it is whole; not: a part could not be had now. @throws {UpdateRefused} */
export async function bringVersion(
  folders: VersionFolders,
  target: ReleaseTarget,
  fetchPart: FetchPart,
): Promise<boolean> {
  try {
    if (await isWhole(folders.folder, target)) return true;
    await mkdir(folders.staging, { recursive: true, mode: 0o755 });
    await removeOthers(folders.staging, target);
    await requireRoom(folders.staging, target);
    for (const file of target.files) if (!(await bringFile(folders, file, fetchPart))) return false;
    await finish(folders, target);
    return true;
  } catch (cause) {
    throw cause instanceof UpdateRefused ? cause : new UpdateRefused(faultOf(cause), cause);
  }
}

function faultOf(cause: unknown): UpdateFault {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC' ? 'disk-full' : 'cannot-write';
}

async function isWhole(folder: string, { files }: ReleaseTarget): Promise<boolean> {
  for (const file of files) if (!(await isThere(path.join(folder, file.name), file))) return false;
  return true;
}

/** Left over from something else, or never finished. */
async function removeOthers(staging: string, { files }: ReleaseTarget): Promise<void> {
  const wanted = new Set(files.flatMap(({ name, packed }) => [name, packedName(packed.sha256)]));
  const folders = new Set(files.map(({ name }) => path.posix.dirname(name)));
  for (const entry of await readdir(staging, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(staging, full).replaceAll(path.sep, '/');
    const isWanted = entry.isDirectory() ? folders.has(name) : entry.isFile() && wanted.has(name);
    if (!isWanted) await rm(full, { recursive: true, force: true });
  }
}

async function requireRoom(staging: string, { files }: ReleaseTarget): Promise<void> {
  const { bavail, bsize } = await statfs(staging);
  const largest = Math.max(...files.map(({ packed }) => packed.bytes));
  const here = await Promise.all(files.map((file) => sizeOf(path.join(staging, file.name))));
  const missing = files.reduce((sum, { bytes }, index) => sum + Math.max(0, bytes - (here[index] ?? 0)), 0);
  if (bavail * bsize < missing + largest + spareBytes) throw new UpdateRefused('disk-full');
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function bringFile(
  { staging, running, mayLink }: VersionFolders,
  file: ReleaseFile,
  fetchPart: FetchPart,
): Promise<boolean> {
  const at = path.join(staging, file.name);
  if (await isThere(at, file)) return true;
  await mkdir(path.dirname(at), { recursive: true, mode: 0o755 });
  const known = path.join(running, file.name);
  if (await isThere(known, file)) {
    await rm(at, { force: true });
    const real = await realpath(known);
    const copy = () => copyFile(real, at);
    await (mayLink ? link(real, at).catch(copy) : copy());
    return true;
  }
  const packed = path.join(staging, packedName(file.packed.sha256));
  if (!(await download(packed, file, fetchPart))) return false;
  await unpack(packed, at, file);
  await rm(packed);
  return true;
}

const packedName = (sha256: string) => `${sha256}.part`;

/** Goes on where it was cut off. */
async function download(packed: string, file: ReleaseFile, fetchPart: FetchPart): Promise<boolean> {
  const { bytes, sha256 } = file.packed;
  const handle = await open(packed, 'a', 0o600);
  try {
    for (let size = (await handle.stat()).size; size < bytes; ) {
      const part = await fetchPart(file, size, Math.min(filePartBytes, bytes - size));
      if (part === null) return false;
      await handle.appendFile(part);
      size += part.length;
    }
  } finally {
    await handle.close();
  }
  if (await hasContent(packed, bytes, sha256)) return true;
  await rm(packed);
  throw new UpdateRefused('download-damaged');
}

/** Never more than was signed for, whatever the packed bytes would give. */
async function unpack(packed: string, at: string, file: ReleaseFile): Promise<void> {
  const fresh = `${at}.new`;
  await rm(fresh, { force: true });
  const { meter, matches } = measure(file);
  try {
    await pipeline(
      createReadStream(packed),
      createGunzip(),
      meter,
      createWriteStream(fresh, { flags: 'wx', flush: true }),
    );
  } catch (cause) {
    await rm(fresh, { force: true });
    throw cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_')
      ? new UpdateRefused('download-damaged', cause)
      : cause;
  }
  if (!matches()) throw new UpdateRefused('download-damaged');
  await chmod(fresh, file.executable ? 0o755 : 0o644);
  await rename(fresh, at);
}

function measure({ bytes, sha256 }: ReleaseFile) {
  const hash: Hash = createHash('sha256');
  let length = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      hash.update(chunk);
      if (length > bytes) done(new UpdateRefused('download-damaged'));
      else done(null, chunk);
    },
  });
  return { meter, matches: () => length === bytes && hash.digest('hex') === sha256 };
}

function isThere(at: string, { bytes, sha256 }: ReleaseFile): Promise<boolean> {
  return hasContent(at, bytes, sha256);
}

async function hasContent(at: string, bytes: number, sha256: string): Promise<boolean> {
  if ((await sizeOf(at)) !== bytes) return false;
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(at)) hash.update(chunk as Buffer);
  } catch {
    return false;
  }
  return hash.digest('hex') === sha256;
}

/** There under its name in one step, and after a power cut still. */
async function finish({ folder, staging }: VersionFolders, { files }: ReleaseTarget): Promise<void> {
  for (const name of new Set(files.map(({ name }) => path.dirname(name)))) syncFolder(path.join(staging, name));
  await rm(folder, { recursive: true, force: true });
  renamePatiently(staging, folder);
  syncFolder(path.dirname(folder));
}
