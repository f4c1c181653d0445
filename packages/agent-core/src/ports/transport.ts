/** The way to the server: one request and one answer, and a socket that only ever says 'check in'. */

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With the query, beginning with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** The answer's body is wanted as bytes. */
  readonly binary?: boolean;
  /** Only for signed time: a certificate under the pinned root that is wrong by its dates alone is let pass. */
  readonly allowExpiredDates?: boolean;
}

export interface TransportAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Of a request that wanted them; then `body` is empty. */
  readonly bytes?: Uint8Array;
}

/** `tls-date`: refused for the dates of a certificate alone. `proxy-auth-required`: the proxy wants a user name (407). */
export type TransportErrorKind =
  | 'offline'
  | 'timeout'
  | 'proxy-auth-required'
  | 'proxy-failed'
  | 'tls'
  | 'tls-date'
  | 'answer-too-large';

/** No answer came. The only thing a transport throws. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: TransportErrorKind;
  constructor(kind: TransportErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

export interface Transport {
  /** @throws {TransportError} and nothing else; any status of HTTP is an answer */
  request(request: TransportRequest): Promise<TransportAnswer>;
  /**
   * From now on, certificates under a pinned root are judged by this time wherever it is not `null`, for all connections to come: the
   * way to the server for a device whose clock is wrong and who knows it.
   */
  judgeDatesAt?(now: () => number | null): void;
}

export interface LiveClosed {
  /** Of a refused upgrade. */
  readonly status: number | null;
  readonly retryAfter?: string | undefined;
  /** Of a WebSocket that was open. */
  readonly code?: number;
}

export interface LiveHandlers {
  opened(): void;
  message(text: string): void;
  /** Exactly once per socket, also when it never opened. */
  closed(reason: LiveClosed): void;
}

export interface LiveSocket {
  /** Quietly; `closed` still follows. */
  close(): void;
}

export interface LiveConnector {
  open(
    request: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
    handlers: LiveHandlers,
  ): LiveSocket;
}
