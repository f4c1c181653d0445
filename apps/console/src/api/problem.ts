/** What went wrong with a request, as a value the screens can show: a code of the catalogue, field errors, or no connection. */
import type { FieldError, Problem } from '@sekisho/contracts';

/** Thrown by the client for every answer that is not a success. `code` is `no-connection` where there was no answer at all. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldError[];

  constructor(code: string, status: number, fields: readonly FieldError[] = [], requestId?: string, cause?: unknown) {
    super(code, { cause });
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.requestId = requestId;
  }
}

/** What a proxy in between says by its status alone. */
const codes: Readonly<Record<number, string>> = { 401: 'authentication-required', 413: 'body-too-large' };

/** Reads problem details from a body of unknown shape; anything else becomes `unknown`. */
export function failureOf(status: number, body: unknown): RequestFailed {
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string')
    return new RequestFailed(codes[status] ?? 'unknown', status);
  const problem = body as Partial<Problem>;
  return new RequestFailed(body.code, status, problem.errors ?? [], problem.requestId);
}

export function codeOf(error: unknown): string {
  return error instanceof RequestFailed ? error.code : 'unknown';
}

/** Whether asking again by itself makes sense: the connection, or a server that is not up to it just now. */
export function isPassing(error: unknown): boolean {
  return error instanceof RequestFailed && (error.code === 'no-connection' || error.status >= 502);
}
