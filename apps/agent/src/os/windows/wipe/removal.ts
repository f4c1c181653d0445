/** Empties a folder through open folders alone: never into another volume, never through a link, never what is kept. */
import { setImmediate } from 'node:timers/promises';
import type { Tally } from '../../any/wipe/tally.ts';
import type { EntryName } from './entries.ts';
import type { Kept } from './kept.ts';
import { type EntryFacts, FileError, type Folder, type NtFiles } from './nt-files.ts';

export interface RemovalOptions {
  readonly files: NtFiles;
  readonly kept: Kept;
  readonly tally: Tally;
  /** `null`: everything. Otherwise only files of such names, and no folders. */
  readonly matches: ((name: string) => boolean) | null;
  /** Called after each thousand entries or so. */
  readonly note: () => void;
  /** Somebody has it open and does not let it go: told with its path, then the folders it keeps. */
  readonly inUse: (path: string) => void;
}

/** `gone`: it is not there any more. `stays`: on purpose, or it could not be removed; the tally says which. */
type Fate = 'gone' | 'stays';

/** Entries that change their kind under our hands are looked at again this often. */
const maximumAttempts = 8;
/** A folder that somebody keeps filling is given up after this many times through. */
const maximumPasses = 5;
const maximumRemembered = 100_000;
const entriesBetweenBreaths = 256;
const entriesBetweenNotes = 1024;

export class Removal {
  readonly #options: RemovalOptions;
  #entries = 0;
  /** How many were in use so far. */
  inUse = 0;

  constructor(options: RemovalOptions) {
    this.#options = options;
  }

  /** @param path of the folder, for reports and for what is in use @returns whether nothing is left in it */
  async empty(folder: Folder, path: string): Promise<boolean> {
    const stayed = new Set<EntryName>();
    for (let pass = 0; pass < maximumPasses; pass += 1) {
      let removed = 0;
      for (const name of this.#options.files.namesIn(folder)) {
        if (stayed.has(name)) continue;
        const fate = await this.#remove(folder, name, `${path}\\${name}`);
        if (fate === 'gone') removed += 1;
        else stayed.add(name);
      }
      // What comes while we read is looked for once more, unless nothing came, or too much stays to be remembered.
      if (removed === 0 || stayed.size > maximumRemembered) break;
    }
    return stayed.size === 0;
  }

  async #remove(parent: Folder, name: EntryName, path: string): Promise<Fate> {
    this.#entries += 1;
    if (this.#entries % entriesBetweenBreaths === 0) await setImmediate();
    if (this.#entries % entriesBetweenNotes === 0) this.#options.note();
    const { files, kept, tally } = this.#options;
    let reason = 'other-kind';
    for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
      try {
        const facts = files.look(parent, name);
        if (kept.has(facts.identity) || facts.kind === 'volume') {
          tally.kept += 1;
          return 'stays';
        }
        return facts.kind === 'folder'
          ? await this.#removeFolder(parent, name, path, facts)
          : this.#removeFile(parent, name, facts);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        ({ reason } = error);
        if (reason === 'not-found') return 'gone';
        // It is another one than a moment ago, or something has come into it.
        if (reason !== 'other-kind' && reason !== 'not-empty') break;
      }
    }
    if (reason === 'in-use') this.#leaveForNextStart(path);
    tally.fail(path, reason);
    return 'stays';
  }

  #leaveForNextStart(path: string): void {
    this.inUse += 1;
    this.#options.inUse(path);
  }

  #removeFile(parent: Folder, name: EntryName, facts: EntryFacts): Fate {
    const { files, tally, matches } = this.#options;
    const isFile = facts.kind === 'file';
    if (matches !== null && !(isFile && matches(name))) return 'stays';
    files.removeEntry(parent, name, facts);
    tally.removedFiles += 1;
    if (isFile && facts.names > 1) tally.linkedElsewhere += 1;
    else if (isFile) tally.removedBytes += facts.sizeBytes;
    return 'gone';
  }

  async #removeFolder(parent: Folder, name: EntryName, path: string, facts: EntryFacts): Promise<Fate> {
    const { files, kept, matches, tally } = this.#options;
    const folder = files.openFolder(parent, name);
    const inUseBefore = this.inUse;
    try {
      // Asked again of what has been opened.
      if (kept.has(folder.identity)) {
        tally.kept += 1;
        return 'stays';
      }
      const isEmpty = await this.empty(folder, path);
      if (matches === null && this.inUse > inUseBefore) this.#leaveForNextStart(path);
      if (matches !== null || !isEmpty) return 'stays';
    } finally {
      files.close(folder);
    }
    files.removeEntry(parent, name, facts);
    tally.removedFolders += 1;
    return 'gone';
  }
}
