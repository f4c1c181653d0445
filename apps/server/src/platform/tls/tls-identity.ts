/** What the rest of the server may know about its HTTPS certificate. */

export interface TlsFacts {
  /** PEM of the self-made root that agents pin; `null` with an operator's own certificate. */
  readonly rootPem: string | null;
  /** Base64 SHA-256 of the server's public key, as curl's `--pinnedpubkey sha256//…` wants it. */
  readonly publicKeyPin: string;
}
