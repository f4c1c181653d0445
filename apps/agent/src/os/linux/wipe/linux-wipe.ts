/** The wipe on Linux, behind the agent's port: files by open folders, keys by cryptsetup. */
import { execFile } from 'node:child_process';
import type { Wipe, WipeFileTarget } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import type { Sources } from '../../posix/sources.ts';
import {
  errorCodeOf,
  type Folder,
  removeFolderEntry,
  requireProc,
  statEntry,
  textOf,
  unlinkEntry,
} from './descriptors.ts';
import { matchesGlob } from './glob.ts';
import { findKept, type Kept, type KeptPaths } from './kept.ts';
import { eraseKeys, findEncrypted } from './luks.ts';
import { Removal } from './removal.ts';
import { Tally } from './tally.ts';
import { closeAll, mountOf, type OpenedTarget, openTarget } from './target.ts';

export interface LinuxWipeOptions {
  readonly sources: Sources;
  readonly kept: KeptPaths;
  /** For tests: called before each entry is touched. */
  readonly beforeEntry?: (path: string) => void;
}

const syncTimeoutMs = 60_000;

export function createLinuxWipe(options: LinuxWipeOptions): Wipe {
  return {
    async remove(target, note) {
      requireProc();
      const kept = findKept(options.kept);
      const opened = openTarget(target.path, kept);
      if (opened.kind === 'refused') return new Tally().outcome(target, opened.code);
      if (opened.kind === 'file') return removeFile(target, opened);
      try {
        return await removeFolder(target, opened, kept, { ...options, note });
      } finally {
        closeAll(opened.folder, opened.parent);
      }
    },
    findEncrypted: (paths) => findEncrypted(options.sources, paths),
    eraseKeys: (volume) => eraseKeys(options.sources, volume),
  };
}

/** A folder's place in the policy may just as well name one file. */
async function removeFile(
  target: WipeFileTarget,
  { parent, name }: Extract<OpenedTarget, { kind: 'file' }>,
): Promise<WipeOutcome> {
  const tally = new Tally();
  try {
    if (target.kind === 'volume') return tally.outcome(target, 'wipe-volume-not-mounted');
    if (target.kind === 'pattern' && !matchesGlob(textOf(name), target.pattern)) return tally.outcome(target);
    const { size, nlink } = statEntry(parent, name);
    unlinkEntry(parent, name);
    tally.removedFiles = 1;
    if (nlink > 1n) tally.linkedElsewhere = 1;
    else tally.removedBytes = Number(size);
    await writeThrough(parent);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') tally.fail(target.path, errorCodeOf(error));
  } finally {
    closeAll(parent);
  }
  return tally.outcome(target);
}

async function removeFolder(
  target: WipeFileTarget,
  { folder, parent, name }: Extract<OpenedTarget, { kind: 'folder' }>,
  kept: Kept,
  { beforeEntry, note }: LinuxWipeOptions & { readonly note: (soFar: WipeOutcome) => void },
): Promise<WipeOutcome> {
  const tally = new Tally();
  const isMountPoint = parent === null || parent.mountId !== folder.mountId;
  // Without its volume, a mount point is a folder of the volume above: that is not what was meant.
  if (target.kind === 'volume' && !isMountPoint) return tally.outcome(target, 'wipe-volume-not-mounted');
  const matches = target.kind === 'pattern' ? (text: string) => matchesGlob(text, target.pattern) : null;
  const noteSoFar = () => note(tally.outcome(target));
  const hook = beforeEntry === undefined ? {} : { beforeEntry };
  const isEmpty = await new Removal(folder, { kept, tally, matches, note: noteSoFar, ...hook }).run(target.path);
  if (target.kind === 'folder' && isEmpty && !isMountPoint) removeEmpty(target, parent, name, tally);
  await writeThrough(folder);
  return tally.outcome(target);
}

function removeEmpty(target: WipeFileTarget, parent: Folder, name: string, tally: Tally): void {
  try {
    removeFolderEntry(parent, name);
    tally.removedFolders += 1;
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') tally.fail(target.path, errorCodeOf(error));
  }
}

/** Before it is said to be gone, it must be gone after a power cut too. */
function writeThrough(folder: Folder): Promise<void> {
  const mountPoint = mountOf(folder)?.mountPoint ?? '/';
  return new Promise((resolve) => {
    execFile('sync', ['-f', mountPoint], { timeout: syncTimeoutMs }, () => resolve());
  });
}
