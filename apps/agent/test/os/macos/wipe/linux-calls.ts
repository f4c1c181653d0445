/** The C library of Linux in the table that macOS's calls stand in: so that the very code that removes files on a Mac removes real ones here. */
import { readFileSync, readlinkSync } from 'node:fs';
import type { FolderCalls } from '../../../../src/os/macos/wipe/called-folders.ts';

/** `struct stat` of glibc: Intel and ARM order two fields differently. */
function readLinuxStat(bytes: Buffer) {
  const [nlink, mode] =
    process.arch === 'x64'
      ? [bytes.readBigUInt64LE(16), bytes.readUInt32LE(24)]
      : [BigInt(bytes.readUInt32LE(20)), bytes.readUInt32LE(16)];
  return { dev: bytes.readBigInt64LE(0), ino: bytes.readBigUInt64LE(8), nlink, mode, size: bytes.readBigInt64LE(48) };
}

export const linuxCalls: FolderCalls = {
  library: 'libc.so.6',
  openat: 'openat',
  fstatat: 'fstatat',
  unlinkat: 'unlinkat',
  renameat: 'renameat',
  fdopendir: 'fdopendir',
  readdir: 'readdir',
  closedir: 'closedir',
  closeOnExec: 0x8_0000,
  doNotFollow: 0x100,
  removeFolder: 0x200,
  statBytes: 256,
  readStat: readLinuxStat,
  entryLengthAt: 16,
  entryNameAt: 19,
  volumeOf(_koffi, descriptor) {
    const path = readlinkSync(`/proc/self/fd/${descriptor}`);
    const isProc = /^\/proc(\/|$)/.test(path);
    return { mountPoint: '/', local: !isProc && readFileSync('/proc/self/mountinfo', 'utf8') !== '' };
  },
};
