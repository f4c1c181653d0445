/** The part of a request that says who is asking. */
import type { IncomingHttpHeaders } from 'node:http';

export interface AuthenticatedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Whether it came over TLS, to us or to a trusted proxy: decides the name of the session's cookie. */
  readonly secure: boolean;
  readonly remoteAddress: string;
}
