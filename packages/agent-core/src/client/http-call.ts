/** One call of the device protocol: an answer that fits its schema, or a failure that says what kind it is. */
import { type ApprovableText, type ErrorCode, isErrorCode, Problem, type Traceparent } from '@sekisho/contracts';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { CheckInFailure } from '../agent/agent-types.ts';
import { retryAfterMsOf } from '../backoff.ts';
import { type Transport, type TransportAnswer, TransportError, type TransportRequest } from '../ports/transport.ts';

export interface CallFailure {
  readonly ok: false;
  readonly failure: CheckInFailure;
  readonly status: number | null;
  /** The server's sentence for a person, where it gave one. */
  readonly detail: string | null;
  readonly retryAfterMs: number | null;
  /** With `deregistered`: what came as the notice, not verified yet. */
  readonly notice: ApprovableText | null;
  /** Why a notice that came was not believed. */
  readonly noticeRefused: ErrorCode | null;
}

/** Why the server itself, by its own code, can never take what was sent; `null`: it may yet, or something in between said so. */
export function contentFault({ status, failure: what }: CallFailure): ErrorCode | null {
  return (status === 400 || status === 413) && isErrorCode(what) ? what : null;
}

export type CallOutcome<T> = { readonly ok: true; readonly value: T } | CallFailure;

export interface DeviceCall {
  readonly method: TransportRequest['method'];
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly traceparent?: Traceparent | undefined;
  readonly allowExpiredDates?: boolean;
}

export interface CallTools {
  readonly transport: Transport;
  readonly userAgent: string;
  readonly timeoutMs: number;
}

/** Never throws for what came from outside. */
export async function call<S extends TSchema>(
  tools: CallTools,
  request: DeviceCall,
  schema: S,
): Promise<CallOutcome<Static<S>>> {
  let answer: TransportAnswer;
  try {
    answer = await tools.transport.request(toRequest(tools, request));
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return failure(error.kind, { detail: error.message });
  }
  const value = parse(answer.body);
  if (answer.status !== 200 && answer.status !== 201) return refusal(answer, value);
  return Check(schema, value) ? { ok: true, value } : failure('statement-malformed', { status: answer.status });
}

/** Part of a file. An answer that is not exactly a part from there on is a failure. */
export async function callForBytes(
  tools: CallTools,
  path: string,
  token: string,
  from: number,
  bytes: number,
): Promise<CallOutcome<Uint8Array>> {
  const request = toRequest(tools, { method: 'GET', path, token });
  const range = { range: `bytes=${from}-${from + bytes - 1}` };
  let answer: TransportAnswer;
  try {
    answer = await tools.transport.request({ ...request, headers: { ...request.headers, ...range }, binary: true });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return failure(error.kind, { detail: error.message });
  }
  const { status, bytes: part } = answer;
  if (status >= 300) return refusal(answer, parse(answer.body));
  const fits = status === 206 && answer.headers['content-range']?.startsWith(`bytes ${from}-`) === true;
  if (!fits || part === undefined || part.length === 0 || part.length > bytes)
    return failure('statement-malformed', { status });
  return { ok: true, value: part };
}

function toRequest({ userAgent, timeoutMs }: CallTools, request: DeviceCall): TransportRequest {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': userAgent };
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`;
  if (request.traceparent !== undefined) headers['traceparent'] = request.traceparent;
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  return {
    method: request.method,
    path: request.path,
    headers,
    timeoutMs,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(request.allowExpiredDates === true ? { allowExpiredDates: true } : {}),
  };
}

export function failure(what: CheckInFailure, facts: Partial<Omit<CallFailure, 'ok' | 'failure'>> = {}): CallFailure {
  const nothing = { status: null, detail: null, retryAfterMs: null, notice: null, noticeRefused: null };
  return { ok: false, failure: what, ...nothing, ...facts };
}

/**
 * A problem's code, where it is one of the catalogue; else only the status: a proxy in between may answer anything. Whoever says
 * `deregistered` says nothing here: only a notice that has been verified does.
 */
function refusal(answer: TransportAnswer, value: unknown): CallFailure {
  const problem = Check(Problem, value) ? value : null;
  const code: ErrorCode | null = problem !== null && isErrorCode(problem.code) ? problem.code : null;
  const believed = code === 'deregistered' ? null : code;
  return failure(believed ?? `http-${answer.status}`, {
    status: answer.status,
    detail: problem?.detail ?? problem?.title ?? null,
    retryAfterMs: retryAfterMsOf(answer.headers['retry-after'], answer.headers['date']),
    notice: answer.status === 410 ? (problem?.notice ?? null) : null,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
