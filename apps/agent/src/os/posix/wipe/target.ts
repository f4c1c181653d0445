/** The way from `/` to a target, folder by folder: where it leads is looked at, never assumed. */
import type { WipeOutcomeCode } from '@sekisho/contracts';
import type { Kept } from './kept.ts';
import { type ByteName, byteName, errorCodeOf, type Folder, identityOf, type OpenFolders } from './open-folders.ts';

export type OpenedTarget =
  /** A folder; the caller closes both. `parent` is `null` for `/`. */
  | { readonly kind: 'folder'; readonly folder: Folder; readonly parent: Folder | null; readonly name: ByteName }
  /** A single file. */
  | { readonly kind: 'file'; readonly parent: Folder; readonly name: ByteName }
  | { readonly kind: 'refused'; readonly code: WipeOutcomeCode };

/** @param path absolute, without `.`, `..` or a slash at its end */
export function openTarget(folders: OpenFolders, path: string, kept: Kept): OpenedTarget {
  let parent: Folder | null = null;
  let folder = folders.openRoot();
  let isKept = false;
  const names = path === '/' ? [] : path.slice(1).split('/').map(byteName);
  const refuse = (code: WipeOutcomeCode): OpenedTarget => {
    closeAll(folders, folder, parent);
    return { kind: 'refused', code };
  };
  for (const [index, name] of names.entries()) {
    let next: Folder;
    try {
      next = folders.openFolder(folder, name);
    } catch (error) {
      const fate = fateOfNoFolder(folders, error, folder, name, index === names.length - 1);
      if (fate !== 'file') return refuse(fate);
      if (isKept || kept.has(identityOf(folders.statEntry(folder, name)))) return refuse('wipe-target-kept');
      closeAll(folders, parent);
      return { kind: 'file', parent: folder, name };
    }
    closeAll(folders, parent);
    parent = folder;
    folder = next;
    const role = kept.get(folder.identity);
    // Another volume below a folder of the system is no part of the system: a medium under /run/media, say.
    if (role === undefined && folder.mountId !== parent.mountId) isKept = false;
    if (role === 'never') return refuse('wipe-target-kept');
    if (role === 'system') isKept = true;
  }
  if (isKept) return refuse('wipe-target-kept');
  if (folders.volumeOf(folder)?.local !== true) return refuse('wipe-target-not-local');
  return { kind: 'folder', folder, parent, name: names.at(-1) ?? '' };
}

function fateOfNoFolder(
  folders: OpenFolders,
  error: unknown,
  folder: Folder,
  name: ByteName,
  isLast: boolean,
): 'file' | WipeOutcomeCode {
  const reason = errorCodeOf(error);
  if (reason === 'ENOENT') return 'wipe-target-missing';
  if (reason !== 'ENOTDIR' && reason !== 'ELOOP') throw error;
  const stats = folders.statEntry(folder, name);
  if (stats.isSymbolicLink()) return 'wipe-target-linked';
  return isLast && stats.isFile() ? 'file' : 'wipe-target-missing';
}

export function closeAll(folders: OpenFolders, ...opened: readonly (Folder | null)[]): void {
  for (const folder of opened) if (folder !== null) folders.closeFolder(folder);
}
