/** Packs a release: every file of every system under gzip, named by its hash, and the text that is to be signed. */
import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { AgentRelease, ReleaseFile, ReleaseTarget } from '@sekisho/contracts';

const gzipAsync = promisify(gzip);

export interface ProgramFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly executable?: boolean;
}

export interface ProgramFor extends Pick<ReleaseTarget, 'platform' | 'architecture'> {
  readonly files: readonly ProgramFile[];
}

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Of a release: what is signed, and beside it the packed files. */
export const releaseTextFile = 'release.json';
export const releaseFilesFolder = 'files';

/** @returns the text, exactly as it is to be signed */
export async function packRelease(
  folder: string,
  about: Omit<AgentRelease, 'targets'>,
  programs: readonly ProgramFor[],
): Promise<string> {
  const files = path.join(folder, releaseFilesFolder);
  await mkdir(files, { recursive: true });
  const targets: ReleaseTarget[] = [];
  for (const { platform, architecture, files: program } of programs) {
    const packed: ReleaseFile[] = [];
    for (const file of program) packed.push(await packFile(files, file));
    targets.push({ platform, architecture, files: packed });
  }
  const text = JSON.stringify({ ...about, targets });
  await writeFile(path.join(folder, releaseTextFile), text);
  return text;
}

async function packFile(folder: string, { name, content, executable = false }: ProgramFile): Promise<ReleaseFile> {
  const packed = await gzipAsync(content, { level: 6, memLevel: 9 });
  const [whole, part] = [sha256(content), sha256(packed)];
  const at = path.join(folder, part);
  const known = await stat(at).catch(() => null);
  if (known?.size !== packed.length) {
    await writeFile(`${at}.new`, packed);
    await rename(`${at}.new`, at);
  }
  return { name, executable, bytes: content.length, sha256: whole, packed: { bytes: packed.length, sha256: part } };
}
