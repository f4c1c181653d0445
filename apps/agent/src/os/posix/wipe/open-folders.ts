/** Files by an open folder and a name, never by a path: a folder that is moved or replaced meanwhile leads nowhere else (ADR 0008). */

/** A name as the file system has it: one character for each byte (latin1), whatever encoding people meant. */
export type ByteName = string;

/** The same for every name of one file. */
export type Identity = `${bigint}:${bigint}`;

export interface Folder {
  readonly descriptor: number;
  /** Of the mount it is reached through: other than its parent's where anything is mounted, bind mounts included. */
  readonly mountId: string;
  readonly device: bigint;
  readonly identity: Identity;
}

export interface EntryStats {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly nlink: bigint;
  readonly size: bigint;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

export interface Volume {
  readonly mountPoint: string;
  /** Its data lies in this machine. Anything else belongs to others too. */
  readonly local: boolean;
}

/** Each throws with the system's short word as `code`. */
export interface OpenFolders {
  openRoot(): Folder;
  /** @throws ENOTDIR or ELOOP for whatever is no folder, a symbolic link included; devices and pipes are not opened. */
  openFolder(parent: Folder, name: ByteName): Folder;
  closeFolder(folder: Folder): void;
  /** Of the entry itself, also where it is a symbolic link. */
  statEntry(parent: Folder, name: ByteName): EntryStats;
  unlinkEntry(parent: Folder, name: ByteName): void;
  removeFolderEntry(parent: Folder, name: ByteName): void;
  moveEntry(parent: Folder, name: ByteName, to: Folder, newName: ByteName): void;
  /** One at a time, so that a folder of millions costs no memory; without `.` and `..`. */
  namesIn(folder: Folder): Iterable<ByteName>;
  /** `null`: the system does not say. */
  volumeOf(folder: Folder): Volume | null;
  /** Resolves when what was removed there is gone for good, after a power cut too. */
  writeThrough(folder: Folder): Promise<void>;
}

export function identityOf({ dev, ino }: Pick<EntryStats, 'dev' | 'ino'>): Identity {
  return `${dev}:${ino}`;
}

export function byteName(text: string): ByteName {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function textOf(name: ByteName): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

/** @throws for whatever would lead out of the folder */
export function requireEntryName(name: ByteName): ByteName {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
    throw new Error('not the name of an entry');
  return name;
}

/** The system's short word for what went wrong. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
