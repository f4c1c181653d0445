/** Empties a folder through open folders alone: never across a mount, never through a symbolic link, never what is kept. */
import { setImmediate } from 'node:timers/promises';
import type { Tally } from '../../any/wipe/tally.ts';
import type { Kept } from './kept.ts';
import {
  type ByteName,
  type EntryStats,
  errorCodeOf,
  type Folder,
  identityOf,
  type OpenFolders,
  textOf,
} from './open-folders.ts';

export interface RemovalOptions {
  readonly folders: OpenFolders;
  readonly kept: Kept;
  readonly tally: Tally;
  /** `null`: everything. Otherwise only files of such names, and no folders. */
  readonly matches: ((name: string) => boolean) | null;
  /** Called after each thousand entries or so. */
  readonly note: () => void;
  /** For tests: called before each entry is touched. */
  readonly beforeEntry?: (path: string) => void;
}

/** `gone`: it is not there any more. `stays`: on purpose, or it could not be removed; the tally says which. */
type Fate = 'gone' | 'stays';

/** Entries that change their kind under our hands are looked at again this often. */
const maximumAttempts = 8;
/** A folder that somebody keeps filling is given up after this many times through. */
const maximumPasses = 5;
/** One open folder for each level; what lies deeper is first moved up, to the top of the target. */
const maximumDepth = 128;
const maximumMoves = 100_000;
const maximumRemembered = 100_000;
const entriesBetweenBreaths = 256;
const entriesBetweenNotes = 1024;

export class Removal {
  readonly #options: RemovalOptions;
  readonly #top: Folder;
  #entries = 0;
  #moved = 0;

  constructor(top: Folder, options: RemovalOptions) {
    this.#top = top;
    this.#options = options;
  }

  /** @param path of the top, for reports only @returns whether nothing is left in it */
  run(path: string): Promise<boolean> {
    return this.#empty(this.#top, path, 0);
  }

  async #empty(folder: Folder, path: string, depth: number): Promise<boolean> {
    const stayed = new Set<ByteName>();
    for (let pass = 0; pass < maximumPasses; pass += 1) {
      const movedBefore = this.#moved;
      let removed = 0;
      for (const name of this.#options.folders.namesIn(folder)) {
        if (stayed.has(name)) continue;
        const fate = await this.#remove(folder, name, `${path === '/' ? '' : path}/${textOf(name)}`, depth);
        if (fate === 'gone') removed += 1;
        else stayed.add(name);
      }
      // What comes while we read is looked for once more, unless nothing came, or too much stays to be remembered.
      if (removed === 0 || stayed.size > maximumRemembered) break;
      if (this.#moved > movedBefore && this.#moved < maximumMoves) pass = 0;
    }
    return stayed.size === 0;
  }

  async #remove(parent: Folder, name: ByteName, path: string, depth: number): Promise<Fate> {
    this.#entries += 1;
    if (this.#entries % entriesBetweenBreaths === 0) await setImmediate();
    if (this.#entries % entriesBetweenNotes === 0) this.#options.note();
    let reason = 'EAGAIN';
    for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
      try {
        const stats = this.#options.folders.statEntry(parent, name);
        this.#options.beforeEntry?.(path);
        if (this.#options.kept.has(identityOf(stats))) return this.#keep();
        if (!stats.isDirectory()) return this.#unlink(parent, name, stats);
        const fate = await this.#removeFolder(parent, name, path, depth);
        if (fate !== 'again') return fate;
        reason = 'ENOTEMPTY';
      } catch (error) {
        reason = errorCodeOf(error);
        if (reason === 'ENOENT') return 'gone';
        if (reason === 'EBUSY') return this.#keep();
        // It is of another kind than a moment ago.
        if (reason !== 'ENOTDIR' && reason !== 'ELOOP' && reason !== 'EISDIR') break;
      }
    }
    this.#options.tally.fail(path, reason);
    return 'stays';
  }

  #keep(): Fate {
    this.#options.tally.kept += 1;
    return 'stays';
  }

  #unlink(parent: Folder, name: ByteName, stats: EntryStats): Fate {
    const { folders, tally, matches } = this.#options;
    if (matches !== null && !(stats.isFile() && matches(textOf(name)))) return 'stays';
    folders.unlinkEntry(parent, name);
    tally.removedFiles += 1;
    if (stats.isFile() && stats.nlink > 1n) tally.linkedElsewhere += 1;
    else if (stats.isFile()) tally.removedBytes += Number(stats.size);
    return 'gone';
  }

  async #removeFolder(parent: Folder, name: ByteName, path: string, depth: number): Promise<Fate | 'again'> {
    if (depth >= maximumDepth) return this.#moveUp(parent, name, path);
    const { folders, kept, matches, tally } = this.#options;
    const folder = folders.openFolder(parent, name);
    try {
      // Asked again of what has been opened: the entry may have been another one a moment ago.
      if (kept.has(folder.identity)) return this.#keep();
      if (folder.mountId !== parent.mountId || folder.device !== parent.device) return this.#keep();
      const isEmpty = await this.#empty(folder, path, depth + 1);
      if (matches !== null || !isEmpty) return 'stays';
    } finally {
      folders.closeFolder(folder);
    }
    try {
      folders.removeFolderEntry(parent, name);
    } catch (error) {
      if (errorCodeOf(error) === 'ENOTEMPTY' || errorCodeOf(error) === 'EEXIST') return 'again';
      throw error;
    }
    tally.removedFolders += 1;
    return 'gone';
  }

  /** Within the target, so nothing leaves it; a mount cannot be moved. What only some files are taken from stays as it is. */
  #moveUp(parent: Folder, name: ByteName, path: string): Fate {
    if (this.#options.matches !== null) {
      this.#options.tally.fail(path, 'too-deep');
      return 'stays';
    }
    this.#moved += 1;
    const newName = `.sekisho-wipe-${process.pid}-${this.#moved}`;
    this.#options.folders.moveEntry(parent, name, this.#top, newName);
    return 'gone';
  }
}
