/** Cursors of the list of installer downloads: where the last page ended. Pure. */
import { SekishoError } from '../../platform/sekisho-error.ts';

export interface DownloadPosition {
  readonly createdAt: Date;
  readonly id: string;
}

const pattern = /^(\d{1,15}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function encodePosition({ createdAt, id }: DownloadPosition): string {
  return Buffer.from(`${createdAt.getTime()} ${id}`).toString('base64url');
}

/** Throws `cursor-invalid`. */
export function decodePosition(cursor: string): DownloadPosition {
  const [, createdAtMs, id] = pattern.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (createdAtMs === undefined || id === undefined) throw new SekishoError('cursor-invalid');
  return { createdAt: new Date(Number(createdAtMs)), id };
}
