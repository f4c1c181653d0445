/** The one line that brings a Linux machine in: pasted into its shell, it fetches the installer from this very server. */

export interface EnrolmentCommandInput {
  /** No slash at the end. */
  readonly deviceUrl: string;
  readonly serialNumber: string;
  /** Base64 SHA-256 of the server's public key where devices meet a certificate of our own making; `null` otherwise. */
  readonly publicKeyPin: string | null;
}

/** For a root shell (a minimal Debian has no sudo). With our own certificate no authority vouches for us, so curl checks the very key instead (`-k` leaves the pin in force). */
export function enrolmentCommand({ deviceUrl, serialNumber, publicKeyPin }: EnrolmentCommandInput): string {
  const curl =
    publicKeyPin === null || !deviceUrl.startsWith('https:')
      ? 'curl -fsS'
      : `curl -fsSk --pinnedpubkey 'sha256//${publicKeyPin}'`;
  return `${curl} ${deviceUrl}/install.sh | sh -s -- --serial ${serialNumber}`;
}
