/** Recovery codes: ten, of 80 random bits each, in letters and digits that nobody mistakes; stored as hashes. Pure. */
import { createHash } from 'node:crypto';

export const recoveryCodeCount = 10;
const codeBytes = 10;
/** Crockford's base 32. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `XXXX-XXXX-XXXX-XXXX` */
export function makeRecoveryCode(random: (bytes: number) => Uint8Array): string {
  const bits = Array.from(random(codeBytes), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => signs[Number.parseInt(five, 2)]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** However it was typed: small letters, other dashes, O for 0, I and L for 1. */
export function recoveryCodeHash(administratorId: string, typed: string): Buffer {
  const tidy = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(`recovery-code/${administratorId}/${tidy}`).digest();
}
