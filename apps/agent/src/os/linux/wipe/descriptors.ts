/**
 * Files by an open folder and a name, never by a path: a folder that is moved or replaced meanwhile leads nowhere else.
 * `/proc/self/fd/<n>/<name>` is resolved by the kernel from the very folder that is open, as `openat` and `unlinkat` do (ADR 0008).
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
} from 'node:fs';

/** A name as the file system has it: one character for each byte (latin1), whatever encoding people meant. */
export type ByteName = string;

export interface Folder {
  readonly descriptor: number;
  /** Of the mount it is reached through: other than its parent's where anything is mounted, bind mounts included. */
  readonly mountId: string;
  readonly device: bigint;
  readonly identity: Identity;
}

/** The same for every name of one file. */
export type Identity = `${bigint}:${bigint}`;

const procMagic = 0x9fa0;
const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** @throws where `/proc` is not the kernel's: then nothing that is written here holds. */
export function requireProc(): void {
  if (statfsSync('/proc').type !== procMagic) throw new Error('/proc is not the kernel’s');
}

export function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): Identity {
  return `${dev}:${ino}`;
}

export function byteName(text: string): ByteName {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function textOf(name: ByteName): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

function entryPath({ descriptor }: Pick<Folder, 'descriptor'>, name: ByteName): Buffer {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
    throw new Error('not the name of an entry');
  return Buffer.from(`/proc/self/fd/${descriptor}/${name}`, 'latin1');
}

export function openRoot(): Folder {
  return folderOf(openSync('/', folderFlags));
}

/** @throws ENOTDIR or ELOOP for whatever is no folder, a symbolic link included; devices and pipes are not opened. */
export function openFolder(parent: Folder, name: ByteName): Folder {
  return folderOf(openSync(entryPath(parent, name), folderFlags));
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

export function closeFolder({ descriptor }: Folder): void {
  closeSync(descriptor);
}

/** Of the entry itself, also where it is a symbolic link. */
export function statEntry(parent: Folder, name: ByteName): BigIntStats {
  return lstatSync(entryPath(parent, name), { bigint: true });
}

export function unlinkEntry(parent: Folder, name: ByteName): void {
  unlinkSync(entryPath(parent, name));
}

export function removeFolderEntry(parent: Folder, name: ByteName): void {
  rmdirSync(entryPath(parent, name));
}

/** The folder itself, to be read through: its own entries, whatever its name is by now. */
export function ownPath({ descriptor }: Folder): string {
  return `/proc/self/fd/${descriptor}`;
}

/** The system's short word for what went wrong. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
