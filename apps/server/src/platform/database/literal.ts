/** Values as literals of SQL, for the few statements that take no parameters; read as a parameter of no named type would be. Pure. */
import pg from 'pg';

/** What the driver would send as text. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(elementOf).join(',')}}`;
  throw new TypeError('not a value that can be written into a statement');
}

function elementOf(value: unknown): string {
  if (Array.isArray(value)) throw new TypeError('an array within an array');
  return value === null ? 'NULL' : `"${textOf(value).replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Throws a `TypeError` for what is no text, number, boolean, moment, `null` or array of them, and for texts with NUL. */
export function literalOf(value: unknown): string {
  if (value === null) return 'null';
  const text = textOf(value);
  if (text.includes('\0')) throw new TypeError('NUL in a text');
  return pg.escapeLiteral(text);
}
