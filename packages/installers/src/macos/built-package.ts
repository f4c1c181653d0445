/** What the build leaves for every download of a version: the payload as it stands in the archive, its Bom, and what is told of both. */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { downloadsFolder } from '../workspace-paths.ts';
import { writeBom } from './bom.ts';
import { cpioPieces } from './cpio.ts';
import type { MacEntry } from './entry.ts';

export const MacPackageManifest = Type.Object({
  agentVersion: Type.String(),
  runtimeVersion: Type.String(),
  fingerprint: Type.String(),
  builtAtMs: Type.Integer(),
  architectures: Type.Array(Type.String()),
  /** Of the payload: entries, and bytes as installed. */
  files: Type.Integer(),
  installedBytes: Type.Integer(),
  /** Of the payload as packed. */
  payloadBytes: Type.Integer(),
  payloadSha1: Type.String({ pattern: '^[0-9a-f]{40}$' }),
});
export type MacPackageManifest = Static<typeof MacPackageManifest>;

export const macPackageFolder = path.join(downloadsFolder, 'macos');
const manifestName = 'manifest.json';

type Named = Pick<MacPackageManifest, 'fingerprint'>;

/** Under a name of their own: who is still fetching the one before goes on with it. */
export const payloadFile = (folder: string, { fingerprint }: Named) =>
  path.join(folder, `payload-${fingerprint.slice(0, 16)}`);
export const bomFile = (folder: string, { fingerprint }: Named) => path.join(folder, `bom-${fingerprint.slice(0, 16)}`);

/** `null` where nothing has been built in full. */
export async function readMacManifest(folder: string): Promise<MacPackageManifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path.join(folder, manifestName), 'utf8'));
    if (!Check(MacPackageManifest, value)) return null;
    return (await stat(payloadFile(folder, value))).size === value.payloadBytes ? value : null;
  } catch {
    return null;
  }
}

async function* hashed(source: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

type About = Omit<MacPackageManifest, 'files' | 'installedBytes' | 'payloadBytes' | 'payloadSha1'>;

/** Those of the build before stay for whoever is fetching them. */
async function removeOlder(folder: string, kept: readonly (Named | null)[]): Promise<void> {
  const names = kept.flatMap((each) => (each === null ? [] : [payloadFile(folder, each), bomFile(folder, each)]));
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (/^(payload|bom)-/.test(name) && !names.includes(file)) await rm(file);
  }
}

/** The manifest comes last: what is there without one is no package. */
export async function buildMacPackage(
  folder: string,
  entries: readonly MacEntry[],
  about: About,
): Promise<MacPackageManifest> {
  await mkdir(folder, { recursive: true });
  const before = await readMacManifest(folder);
  const hash = createHash('sha1');
  const payload = payloadFile(folder, about);
  await pipeline(
    Readable.from(cpioPieces(entries)),
    createGzip({ level: constants.Z_BEST_COMPRESSION, memLevel: 9 }),
    (packed) => hashed(packed, hash),
    createWriteStream(payload),
  );
  await writeFile(bomFile(folder, about), writeBom(entries));
  const manifest: MacPackageManifest = {
    ...about,
    files: entries.length,
    installedBytes: entries.reduce((sum, { content }) => sum + (content?.length ?? 0), 0),
    payloadBytes: (await stat(payload)).size,
    payloadSha1: hash.digest('hex'),
  };
  const file = path.join(folder, manifestName);
  await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${file}.new`, file);
  await removeOlder(folder, [before, manifest]);
  return manifest;
}
