/** What a connection to the server needs to know. */
import { X509Certificate } from 'node:crypto';

export interface ConnectionSettings {
  readonly server: URL;
  /** PEM of the root that the server's certificate must lead to; `null`: the roots of the system. */
  readonly rootCertificate: string | null;
  readonly proxy: URL | null;
  /** For a developer's own machine only: any certificate will do. */
  readonly acceptAnyCertificate?: boolean;
  readonly maxSockets: number;
  /** Where the wall clock is known to be wrong: the time by which certificates under the pinned root are judged; `null`: by the wall clock. */
  readonly datesAt?: () => number | null;
}

/** Without a session cache: one connection that lives is all an agent has. */
export function tlsOptions({ rootCertificate, acceptAnyCertificate }: ConnectionSettings) {
  return {
    ...(rootCertificate === null ? {} : { ca: [rootCertificate] }),
    minVersion: 'TLSv1.2' as const,
    rejectUnauthorized: acceptAnyCertificate !== true,
  };
}

/** The root that is pinned; null where the system's roots count: a bundle of many pins nothing. */
export function pinnedRoot({ rootCertificate }: ConnectionSettings): X509Certificate | null {
  const count = rootCertificate?.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0;
  return rootCertificate !== null && count === 1 ? new X509Certificate(rootCertificate) : null;
}

/**
 * Key exchanges that a live connection offers. The hybrid ones with ML-KEM stay in memory as long as the connection, 11 KB of them at the
 * server (ADR 0045); what may be kept by an eavesdropper until it can be broken is a token that was good for an hour. Calls offer all.
 */
export const liveKeyExchanges = 'X25519:P-256:P-384';
