/** Folders on Linux and macOS: whose they are, and who else may write. */
import { chmodSync, lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { FolderGuard } from '../any/log-place.ts';

const othersWrite = 0o022;
const sticky = 0o1000;

/** `own`: of the agent, which is root but for tests. */
function mayChange({ uid, mode }: Pick<Stats, 'uid' | 'mode'>, own: number, isAbove: boolean): boolean {
  if (uid !== 0 && uid !== own) return true;
  // In a folder with this mark nobody renames what is somebody else's, so none of its folders can be put in another's place.
  return (mode & othersWrite) !== 0 && !(isAbove && (mode & sticky) !== 0);
}

export function createFolderGuard(own = process.getuid?.() ?? 0): FolderGuard {
  return {
    findReal(folder) {
      try {
        const real = realpathSync(folder);
        return path.isAbsolute(folder) && lstatSync(real).isDirectory() ? real : null;
      } catch {
        return null;
      }
    },
    isOpenToOthers(folder) {
      if (mayChange(lstatSync(folder), own, false)) return true;
      for (let each = folder; each !== path.dirname(each); ) {
        each = path.dirname(each);
        if (mayChange(lstatSync(each), own, true)) return true;
      }
      return false;
    },
    makePrivate(folder) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const stats = lstatSync(folder);
      if (!stats.isDirectory() || stats.uid !== own) throw new Error(`${folder} is somebody else's`);
      chmodSync(folder, 0o700);
    },
  };
}
