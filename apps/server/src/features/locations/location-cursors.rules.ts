/** Cursors of the map's list and of tracks: where the last page ended. Pure. */
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { MapPosition } from './map.query.ts';
import type { TrackPosition } from './track.query.ts';

const mapPattern = /^(\d{1,15}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const trackPattern = /^(\d{1,15}) (\d{1,16})$/;

const encode = (first: string | number, second: string) => Buffer.from(`${first} ${second}`).toString('base64url');

/** Throws `cursor-invalid`. */
function decode(cursor: string, pattern: RegExp): readonly [string, string] {
  const [, first, second] = pattern.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (first === undefined || second === undefined) throw new SekishoError('cursor-invalid');
  return [first, second];
}

export const encodeMapPosition = ({ cell, deviceId }: MapPosition): string => encode(cell, deviceId);

export function decodeMapPosition(cursor: string): MapPosition {
  const [cell, deviceId] = decode(cursor, mapPattern);
  return { cell, deviceId };
}

export const encodeTrackPosition = ({ at, number }: TrackPosition): string => encode(at.getTime(), number);

export function decodeTrackPosition(cursor: string): TrackPosition {
  const [atMs, number] = decode(cursor, trackPattern);
  return { at: new Date(Number(atMs)), number };
}
