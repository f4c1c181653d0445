/** Where passkeys work: under a name by HTTPS, or on the machine itself; never under an IP address (WebAuthn, "effective domain"). Pure. */
import { isIP } from 'node:net';

export interface PasskeyPlace {
  /** As the browser will say it: scheme, name, port. */
  readonly origin: string;
  readonly rpId: string;
}

export interface AskedAt {
  readonly protocol: string;
  /** With the port, if it is not the scheme's own. */
  readonly host: string;
  readonly hostname: string;
}

/** `null`: no browser gives a passkey there. */
export function passkeyPlaceOf({ protocol, host, hostname }: AskedAt): PasskeyPlace | null {
  const name = hostname.toLowerCase();
  if (name === '' || isIP(name.replace(/^\[|\]$/g, '')) !== 0) return null;
  if (protocol !== 'https' && name !== 'localhost') return null;
  return { origin: `${protocol}://${host.toLowerCase()}`, rpId: name };
}
