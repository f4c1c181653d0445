/**
 * Files by an open folder and a name, never by a path: a folder that is moved, replaced or turned into a link meanwhile leads nowhere else. Nothing that is opened here is
 * followed (FILE_OPEN_REPARSE_POINT). As `openat` and `unlinkat` do it elsewhere (ADR 0034).
 */
import type { Koffi } from '../../any/koffi.ts';
import type { Handle } from '../ffi/library.ts';
import { openNtdll } from '../ffi/ntdll.ts';
import { type EntryName, isLinkTag, isMountedVolume, parseNames, reasonOf } from './entries.ts';

/** The same for every name of one file. */
export type Identity = `${number}:${bigint}`;

export interface Folder {
  readonly handle: Handle;
  /** Serial number of its volume: nothing below is on another, as nothing is followed. */
  readonly volume: number;
  readonly identity: Identity;
}

export interface EntryFacts {
  readonly identity: Identity;
  /** `link`: a symbolic link, or a junction. `volume`: another one, mounted here. */
  readonly kind: 'file' | 'folder' | 'link' | 'volume';
  readonly sizeBytes: number;
  readonly names: number;
}

/** `reason`: the system's word, as `reasonOf` has it. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly reason: string;
  constructor(status: number) {
    super(`the file system refused (${reasonOf(status)})`);
    this.reason = reasonOf(status);
  }
}

const access = { list: 0x1, attributes: 0x80, writeAttributes: 0x100, delete: 0x1_0000, synchronize: 0x10_0000 };
const shareAll = 0x7;
/** FILE_SYNCHRONOUS_IO_NONALERT, FILE_OPEN_FOR_BACKUP_INTENT, FILE_OPEN_REPARSE_POINT: with the right to back up and restore, nobody's access rights stand in the way. */
const options = 0x20 | 0x4000 | 0x20_0000;
const FILE_DIRECTORY_FILE = 0x1;
const OBJ_CASE_INSENSITIVE = 0x40;

const STATUS_NO_MORE_FILES = 0x8000_0006;
const information = {
  directory: 1,
  basic: 4,
  standard: 5,
  internal: 6,
  disposition: 13,
  attributeTag: 35,
  dispositionEx: 64,
};
const FileFsVolumeInformation = 1;
const FSCTL_GET_REPARSE_POINT = 0x9_00a8;

const attribute = { readOnly: 0x1, directory: 0x10, normal: 0x80, reparse: 0x400 };
/** Gone from its folder at once, whoever still has it open; read-only or not. */
const dispositionFlags = { delete: 0x1, posix: 0x2, ignoreReadOnly: 0x10 };
/** Older than Windows 10 1809, and file systems other than NTFS. */
const unknownThere: readonly number[] = [0xc000_0002, 0xc000_0003, 0xc000_000d, 0xc000_0010, 0xc000_00bb];

const listBytes = 65_536;
const reparseBytes = 16_384;

export type NtFiles = ReturnType<typeof openNtFiles>;

