/** Cursors of the lock history: where the last page ended. Pure. */
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { HistoryPosition } from './lock-history.store.ts';

const pattern = /^(\d{1,15}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function encodePosition({ sortedAt, id }: HistoryPosition): string {
  return Buffer.from(`${sortedAt.getTime()} ${id}`).toString('base64url');
}

/** Throws `cursor-invalid`. */
export function decodePosition(cursor: string): HistoryPosition {
  const [, sortedAtMs, id] = pattern.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (sortedAtMs === undefined || id === undefined) throw new SekishoError('cursor-invalid');
  return { sortedAt: new Date(Number(sortedAtMs)), id };
}
