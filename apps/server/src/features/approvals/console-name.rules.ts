/** Under which name passkeys can be made and used. Pure. */
import { isIP } from 'node:net';
import type { ConsoleName } from '@sekisho/contracts';

/**
 * Browsers give passkeys only to trusted pages with a name: https and no IP address, or this very machine's localhost. `null`: passkeys
 * cannot be used there.
 */
export function consoleNameOf(consoleUrl: string): ConsoleName | null {
  const { protocol, hostname, origin } = new URL(consoleUrl);
  if (hostname === 'localhost') return { origin, rpId: hostname };
  const isAddress = hostname.startsWith('[') || isIP(hostname) !== 0;
  return protocol === 'https:' && !isAddress ? { origin, rpId: hostname } : null;
}
