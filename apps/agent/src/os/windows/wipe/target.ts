/** The way from a drive to a target, folder by folder: where it leads is looked at, never assumed. */
import type { WipeOutcomeCode } from '@sekisho/contracts';
import type { EntryName } from './entries.ts';
import type { Kept } from './kept.ts';
import { type EntryFacts, FileError, type Folder, type NtFiles } from './nt-files.ts';

/** `fixed`: a disk of this machine. `none`: there is no such drive. `foreign`: a share, a medium that can be taken out, a folder under a letter. */
export type DriveOrigin = 'fixed' | 'none' | 'foreign';

export type OpenedTarget =
  /** The caller closes both. `parent` is `null` for a whole drive. */
  | { readonly kind: 'folder'; readonly folder: Folder; readonly parent: Folder | null; readonly name: EntryName }
  /** A single file. */
  | { readonly kind: 'file'; readonly parent: Folder; readonly name: EntryName; readonly facts: EntryFacts }
  | { readonly kind: 'refused'; readonly code: WipeOutcomeCode };

const refused = (code: WipeOutcomeCode) => ({ kind: 'refused', code }) as const;

/** @param path `C:` or `C:\Users\taro`, as `isWindowsPath` has it @throws {FileError} for what is there and does not open */
export function openTarget(
  { files, kept }: { readonly files: NtFiles; readonly kept: Kept },
  path: string,
  originOf: (drive: string) => DriveOrigin,
): OpenedTarget {
  const [drive = '', ...names] = path.split('\\');
  const origin = originOf(drive.toUpperCase());
  if (origin === 'foreign') return refused('wipe-target-not-local');
  if (origin === 'none') return refused(names.length === 0 ? 'wipe-volume-not-mounted' : 'wipe-target-missing');
  let parent: Folder | null = null;
  let folder = files.openDrive(drive.toUpperCase());
  try {
    for (const [index, name] of names.entries()) {
      const facts = files.look(folder, name, true);
      const fate = fateOf(facts, kept, index === names.length - 1);
      if (fate === 'file') {
        if (parent !== null) files.close(parent);
        return { kind: 'file', parent: folder, name, facts };
      }
      if (fate !== 'folder') return refuse(fate);
      const next = files.openFolder(folder, name, true);
      if (parent !== null) files.close(parent);
      parent = folder;
      folder = next;
      // Asked again of what has been opened: the entry may have been another one a moment ago.
      if (kept.has(folder.identity)) return refuse('wipe-target-kept');
    }
  } catch (error) {
    if (!(error instanceof FileError) || error.reason !== 'not-found') throw closed(error);
    return refuse('wipe-target-missing');
  }
  return { kind: 'folder', folder, parent, name: names.at(-1) ?? '' };

  function closed(error: unknown): unknown {
    for (const each of [folder, parent]) if (each !== null) files.close(each);
    return error;
  }
  function refuse(code: WipeOutcomeCode): OpenedTarget {
    closed(null);
    return refused(code);
  }
}

function fateOf({ identity, kind }: EntryFacts, kept: Kept, isLast: boolean): 'file' | 'folder' | WipeOutcomeCode {
  if (kept.has(identity)) return 'wipe-target-kept';
  if (kind === 'link' || kind === 'volume') return 'wipe-target-linked';
  if (kind === 'folder') return 'folder';
  return isLast ? 'file' : 'wipe-target-missing';
}
