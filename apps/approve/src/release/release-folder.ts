/** A packed release on the disk: its text, its files, and its signature once it has one. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { AgentRelease, type ReleaseFile, SignedText } from '@sekisho/contracts';
import { Check } from 'typebox/value';

export interface ReleaseFolder {
  readonly text: string;
  readonly release: AgentRelease;
}

const signedName = 'release.signed.json';
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** `null`: there is no release in it. */
export function readReleaseFolder(folder: string): ReleaseFolder | null {
  const file = path.join(folder, 'release.json');
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const release: unknown = JSON.parse(text);
  return Check(AgentRelease, release) ? { text, release } : null;
}

export function readPackedFile(folder: string, packedSha256: string): Buffer {
  return readFileSync(path.join(folder, 'files', packedSha256));
}

/** Each file once, however many systems have it. */
export function filesOf({ targets }: AgentRelease): ReleaseFile[] {
  return [...new Map(targets.flatMap(({ files }) => files.map((file) => [file.packed.sha256, file]))).values()];
}

/** Whether what lies there is what the text says: nobody signs what they do not hold. */
export function isWhole(folder: string, release: AgentRelease): boolean {
  return filesOf(release).every((file) => {
    try {
      const packed = readPackedFile(folder, file.packed.sha256);
      const content = gunzipSync(packed, { maxOutputLength: file.bytes + 1 });
      const { bytes, sha256: wanted } = file.packed;
      const isPacked = packed.length === bytes && sha256(packed) === wanted;
      return isPacked && content.length === file.bytes && sha256(content) === file.sha256;
    } catch {
      return false;
    }
  });
}

export function writeSignature(folder: string, signed: SignedText): string {
  const file = path.join(folder, signedName);
  writeFileSync(file, `${JSON.stringify(signed)}\n`);
  return file;
}

/** `null`: it is not signed yet, or the text has changed since. */
export function readSignature(folder: string, text: string): SignedText | null {
  const file = path.join(folder, signedName);
  if (!existsSync(file)) return null;
  const signed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Check(SignedText, signed) && signed.text === text ? signed : null;
}
