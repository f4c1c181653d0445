/**
 * Where the logs are: in the state folder, or where an administrator moved them (I02). What was moved is copied and compared before anything
 * points to it, and removed only afterwards; whatever ends this in between, one of the two places is whole, and the next start tidies up.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { writeWhole } from './whole-file.ts';

export type LogFolderFault = 'not-there' | 'open-to-others' | 'not-copied';
export type LogMove =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false; readonly fault: LogFolderFault };

/** What a system knows of folders. */
export interface FolderGuard {
  /** The folder without links; `null` where there is none. */
  findReal(folder: string): string | null;
  /** Whether anybody but administrators could change what is in it, or put another in its place. */
  isOpenToOthers(folder: string): boolean;
  /** Makes a folder for the agent alone, or closes the one that is there. @throws when it cannot be had */
  makePrivate(folder: string): void;
}

export interface LogPlace {
  /** Of the agent's log, as it is at this moment. */
  file(): string;
  isMoved(): boolean;
  /** Into a folder of its own within this one; `null`: back to the usual one. */
  move(folder: string | null): LogMove;
  /** What a move that was cut off left. */
  tidy(): void;
}

const Pointer = Type.Object({
  /** `null`: the usual one. */
  folder: Type.Union([Type.String(), Type.Null()]),
  /** Moved away from, and perhaps not empty yet. */
  left: Type.Union([Type.String(), Type.Null()]),
});
type Pointer = Static<typeof Pointer>;

export const pointerName = 'log-folder.json';
const ownFolderName = 'sekisho-log';
const nowhereElse: Pointer = { folder: null, left: null };

export function openLogPlace(stateFolder: string, usualFile: string, guard: FolderGuard): LogPlace {
  const pointerFile = path.join(stateFolder, pointerName);
  const usualFolder = path.dirname(usualFile);
  const name = path.basename(usualFile);

  function read(): Pointer {
    try {
      const value: unknown = JSON.parse(readFileSync(pointerFile, 'utf8'));
      return Check(Pointer, value) ? value : nowhereElse;
    } catch {
      return nowhereElse;
    }
  }

  const write = (pointer: Pointer) => writeWhole(pointerFile, `${JSON.stringify(pointer)}\n`);
  const isLog = (each: string) =>
    each === name || (each.startsWith(`${name}.`) && /^\d$/.test(each.slice(name.length + 1)));
  const logsIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).filter(isLog) : []);

  function copy(from: string, to: string): boolean {
    try {
      for (const each of logsIn(from)) {
        const [source, target] = [path.join(from, each), path.join(to, each)];
        copyFileSync(source, `${target}.new`);
        if (!readFileSync(source).equals(readFileSync(`${target}.new`))) return false;
        renameSync(`${target}.new`, target);
      }
      return true;
    } catch {
      return false;
    }
  }

  function tidy(): void {
    const { folder, left } = read();
    if (left === null) return;
    for (const each of logsIn(left)) rmSync(path.join(left, each), { force: true });
    if (path.basename(left) === ownFolderName) rmSync(left, { recursive: true, force: true });
    write({ folder, left: null });
  }

  /** Not there, a disk that is gone say: the usual one, so that nothing is lost. */
  const folderNow = () => {
    const { folder } = read();
    return folder !== null && existsSync(folder) ? folder : usualFolder;
  };

  return {
    file: () => path.join(folderNow(), name),
    isMoved: () => folderNow() !== usualFolder,
    tidy,
    move(wanted) {
      tidy();
      const real = wanted === null ? null : guard.findReal(wanted);
      if (wanted !== null && real === null) return { ok: false, fault: 'not-there' };
      if (real !== null && guard.isOpenToOthers(real)) return { ok: false, fault: 'open-to-others' };
      const to = real === null ? usualFolder : path.join(real, ownFolderName);
      const from = folderNow();
      const folder = real === null ? null : to;
      if (to === from) {
        // Its disk may be gone: it would come back with the disk.
        if (read().folder !== folder) write({ folder, left: null });
        return { ok: true, folder: to };
      }
      try {
        if (real === null) mkdirSync(to, { recursive: true, mode: 0o700 });
        else guard.makePrivate(to);
      } catch {
        return { ok: false, fault: 'not-there' };
      }
      if (!copy(from, to)) return { ok: false, fault: 'not-copied' };
      write({ folder, left: from });
      tidy();
      return { ok: true, folder: to };
    },
  };
}
