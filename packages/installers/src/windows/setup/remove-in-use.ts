/** Takes a folder away although programs in it may run: what cannot be deleted can be moved, and goes with the next start of Windows. */
import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { api } from './windows-api.ts';

const atNextStart = 4;

/** @returns how many files are left for the next start @throws where one can be neither deleted nor moved */
export function removeInUse(folder: string): number {
  const files = filesIn(folder);
  const inUse = files.filter((file) => !isDeleted(file));
  for (const file of inUse) {
    const aside = path.join(tmpdir(), `sekisho-${randomBytes(8).toString('hex')}.old`);
    renameSync(file, aside);
    api.moveFile(aside, null, atNextStart);
  }
  rmSync(folder, { recursive: true, force: true });
  return inUse.length;
}

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ parentPath, name }) => path.join(parentPath, name));
  } catch {
    return [];
  }
}

function isDeleted(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}
