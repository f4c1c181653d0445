/** The one exception services throw: a code of the catalogue, the fields at fault, and the cause for the log. */
import { type ErrorCode, errorCatalogue, type FieldError, type Problem } from '@sekisho/contracts';

export interface SekishoErrorOptions {
  /** Fields at fault; `detail` may be left out and is then the text of `code`. */
  readonly errors?: readonly (Omit<FieldError, 'detail'> & { readonly detail?: string })[];
  /** Goes with `deregistered`: the signed notice. */
  readonly notice?: NonNullable<Problem['notice']>;
  /** Goes with `too-many-requests` and its like: the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

export class SekishoError extends Error {
  readonly code: ErrorCode;
  readonly options: SekishoErrorOptions;

  constructor(code: ErrorCode, options: SekishoErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SekishoError';
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}
