/** Encodings read strictly: exactly one text stands for one value, so that no changed bit goes unseen. */
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { accept, type Result, refuse } from './result.ts';

/** Bytes of canonical, unpadded base64url; `null` for anything else (spare bits that are not zero, foreign characters). */
export function decodeBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

/** JSON of exactly the given shape (unknown fields are left alone). Verify who signed a text before it comes here. */
export function parseAs<S extends TSchema>(schema: S, text: string): Result<Static<S>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('statement-malformed');
  }
  return Check(schema, value) ? accept(value) : refuse('statement-malformed');
}
