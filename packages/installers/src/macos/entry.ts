/** A file or folder as a package of macOS carries it: archived in a cpio, told in a Bom. */

export interface MacEntry {
  /** `.` for the root, else `./` and names with slashes between; folders stand before what is in them. */
  readonly path: string;
  /** Of permissions alone. */
  readonly mode: number;
  /** 0: `wheel`. */
  readonly group: number;
  /** `null`: a folder. */
  readonly content: Uint8Array | null;
}

const folderBits = 0o040000;
const fileBits = 0o100000;

/** 2026-01-01: a fixed time, not that of the build. */
export const fixedTimeSeconds = 1_767_225_600;

/** As stat(2) says it: with the bits of its kind. */
export function modeOf({ content, mode }: Pick<MacEntry, 'content' | 'mode'>): number {
  return (content === null ? folderBits : fileBits) | mode;
}
