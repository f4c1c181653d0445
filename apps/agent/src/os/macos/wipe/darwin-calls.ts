/**
 * The C library of macOS, as sys/stat.h, sys/dirent.h and sys/mount.h of its SDK publish it: structures with 64-bit inode numbers. On Intel their
 * functions have names of their own; on Apple silicon there is no other form.
 */
import type { Koffi } from '../../any/koffi.ts';
import type { Volume } from '../../posix/wipe/open-folders.ts';
import type { FolderCalls } from './called-folders.ts';

const library = '/usr/lib/libSystem.B.dylib';
/** MNT_LOCAL */
const mountedLocally = 0x1000;
const statfsBytes = 2168;
const fileSystem = { flags: 64, mountPoint: 88, mountPointBytes: 1024 } as const;

/** Of a `struct stat`. */
export function readDarwinStat(bytes: Buffer) {
  return {
    // Signed, as Node has it too: identities are compared with Node's own.
    dev: BigInt(bytes.readInt32LE(0)),
    mode: bytes.readUInt16LE(4),
    nlink: BigInt(bytes.readUInt16LE(6)),
    ino: bytes.readBigUInt64LE(8),
    size: bytes.readBigInt64LE(96),
  };
}

/** Of a `struct statfs`. */
export function readDarwinVolume(bytes: Buffer): Volume {
  const { flags, mountPoint, mountPointBytes } = fileSystem;
  const name = bytes.subarray(mountPoint, mountPoint + mountPointBytes);
  return {
    mountPoint: name.subarray(0, name.indexOf(0)).toString('utf8'),
    local: (bytes.readUInt32LE(flags) & mountedLocally) !== 0,
  };
}

export function darwinCalls(architecture: string): FolderCalls {
  const named = (name: string) => (architecture === 'x64' ? `${name}$INODE64` : name);
  return {
    library,
    openat: 'openat',
    fstatat: named('fstatat'),
    unlinkat: 'unlinkat',
    renameat: 'renameat',
    fdopendir: named('fdopendir'),
    readdir: named('readdir'),
    closedir: 'closedir',
    closeOnExec: 0x100_0000,
    doNotFollow: 0x20,
    removeFolder: 0x80,
    statBytes: 144,
    readStat: readDarwinStat,
    entryLengthAt: 16,
    entryNameAt: 21,
    volumeOf(koffi: Koffi, descriptor: number) {
      const ask = koffi.load(library).func(`int ${named('fstatfs')}(int descriptor, _Out_ uint8_t *statfs)`);
      const bytes = Buffer.alloc(statfsBytes);
      return ask(descriptor, bytes) === 0 ? readDarwinVolume(bytes) : null;
    },
  };
}
