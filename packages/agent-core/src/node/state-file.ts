/** One small file that survives anything: written beside and renamed, checksummed, with the generation before it kept. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Generation {
  /** Rises with every write, over all copies of the same state. */
  readonly generation: number;
  readonly value: unknown;
}

/** The text of a generation: a checksum, a space, and the JSON it is of. */
export function sealGeneration(generation: Generation): string {
  const body = JSON.stringify(generation);
  return `${checksumOf(body)} ${body}\n`;
}

/** `null` for whatever was not written by `sealGeneration`, to the last byte. */
export function openGeneration(text: string): Generation | null {
  const body = text.slice(65, -1);
  if (!text.endsWith('\n') || text.slice(0, 65) !== `${checksumOf(body)} `) return null;
  const { generation, value } = JSON.parse(body) as Generation;
  return { generation, value };
}

function checksumOf(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex');
}

export interface StateFile {
  readonly current: () => Generation | null;
  readonly previous: () => Generation | null;
  /** @throws when it could not be written; then the current generation is still there */
  write(generation: Generation): void;
  remove(): void;
}

export function createStateFile(path: string): StateFile {
  const [fresh, previous] = [`${path}.new`, `${path}.previous`];
  return {
    current: () => read(path),
    previous: () => read(previous),
    write(generation) {
      writeDurably(fresh, sealGeneration(generation));
      // Between these two there is no current file: then the other copy in the database counts.
      renameIfThere(path, previous);
      renameSync(fresh, path);
      syncFolder(dirname(path));
    },
    remove() {
      for (const file of [path, fresh, previous]) rmSync(file, { force: true });
    },
  };
}

function read(path: string): Generation | null {
  try {
    return openGeneration(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Windows cannot open a folder; NTFS keeps a journal of its own for renames. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
