/** Which part of a file a request wants (RFC 9110, 14): one range of bytes, as those ask who go on where they were cut off. */

export interface ByteRange {
  readonly start: number;
  /** Included. */
  readonly end: number;
}

/** `null`: send it whole (no range, or one we need not understand). `unsatisfiable`: it begins behind the end. */
export function readByteRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(from);
  const end = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (start >= sizeBytes) return 'unsatisfiable';
  return end < start ? null : { start, end };
}

/** Weak tags never match: a download is continued only with the very same bytes. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => each.trim() === tag || each.trim() === '*');
}
