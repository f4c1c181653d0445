/**
 * Open folders by the calls of the C library that take one: `openat`, `fstatat`, `unlinkat`, `renameat`. macOS has no `/proc` through which Node could
 * reach an entry of an open folder. What differs from one system to the next (names of symbols, numbers, layouts) is a table.
 */
import { closeSync, constants, fstatSync, fsyncSync, openSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import type { Koffi } from '../../any/koffi.ts';
import {
  type ByteName,
  type EntryStats,
  type Folder,
  identityOf,
  type OpenFolders,
  requireEntryName,
  type Volume,
} from '../../posix/wipe/open-folders.ts';

export interface FolderCalls {
  readonly library: string;
  readonly openat: string;
  readonly fstatat: string;
  readonly unlinkat: string;
  readonly renameat: string;
  readonly fdopendir: string;
  readonly readdir: string;
  readonly closedir: string;
  readonly closeOnExec: number;
  readonly doNotFollow: number;
  readonly removeFolder: number;
  readonly statBytes: number;
  readonly readStat: (
    bytes: Buffer,
  ) => Omit<EntryStats, 'isFile' | 'isDirectory' | 'isSymbolicLink'> & { mode: number };
  /** Within an entry of a folder: its length as a whole (16 bits), and where its name begins. */
  readonly entryLengthAt: number;
  readonly entryNameAt: number;
  readonly volumeOf: (koffi: Koffi, descriptor: number) => Volume | null;
}

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const kindOf = (mode: number) => mode & constants.S_IFMT;
/** The folder itself, to be read through. */
const itself = Buffer.from('.\0');

function bind(koffi: Koffi, calls: FolderCalls) {
  const library = koffi.load(calls.library);
  // No file is made, so the third argument of openat that takes a mode is never there: what is called is not variadic.
  return {
    openat: library.func(`int ${calls.openat}(int folder, const uint8_t *name, int flags)`),
    fstatat: library.func(`int ${calls.fstatat}(int folder, const uint8_t *name, _Out_ uint8_t *stat, int flags)`),
    unlinkat: library.func(`int ${calls.unlinkat}(int folder, const uint8_t *name, int flags)`),
    renameat: library.func(
      `int ${calls.renameat}(int folder, const uint8_t *name, int newFolder, const uint8_t *newName)`,
    ),
    fdopendir: library.func(`void *${calls.fdopendir}(int descriptor)`),
    readdir: library.func(`void *${calls.readdir}(void *stream)`),
    closedir: library.func(`int ${calls.closedir}(void *stream)`),
  };
}

const nameBytes = (name: ByteName) => Buffer.from(`${requireEntryName(name)}\0`, 'latin1');

export function createCalledFolders(koffi: Koffi, calls: FolderCalls): OpenFolders {
  const api = bind(koffi, calls);

  function failure(what: string): Error {
    const code = getSystemErrorName(-koffi.errno());
    return Object.assign(new Error(`${what}: ${code}`), { code });
  }

  function need(result: number, what: string): number {
    if (result < 0) throw failure(what);
    return result;
  }

  const openIn = (descriptor: number, name: Buffer): number =>
    need(api.openat(descriptor, name, folderFlags | calls.closeOnExec), 'openat');

  function folderOf(descriptor: number): Folder {
    const stats = fstatSync(descriptor, { bigint: true });
    // Nothing can be mounted here without a device of its own.
    return { descriptor, mountId: String(stats.dev), device: stats.dev, identity: identityOf(stats) };
  }

  function statEntry({ descriptor }: Folder, name: ByteName): EntryStats {
    const bytes = Buffer.alloc(calls.statBytes);
    need(api.fstatat(descriptor, nameBytes(name), bytes, calls.doNotFollow), 'fstatat');
    const { mode, ...stats } = calls.readStat(bytes);
    return {
      ...stats,
      isFile: () => kindOf(mode) === constants.S_IFREG,
      isDirectory: () => kindOf(mode) === constants.S_IFDIR,
      isSymbolicLink: () => kindOf(mode) === constants.S_IFLNK,
    };
  }

  /** All of them before anything is removed: what macOS lists of a folder while entries go is not said. */
  function namesIn({ descriptor }: Folder): ByteName[] {
    const own = openIn(descriptor, itself);
    const stream: unknown = api.fdopendir(own);
    if (stream === null) {
      closeSync(own);
      throw failure('fdopendir');
    }
    const names: ByteName[] = [];
    try {
      for (;;) {
        koffi.errno(0);
        const entry: unknown = api.readdir(stream);
        if (entry === null && koffi.errno() !== 0) throw failure('readdir');
        if (entry === null) return names;
        const length = koffi.decode(entry, calls.entryLengthAt, 'uint16_t') as number;
        const bytes = Buffer.from(koffi.decode(entry, 'uint8_t', length) as Uint8Array);
        const name = bytes.subarray(calls.entryNameAt, bytes.indexOf(0, calls.entryNameAt)).toString('latin1');
        if (name !== '.' && name !== '..') names.push(name);
      }
    } finally {
      api.closedir(stream);
    }
  }

  return {
    openRoot: () => folderOf(openSync('/', folderFlags)),
    openFolder: ({ descriptor }, name) => folderOf(openIn(descriptor, nameBytes(name))),
    closeFolder: ({ descriptor }) => closeSync(descriptor),
    statEntry,
    unlinkEntry: ({ descriptor }, name) => void need(api.unlinkat(descriptor, nameBytes(name), 0), 'unlinkat'),
    removeFolderEntry: ({ descriptor }, name) =>
      void need(api.unlinkat(descriptor, nameBytes(name), calls.removeFolder), 'unlinkat'),
    moveEntry: (parent, name, to, newName) =>
      void need(api.renameat(parent.descriptor, nameBytes(name), to.descriptor, nameBytes(newName)), 'renameat'),
    namesIn,
    volumeOf: ({ descriptor }) => calls.volumeOf(koffi, descriptor),
    async writeThrough({ descriptor }) {
      try {
        // On macOS Node asks the disk itself (F_FULLFSYNC).
        fsyncSync(descriptor);
      } catch {
        // A file system that cannot do it for a folder: what is gone is gone in the order it was removed.
      }
    },
  };
}
