/** The wipe on Windows, behind the agent's port: files by open folders, keys by BitLocker's own interface. */
import type { EncryptedVolume, Wipe, WipeFileTarget } from '@sekisho/agent-core';
import type { WipeOutcome } from '@sekisho/contracts';
import { matchesGlob } from '../../any/wipe/glob.ts';
import { Tally } from '../../any/wipe/tally.ts';
import type { BitLocker } from './bitlocker-keys.ts';
import { eraseKeys, findEncrypted } from './bitlocker-keys.ts';
import { findKept, type Kept } from './kept.ts';
import { FileError, type Folder, type NtFiles } from './nt-files.ts';
import { Removal } from './removal.ts';
import { type DriveOrigin, type OpenedTarget, openTarget } from './target.ts';

export interface WindowsWipeOptions {
  /** With the right to reach every file. */
  readonly openFiles: () => NtFiles;
  readonly keptPaths: (drives: readonly string[]) => readonly string[];
  readonly originOf: (drive: string) => DriveOrigin;
  readonly bitLocker: BitLocker;
  readonly systemDrive: string;
  /** Before anything is removed: what people have open nobody can remove. */
  readonly endSessions: () => Promise<void>;
  /** At the next start of Windows, before anybody can open it. */
  readonly removeAtNextStart: (path: string) => void;
  /** After a target: what Windows keeps of earlier days, and what it has not written yet. */
  readonly settle: (drive: string) => Promise<void>;
}

interface Work {
  readonly files: NtFiles;
  readonly kept: Kept;
  readonly tally: Tally;
  readonly options: WindowsWipeOptions;
}

export function createWindowsWipe(options: WindowsWipeOptions): Wipe {
  let opened: NtFiles | null = null;
  let sessionsEnd: Promise<void> | null = null;
  return {
    async remove(target, note) {
      sessionsEnd ??= options.endSessions();
      await sessionsEnd;
      opened ??= options.openFiles();
      const drive = target.path.slice(0, 2).toUpperCase();
      const kept = findKept(opened, options.keptPaths([drive]));
      const work: Work = { files: opened, kept, tally: new Tally(), options };
      const found = openTarget(work, target.path, options.originOf);
      if (found.kind === 'refused') return work.tally.outcome(target, found.code);
      const outcome =
        found.kind === 'file' ? removeFile(target, found, work) : await removeFolder(target, found, work, note);
      await options.settle(drive);
      return outcome;
    },
    findEncrypted: (paths: readonly string[]) => findEncrypted(options.bitLocker, [options.systemDrive, ...paths]),
    eraseKeys: (volume: EncryptedVolume) => eraseKeys(options.bitLocker, volume),
  };
}

/** Names of Windows do not tell large letters from small ones. */
const matcherOf = (target: WipeFileTarget): ((name: string) => boolean) | null => {
  if (target.kind !== 'pattern') return null;
  const pattern = target.pattern.toUpperCase();
  return (name) => matchesGlob(name.toUpperCase(), pattern);
};

/** A folder's place in the policy may just as well name one file. */
function removeFile(
  target: WipeFileTarget,
  { parent, name, facts }: Extract<OpenedTarget, { kind: 'file' }>,
  { files, tally, options }: Work,
): WipeOutcome {
  try {
    if (matcherOf(target)?.(name) === false) return tally.outcome(target);
    files.removeEntry(parent, name, facts);
    tally.removedFiles = 1;
    if (facts.names > 1) tally.linkedElsewhere = 1;
    else tally.removedBytes = facts.sizeBytes;
  } catch (error) {
    fail(target, error, tally, options);
  } finally {
    files.close(parent);
  }
  return tally.outcome(target);
}

async function removeFolder(
  target: WipeFileTarget,
  { folder, parent, name }: Extract<OpenedTarget, { kind: 'folder' }>,
  { files, kept, tally, options }: Work,
  note: (soFar: WipeOutcome) => void,
): Promise<WipeOutcome> {
  const noteSoFar = () => note(tally.outcome(target));
  const matches = matcherOf(target);
  const removal = new Removal({ files, kept, tally, matches, note: noteSoFar, inUse: options.removeAtNextStart });
  let isOpen = true;
  const close = () => {
    if (isOpen) files.close(folder);
    isOpen = false;
  };
  try {
    const isEmpty = await removal.empty(folder, target.path);
    // What is open itself would only go when it is closed.
    close();
    if (target.kind === 'folder' && parent !== null) {
      if (isEmpty) removeEmpty(parent, name, folder);
      else if (removal.inUse > 0) options.removeAtNextStart(target.path);
    }
  } finally {
    close();
    if (parent !== null) files.close(parent);
  }
  return tally.outcome(target);

  function removeEmpty(above: Folder, called: string, { identity }: Folder): void {
    try {
      files.removeEntry(above, called, { identity });
      tally.removedFolders += 1;
    } catch (error) {
      fail(target, error, tally, options);
    }
  }
}

function fail({ path }: WipeFileTarget, error: unknown, tally: Tally, { removeAtNextStart }: WindowsWipeOptions): void {
  if (!(error instanceof FileError)) throw error;
  if (error.reason === 'not-found') return;
  if (error.reason === 'in-use') removeAtNextStart(path);
  tally.fail(path, error.reason);
}
