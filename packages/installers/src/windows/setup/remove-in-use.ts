/** Takes a folder away although programs in it may run: what cannot be deleted can be moved, and goes with the next start of Windows. */
import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { api } from './windows-api.ts';

const atNextStart = 4;

/**
 * @param aside a folder on the same drive, which alone files can be moved to while they run, where only administrators write: what Windows deletes
 * at its start is nobody else's to name. That of temporary files may be neither
 * @returns how many files are left for the next start @throws where one can be neither deleted nor moved
 */
export function removeInUse(folder: string, aside: string): number {
  const files = filesIn(folder);
  const inUse = files.filter((file) => !isDeleted(file));
  for (const file of inUse) {
    const moved = path.join(aside, `sekisho-${randomBytes(8).toString('hex')}.old`);
    renameSync(file, moved);
    api.moveFile(moved, null, atNextStart);
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
