/** What the system says of files, as bytes: lists of folders, kinds of links, reasons (ntifs.h, ntstatus.h). Pure. */

/** UTF-16 as it stands in the file system, well-formed or not. */
export type EntryName = string;

const entryNameLengthAt = 60;
const entryNameAt = 64;

/** FILE_DIRECTORY_INFORMATION, one after the other; without `.` and `..`. What does not fit in is not read. */
export function parseNames(bytes: Buffer): EntryName[] {
  const names: EntryName[] = [];
  for (let at = 0; at + entryNameAt <= bytes.length; ) {
    const end = at + entryNameAt + bytes.readUInt32LE(at + entryNameLengthAt);
    if (end > bytes.length) break;
    const name = bytes.toString('utf16le', at + entryNameAt, end);
    if (name !== '.' && name !== '..') names.push(name);
    const next = bytes.readUInt32LE(at);
    if (next === 0) break;
    at += next;
  }
  return names;
}

const IO_REPARSE_TAG_MOUNT_POINT = 0xa000_0003;
/** Bit of tags that stand for something elsewhere. Files in a cloud, compressed or deduplicated ones have tags too, and are files. */
const nameSurrogate = 0x2000_0000;

export const isLinkTag = (tag: number): boolean => (tag & nameSurrogate) !== 0;

/** REPARSE_DATA_BUFFER of a mount point: a junction, or another volume mounted in a folder (`\??\Volume{…}\`). */
export function isMountedVolume(data: Buffer): boolean {
  if (data.length < 16 || data.readUInt32LE(0) !== IO_REPARSE_TAG_MOUNT_POINT) return false;
  const at = 16 + data.readUInt16LE(8);
  const target = data.toString('utf16le', at, Math.min(data.length, at + data.readUInt16LE(10)));
  return /^\\\?\?\\Volume\{[0-9a-f-]{36}\}\\?$/i.test(target);
}

const words: Readonly<Record<number, string>> = {
  3221225487: 'not-found',
  3221225506: 'access-denied',
  3221225524: 'not-found',
  3221225530: 'not-found',
  3221225539: 'in-use',
  3221225558: 'not-found',
  3221225634: 'write-protected',
  3221225658: 'other-kind',
  3221225729: 'not-empty',
  3221225731: 'other-kind',
  3221225761: 'in-use',
  3221226051: 'in-use',
};

/** The system's word for what went wrong: ours where we do something about it, else its number. */
export function reasonOf(status: number): string {
  const code = status >>> 0;
  return words[code] ?? `0x${code.toString(16).padStart(8, '0')}`;
}
