/** Removes what one target of a wipe names, by open folders alone, and nothing else. */
import type { WipeFileTarget } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import { matchesGlob } from '../../any/wipe/glob.ts';
import { Tally } from '../../any/wipe/tally.ts';
import { findKept, type Kept, type KeptPaths } from './kept.ts';
import { errorCodeOf, type Folder, type OpenFolders, textOf } from './open-folders.ts';
import { Removal } from './removal.ts';
import { closeAll, type OpenedTarget, openTarget } from './target.ts';

export interface FileWipeOptions {
  readonly folders: OpenFolders;
  readonly kept: KeptPaths;
  readonly note: (soFar: WipeOutcome) => void;
  /** For tests: called before each entry is touched. */
  readonly beforeEntry?: (path: string) => void;
  /** Where the target lies, if its own path is not the one to be walked: reports name the target all the same. */
  readonly walkedPath?: string;
}

export async function removeTarget(target: WipeFileTarget, options: FileWipeOptions): Promise<WipeOutcome> {
  const { folders } = options;
  const kept = findKept(options.kept);
  const opened = openTarget(folders, options.walkedPath ?? target.path, kept);
  if (opened.kind === 'refused') return new Tally().outcome(target, opened.code);
  if (opened.kind === 'file') return removeFile(target, opened, folders);
  try {
    return await removeFolder(target, opened, kept, options);
  } finally {
    closeAll(folders, opened.folder, opened.parent);
  }
}

/** A folder's place in the policy may just as well name one file. */
async function removeFile(
  target: WipeFileTarget,
  { parent, name }: Extract<OpenedTarget, { kind: 'file' }>,
  folders: OpenFolders,
): Promise<WipeOutcome> {
  const tally = new Tally();
  try {
    if (target.kind === 'volume') return tally.outcome(target, 'wipe-volume-not-mounted');
    if (target.kind === 'pattern' && !matchesGlob(textOf(name), target.pattern)) return tally.outcome(target);
    const { size, nlink } = folders.statEntry(parent, name);
    folders.unlinkEntry(parent, name);
    tally.removedFiles = 1;
    if (nlink > 1n) tally.linkedElsewhere = 1;
    else tally.removedBytes = Number(size);
    await folders.writeThrough(parent);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') tally.fail(target.path, errorCodeOf(error));
  } finally {
    closeAll(folders, parent);
  }
  return tally.outcome(target);
}

async function removeFolder(
  target: WipeFileTarget,
  { folder, parent, name }: Extract<OpenedTarget, { kind: 'folder' }>,
  kept: Kept,
  { folders, beforeEntry, note }: FileWipeOptions,
): Promise<WipeOutcome> {
  const tally = new Tally();
  const isMountPoint = parent === null || parent.mountId !== folder.mountId;
  // Without its volume, a mount point is a folder of the volume above: that is not what was meant.
  if (target.kind === 'volume' && !isMountPoint) return tally.outcome(target, 'wipe-volume-not-mounted');
  const matches = target.kind === 'pattern' ? (text: string) => matchesGlob(text, target.pattern) : null;
  const noteSoFar = () => note(tally.outcome(target));
  const hook = beforeEntry === undefined ? {} : { beforeEntry };
  const removal = new Removal(folder, { folders, kept, tally, matches, note: noteSoFar, ...hook });
  const isEmpty = await removal.run(target.path);
  if (target.kind === 'folder' && isEmpty && !isMountPoint) removeEmpty(folders, target, parent, name, tally);
  // Before it is said to be gone, it must be gone after a power cut too.
  await folders.writeThrough(folder);
  return tally.outcome(target);
}

function removeEmpty(folders: OpenFolders, target: WipeFileTarget, parent: Folder, name: string, tally: Tally): void {
  try {
    folders.removeFolderEntry(parent, name);
    tally.removedFolders += 1;
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') tally.fail(target.path, errorCodeOf(error));
  }
}
