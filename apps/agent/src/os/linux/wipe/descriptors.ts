/**
 * Open folders on Linux: `/proc/self/fd/<n>/<name>` is resolved by the kernel from the very folder that is open, as `openat` and `unlinkat` do
 * (ADR 0008).
 */
import { execFile } from 'node:child_process';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
} from 'node:fs';
import {
  type ByteName,
  type Folder,
  identityOf,
  type OpenFolders,
  requireEntryName,
} from '../../posix/wipe/open-folders.ts';
import { parseMountInfo } from '../collect/mounts.ts';

const procMagic = 0x9fa0;
const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const syncTimeoutMs = 60_000;

/** Where data of this machine lies. Anything else (NFS, CIFS, SSHFS …) belongs to others too. */
const localFileSystems = new Set([
  ...['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'jfs', 'reiserfs', 'nilfs2', 'zfs', 'bcachefs', 'tmpfs', 'ramfs'],
  ...['vfat', 'exfat', 'ntfs', 'ntfs3', 'fuseblk', 'hfs', 'hfsplus', 'udf', 'overlay'],
]);

/** @throws where `/proc` is not the kernel's: then nothing that is written here holds. */
export function requireProc(): void {
  if (statfsSync('/proc').type !== procMagic) throw new Error('/proc is not the kernel’s');
}

function entryPath({ descriptor }: Folder, name: ByteName): Buffer {
  return Buffer.from(`/proc/self/fd/${descriptor}/${requireEntryName(name)}`, 'latin1');
}

function folderOf(descriptor: number): Folder {
  const stats = fstatSync(descriptor, { bigint: true });
  const mountId = /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
  if (mountId === undefined) {
    closeSync(descriptor);
    throw new Error('the kernel does not say what is mounted where');
  }
  return { descriptor, mountId, device: stats.dev, identity: identityOf(stats) };
}

const mountOf = ({ mountId }: Folder) =>
  parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8')).find(({ id }) => id === mountId);

export const procFolders: OpenFolders = {
  openRoot: () => folderOf(openSync('/', folderFlags)),
  openFolder: (parent, name) => folderOf(openSync(entryPath(parent, name), folderFlags)),
  closeFolder: ({ descriptor }) => closeSync(descriptor),
  statEntry: (parent, name) => lstatSync(entryPath(parent, name), { bigint: true }),
  unlinkEntry: (parent, name) => unlinkSync(entryPath(parent, name)),
  removeFolderEntry: (parent, name) => rmdirSync(entryPath(parent, name)),
  moveEntry: (parent, name, to, newName) => renameSync(entryPath(parent, name), entryPath(to, newName)),
  *namesIn({ descriptor }) {
    const entries = opendirSync(`/proc/self/fd/${descriptor}`, { encoding: 'latin1', bufferSize: 256 });
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) yield entry.name;
    } finally {
      entries.closeSync();
    }
  },
  volumeOf(folder) {
    const mount = mountOf(folder);
    return mount === undefined ? null : { mountPoint: mount.mountPoint, local: localFileSystems.has(mount.fileSystem) };
  },
  writeThrough: (folder) =>
    new Promise((resolve) => {
      execFile('sync', ['-f', mountOf(folder)?.mountPoint ?? '/'], { timeout: syncTimeoutMs }, () => resolve());
    }),
};
