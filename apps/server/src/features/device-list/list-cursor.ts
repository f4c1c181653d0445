/** Where a page of the list ended: the sort, its value there, and the device. Opaque to callers, strict when it comes back. */
import { SekishoError } from '../../platform/sekisho-error.ts';

export interface ListPosition {
  /** The sort column's value as text; a moment as RFC 3339 with microseconds, or `infinity`. */
  readonly key: string;
  readonly deviceId: string;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const momentPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export function encodeCursor(sort: string, position: ListPosition): string {
  return Buffer.from(JSON.stringify([sort, position.key, position.deviceId])).toString('base64url');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

/** Whether the text is a moment that exists (no 31 February), which PostgreSQL would refuse. */
function isMoment(text: string): boolean {
  const ms = Date.parse(text);
  return momentPattern.test(text) && !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 19) === text.slice(0, 19);
}

/** Throws `cursor-invalid` for anything that was not made by `encodeCursor` for this very sort. */
export function decodeCursor(cursor: string, sort: string, keyIsMoment: boolean): ListPosition {
  const parts = parse(cursor);
  const [madeFor, key, deviceId] = Array.isArray(parts) && parts.length === 3 ? (parts as unknown[]) : [];
  const wellFormed =
    madeFor === sort &&
    typeof key === 'string' &&
    !key.includes('\0') &&
    (!keyIsMoment || key === 'infinity' || isMoment(key)) &&
    typeof deviceId === 'string' &&
    uuidPattern.test(deviceId);
  if (!wellFormed) throw new SekishoError('cursor-invalid');
  return { key, deviceId };
}
