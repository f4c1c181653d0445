/** Reads JSON bodies with bounds on depth and number of values, and without NUL characters, which PostgreSQL's text cannot hold. Pure. */
import { SekishoError } from '../sekisho-error.ts';

const maximumDepth = 32;
/** Each costs a hundred times its letters in memory: an inventory of 20,000 programs has a third of them. */
const maximumValues = 1_000_000;

/** Whether brackets outside strings are nested deeper than that, or there are more values. */
function exceedsBounds(text: string): boolean {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (inString) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) {
      depth += 1;
      values += 1;
      if (depth > maximumDepth || values > maximumValues) return true;
    } else if (character === 0x7d || character === 0x5d) depth -= 1;
    else if (character === 0x2c) {
      values += 1;
      if (values > maximumValues) return true;
    }
  }
  return false;
}

/** Whether any string of a parsed value, key or content, holds U+0000. */
export function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (Array.isArray(value)) return value.some(holdsNul);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, content]) => key.includes('\u0000') || holdsNul(content));
}

/** Throws `malformed-request`. An empty body is none at all. */
export function parseJsonBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  if (exceedsBounds(text)) throw new SekishoError('malformed-request');
  let value: unknown;
  try {
    value = JSON.parse(text, text.includes('__proto__') ? refusePrototype : undefined);
  } catch (cause) {
    // The parser's own message quotes the body, which may hold a password: it must not reach the log.
    throw cause instanceof SekishoError ? cause : new SekishoError('malformed-request');
  }
  if (text.includes('\\u0000') && holdsNul(value)) throw new SekishoError('malformed-request');
  return value;
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SekishoError('malformed-request');
  return value;
}
