/** Cursors of a timeline: where the last page ended. Pure. */
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { TimelinePosition } from './events.store.ts';

const pattern = /^(\d{1,15}) ((?:event|command):[0-9a-z:-]{1,80})$/;

export function encodePosition({ sortedAt, id }: TimelinePosition): string {
  return Buffer.from(`${sortedAt.getTime()} ${id}`).toString('base64url');
}

/** Throws `cursor-invalid`. */
export function decodePosition(cursor: string): TimelinePosition {
  const [, sortedAtMs, id] = pattern.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (sortedAtMs === undefined || id === undefined) throw new SekishoError('cursor-invalid');
  return { sortedAt: new Date(Number(sortedAtMs)), id };
}
