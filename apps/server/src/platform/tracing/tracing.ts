/** Traces as a port: what somebody set in motion, from process to process, until the device has said what came of it. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Traceparent } from '@sekisho/contracts';

/** No names, serial numbers or addresses: what is told here leaves the installation. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

export interface SpanStart {
  readonly name: string;
  /** Only what this installation has written itself. */
  readonly parent: Traceparent | null;
  /** Now unless given. */
  readonly startedAtMs?: number;
  /** What somebody else claims to belong to: pointed at, never believed. */
  readonly link?: Traceparent | null;
}

export interface OpenSpan {
  /** For what follows from it. */
  readonly traceparent: Traceparent;
  /** One that is never ended is never told. */
  end(attributes?: SpanAttributes): void;
}

export interface TracedRequest {
  readonly method: string;
  /** With the names of parameters, not their values. */
  readonly path: string;
  /** Of its answer, when it does not fail. */
  readonly success: number;
}

export interface Tracing {
  /** The context of what runs now; `null`: it is not traced. */
  current(): Traceparent | null;
  /** Begins a trace with what a person asks for, and runs it within. */
  request<T>(asked: TracedRequest, work: () => Promise<T>): Promise<T>;
  /** Runs a part of what runs now. */
  within<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Without a parent that is traced nothing is begun. */
  begin(span: SpanStart): OpenSpan | null;
  /** What a caller claims to continue, well-formed; `null` too where nobody wants to know. */
  claimed(headers: IncomingHttpHeaders): Traceparent | null;
  /** Tells one in so many of the calls that begin no trace; `null`: none, and nobody need ask. */
  readonly answered: ((method: string, path: string, status: number, elapsedMs: number) => void) | null;
}

export interface RunningTracing extends Tracing {
  /** Sends what is waiting. */
  stop(): Promise<void>;
}

export const tracingOff: RunningTracing = {
  current: () => null,
  request: (_asked, work) => work(),
  within: (_name, work) => work(),
  begin: () => null,
  claimed: () => null,
  answered: null,
  stop: async () => {},
};

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What people change is traced as a whole, each time; all else is seen from outside alone, one in so many. */
export function beginsTrace(method: string, path: string): boolean {
  return path.startsWith('/api/') && !safeMethods.has(method);
}
