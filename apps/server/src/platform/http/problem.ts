/** From whatever was thrown to problem details (RFC 9457) in the reader's language. Pure. */
import { type ErrorCode, errorCatalogue, type FieldError, type Problem } from '@sekisho/contracts';
import { errorText, type Language } from '@sekisho/messages';
import { Locale } from 'typebox/system';
import { SekishoError } from '../sekisho-error.ts';
import { RequestInvalid } from './validation.ts';

type TypeBoxError = Parameters<typeof Locale.en_US>[0];

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  503: 'service-unavailable',
};

/** Fastify's own errors carry a status; of them only those of the client are told apart. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}

/** The error as one of the catalogue; what nobody foresaw becomes `internal-error` with itself as the cause. */
export function toSekishoError(error: unknown): SekishoError {
  if (error instanceof SekishoError) return error;
  if (error instanceof RequestInvalid) return new SekishoError('validation-failed', { cause: error });
  const status = statusOf(error);
  const known = codeByStatus[status];
  if (known !== undefined) return new SekishoError(known, { cause: error });
  return new SekishoError(status >= 400 && status < 500 ? 'malformed-request' : 'internal-error', { cause: error });
}

/** Only the innermost complaints: an `anyOf` says less than the values it would have allowed. */
function fieldErrorsOf(invalid: RequestInvalid, language: Language): FieldError[] {
  const say = language === 'ja' ? Locale.ja_JP : Locale.en_US;
  const byPointer = new Map<string, FieldError>();
  for (const error of invalid.errors) {
    for (const pointer of pointersOf(error, invalid.part)) {
      if (byPointer.has(pointer)) continue;
      const named = error.keyword === 'required' ? undefined : invalid.codeAt(error.instancePath);
      const detail = named === undefined ? detailOf(error, invalid.errors, say) : advice(named, language);
      byPointer.set(pointer, { pointer, code: named ?? error.keyword, detail });
    }
  }
  return [...byPointer.values()].slice(0, 50);
}

function advice(code: string, language: Language): string {
  const { title, action } = errorText(language, code);
  return language === 'ja' ? `${title}${action}` : `${title} ${action}`;
}

/** A missing property is complained about at the property, not at the object around it. */
function pointersOf(error: TypeBoxError, part: RequestInvalid['part']): string[] {
  const missing = error.keyword === 'required' ? error.params.requiredProperties : [];
  const pointers = missing.length > 0 ? missing.map((name) => `${error.instancePath}/${name}`) : [error.instancePath];
  return part === 'body' ? pointers : pointers.map((pointer) => pointer.replace(/^\//, ''));
}

function detailOf(error: TypeBoxError, all: readonly TypeBoxError[], say: (error: TypeBoxError) => string): string {
  if (error.keyword !== 'const') return say(error);
  const allowed = all.flatMap((other) =>
    other.keyword === 'const' && other.instancePath === error.instancePath ? [String(other.params.allowedValue)] : [],
  );
  return `${say(error)}: ${allowed.join(', ')}`;
}

/** Texts of the catalogue fill title and detail; fields at fault are listed with a code and a text each. */
export function problemOf(error: SekishoError, language: Language, requestId: string): Problem {
  const text = errorText(language, error.code);
  const invalid = error.cause instanceof RequestInvalid ? fieldErrorsOf(error.cause, language) : [];
  const given = (error.options.errors ?? []).map((field) => ({
    pointer: field.pointer,
    code: field.code,
    detail: field.detail ?? advice(field.code, language),
  }));
  const errors = [...invalid, ...given];
  return {
    type: `urn:sekisho:problem:${error.code}`,
    title: text.title,
    status: errorCatalogue[error.code].status,
    detail: text.action,
    code: error.code,
    requestId,
    ...(errors.length > 0 ? { errors } : {}),
    ...(error.options.notice === undefined ? {} : { notice: error.options.notice }),
  };
}
