/** The way from `/` to a target, folder by folder: where it leads is looked at, never assumed. */
import { readFileSync } from 'node:fs';
import type { WipeOutcomeCode } from '@sekisho/contracts';
import { type Mount, parseMountInfo } from '../collect/mounts.ts';
import {
  type ByteName,
  byteName,
  closeFolder,
  errorCodeOf,
  type Folder,
  openFolder,
  openRoot,
  statEntry,
} from './descriptors.ts';
import type { Kept } from './kept.ts';

export type OpenedTarget =
  /** A folder; the caller closes both. `parent` is `null` for `/`. */
  | { readonly kind: 'folder'; readonly folder: Folder; readonly parent: Folder | null; readonly name: ByteName }
  /** A single file. */
  | { readonly kind: 'file'; readonly parent: Folder; readonly name: ByteName }
  | { readonly kind: 'refused'; readonly code: WipeOutcomeCode };

/** Where data of this machine lies. Anything else (NFS, CIFS, SSHFS …) belongs to others too. */
const localFileSystems = new Set([
  ...['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'jfs', 'reiserfs', 'nilfs2', 'zfs', 'bcachefs', 'tmpfs', 'ramfs'],
  ...['vfat', 'exfat', 'ntfs', 'ntfs3', 'fuseblk', 'hfs', 'hfsplus', 'udf', 'overlay'],
]);

export function mountOf({ mountId }: Folder): Mount | undefined {
  return parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8')).find(({ id }) => id === mountId);
}

/** @param path absolute, without `.`, `..` or a slash at its end */
export function openTarget(path: string, kept: Kept): OpenedTarget {
  let parent: Folder | null = null;
  let folder = openRoot();
  let isKept = false;
  const names = path === '/' ? [] : path.slice(1).split('/').map(byteName);
  const refuse = (code: WipeOutcomeCode): OpenedTarget => {
    closeAll(folder, parent);
    return { kind: 'refused', code };
  };
  for (const [index, name] of names.entries()) {
    let next: Folder;
    try {
      next = openFolder(folder, name);
    } catch (error) {
      const fate = fateOfNoFolder(error, folder, name, index === names.length - 1);
      if (fate !== 'file') return refuse(fate);
      if (isKept || kept.has(identityAt(folder, name))) return refuse('wipe-target-kept');
      if (parent !== null) closeFolder(parent);
      return { kind: 'file', parent: folder, name };
    }
    if (parent !== null) closeFolder(parent);
    parent = folder;
    folder = next;
    const role = kept.get(folder.identity);
    // Another volume below a folder of the system is no part of the system: a medium under /run/media, say.
    if (role === undefined && folder.mountId !== parent.mountId) isKept = false;
    if (role === 'never') return refuse('wipe-target-kept');
    if (role === 'system') isKept = true;
  }
  if (isKept) return refuse('wipe-target-kept');
  const fileSystem = mountOf(folder)?.fileSystem;
  if (fileSystem === undefined || !localFileSystems.has(fileSystem)) return refuse('wipe-target-not-local');
  return { kind: 'folder', folder, parent, name: names.at(-1) ?? '' };
}

function identityAt(folder: Folder, name: ByteName) {
  const { dev, ino } = statEntry(folder, name);
  return `${dev}:${ino}` as const;
}

function fateOfNoFolder(error: unknown, folder: Folder, name: ByteName, isLast: boolean): 'file' | WipeOutcomeCode {
  const reason = errorCodeOf(error);
  if (reason === 'ENOENT') return 'wipe-target-missing';
  if (reason !== 'ENOTDIR' && reason !== 'ELOOP') throw error;
  const stats = statEntry(folder, name);
  if (stats.isSymbolicLink()) return 'wipe-target-linked';
  return isLast && stats.isFile() ? 'file' : 'wipe-target-missing';
}

export function closeAll(...folders: readonly (Folder | null)[]): void {
  for (const folder of folders) if (folder !== null) closeFolder(folder);
}