export function openNtFiles(koffi: Koffi) {
  const nt = openNtdll(koffi);
  const objectBytes = koffi.sizeof('SekishoObject');
  const statusBlock = Buffer.alloc(16);

  function need(status: unknown): void {
    if (Number(status) < 0) throw new FileError(Number(status));
  }

  /** The name of a policy means what Windows means by it; that of a list, exactly this entry. */
  function open(root: Handle, name: string, wanted: number, more: number, anyCase: boolean): Handle {
    const text = Buffer.from(name, 'utf16le');
    const object = {
      bytes: objectBytes,
      root,
      name: { bytes: text.length, room: text.length, text },
      attributes: anyCase ? OBJ_CASE_INSENSITIVE : 0,
      security: null,
      quality: null,
    };
    const file: Handle[] = [0];
    need(nt.NtOpenFile(file, wanted | access.synchronize, object, statusBlock, shareAll, options | more));
    return file[0] ?? 0;
  }

  function entryIn(parent: Folder, name: EntryName, wanted: number, more = 0, anyCase = false): Handle {
    if (name === '' || name === '.' || name === '..' || /[\\/\0]/.test(name))
      throw new Error('not the name of an entry');
    return open(parent.handle, name, wanted, more, anyCase);
  }

  function withEntry<T>(handle: Handle, use: (handle: Handle) => T): T {
    try {
      return use(handle);
    } finally {
      nt.NtClose(handle);
    }
  }

  function query(handle: Handle, kind: number, bytes: number): Buffer {
    const data = Buffer.alloc(bytes);
    need(nt.NtQueryInformationFile(handle, statusBlock, data, bytes, kind));
    return data;
  }

  const identityOf = (handle: Handle, volume: number): Identity =>
    `${volume}:${query(handle, information.internal, 8).readBigUInt64LE()}`;

  function isVolume(handle: Handle): boolean {
    const data = Buffer.alloc(reparseBytes);
    const none = [0, null, null] as const;
    const read = [FSCTL_GET_REPARSE_POINT, null, 0, data, reparseBytes] as const;
    return Number(nt.NtFsControlFile(handle, ...none, statusBlock, ...read)) >= 0 && isMountedVolume(data);
  }

  function factsOf(handle: Handle, volume: number): EntryFacts {
    const tagged = query(handle, information.attributeTag, 8);
    const attributes = tagged.readUInt32LE(0);
    const isLink = (attributes & attribute.reparse) !== 0 && isLinkTag(tagged.readUInt32LE(4));
    const plain = (attributes & attribute.directory) === 0 ? 'file' : 'folder';
    const standard = query(handle, information.standard, 24);
    return {
      identity: identityOf(handle, volume),
      kind: isLink ? (isVolume(handle) ? 'volume' : 'link') : plain,
      sizeBytes: Number(standard.readBigUInt64LE(8)),
      names: standard.readUInt32LE(16),
    };
  }

  function folderOf(handle: Handle, volume: number): Folder {
    return { handle, volume, identity: identityOf(handle, volume) };
  }

  const look = (parent: Folder, name: EntryName, anyCase: boolean): EntryFacts =>
    withEntry(entryIn(parent, name, access.attributes, 0, anyCase), (handle) => factsOf(handle, parent.volume));

  function dispose(handle: Handle): boolean {
    const { delete: gone, posix, ignoreReadOnly } = dispositionFlags;
    const flags = Buffer.from(Uint32Array.of(gone | posix | ignoreReadOnly).buffer);
    const status = Number(nt.NtSetInformationFile(handle, statusBlock, flags, 4, information.dispositionEx));
    if (unknownThere.includes(status >>> 0)) return false;
    need(status);
    return true;
  }

  /** Gone when the last who has it open closes it. */
  function disposeAsEver(handle: Handle): void {
    const attributes = query(handle, information.attributeTag, 8).readUInt32LE(0);
    if ((attributes & attribute.readOnly) !== 0) {
      const basic = Buffer.alloc(40);
      basic.writeUInt32LE(attributes & ~attribute.readOnly || attribute.normal, 32);
      need(nt.NtSetInformationFile(handle, statusBlock, basic, 40, information.basic));
    }
    need(nt.NtSetInformationFile(handle, statusBlock, Buffer.of(1), 1, information.disposition));
  }

  return {
    /** @param drive such as `C:` @throws {FileError} */
    openDrive(drive: string): Folder {
      const wanted = access.list | access.attributes;
      const handle = open(0, `\\??\\${drive}\\`, wanted, FILE_DIRECTORY_FILE, true);
      const data = Buffer.alloc(600);
      nt.NtQueryVolumeInformationFile(handle, statusBlock, data, data.length, FileFsVolumeInformation);
      return folderOf(handle, data.readUInt32LE(8));
    },
    /** A link opens as what it is: empty. @throws {FileError} `other-kind` for what is no folder */
    openFolder: (parent: Folder, name: EntryName, anyCase = false): Folder =>
      folderOf(entryIn(parent, name, access.list | access.attributes, FILE_DIRECTORY_FILE, anyCase), parent.volume),
    close: ({ handle }: Folder): void => void nt.NtClose(handle),
    /** Of the entry itself, also where it is a link. @throws {FileError} */
    look: (parent: Folder, name: EntryName, anyCase = false): EntryFacts => look(parent, name, anyCase),
    /** A piece at a time, so that a folder of millions costs no memory. @throws {FileError} */
    *namesIn({ handle }: Folder): Generator<EntryName> {
      const bytes = Buffer.alloc(listBytes);
      for (let restart = 1; ; restart = 0) {
        bytes.fill(0, 0, 4);
        const ask = [bytes, listBytes, information.directory, 0, null, restart] as const;
        const status = Number(nt.NtQueryDirectoryFile(handle, 0, null, null, statusBlock, ...ask));
        if (status >>> 0 === STATUS_NO_MORE_FILES) return;
        need(status);
        // Pointer-sized, and never as large as four bytes cannot hold.
        yield* parseNames(Buffer.from(bytes.subarray(0, statusBlock.readUInt32LE(koffi.sizeof('void *')))));
      }
    },
    /** Removes the very entry that has been looked at. @throws {FileError} `other-kind` where it is another one by now */
    removeEntry(parent: Folder, name: EntryName, { identity }: Pick<EntryFacts, 'identity'>): void {
      const remove = (more: number, way: (handle: Handle) => boolean): boolean =>
        withEntry(entryIn(parent, name, access.delete | access.attributes | more), (handle) => {
          if (identityOf(handle, parent.volume) !== identity) throw new FileError(0xc000_0103);
          return way(handle);
        });
      if (remove(0, dispose)) return;
      remove(access.writeAttributes, (handle) => {
        disposeAsEver(handle);
        return true;
      });
    },
  };
}
