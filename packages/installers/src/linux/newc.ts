/** Writes cpio archives in the new ASCII format, as rpm packages have them. */

export interface NewcEntry {
  /** As it stands in the archive. */
  readonly name: string;
  /** With the bits that say what kind it is. */
  readonly mode: number;
  readonly bytes: number;
  readonly inode: number;
}

const hex = (value: number) => value.toString(16).padStart(8, '0');

export function newcPadding(bytes: number): Buffer {
  return Buffer.alloc((4 - (bytes % 4)) % 4);
}

/** Header and name, padded; the content follows, with its own padding. */
export function newcHeader({ name, mode, bytes, inode }: NewcEntry, modifiedAtSeconds: number): Buffer {
  const nameBytes = Buffer.from(`${name}\0`);
  const links = 1;
  const fields = [inode, mode, 0, 0, links, modifiedAtSeconds, bytes, 0, 0, 0, 0, nameBytes.length, 0];
  const head = Buffer.concat([Buffer.from(`070701${fields.map(hex).join('')}`), nameBytes]);
  return Buffer.concat([head, newcPadding(head.length)]);
}

export const newcEnd: Buffer = newcHeader({ name: 'TRAILER!!!', mode: 0, bytes: 0, inode: 0 }, 0);
