/** Results of checks: a value, or the code of the catalogue that says why not. Nothing here throws for what came from outside. */
import type { ErrorCode } from '@sekisho/contracts';

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: ErrorCode };

export function accept<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(code: ErrorCode): { readonly ok: false; readonly code: ErrorCode } {
  return { ok: false, code };
}
