/** The recovery key in the browser: read from what a person types, used by WebCrypto, sent nowhere. */
import type { Signature, TrustSet } from '@sekisho/contracts';
import { fromBase64Url, sha256, signedBytes, toBase64Url, utf8 } from './encoding.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const scalarBytes = 32;
const checksumBytes = 3;
/** Length of the point at the end of a P-256 key in SPKI DER, without its first byte. */
const pointBytes = 64;

/** The private scalar; `null` where a character is wrong. As packages/trust reads it. */
export async function readRecoveryKey(typed: string): Promise<Uint8Array | null> {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{56}$/.test(plain)) return null;
  const bits = [...plain].reduce((sum, character) => (sum << 5n) | BigInt(alphabet.indexOf(character)), 0n);
  const hex = bits.toString(16).padStart(2 * (scalarBytes + checksumBytes), '0');
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const scalar = bytes.slice(0, scalarBytes);
  const checksum = (await sha256(utf8('sekisho/recovery-key/v1\n'), scalar)).slice(0, checksumBytes);
  return checksum.every((byte, index) => byte === bytes[scalarBytes + index]) ? scalar : null;
}

/** `null`: not the recovery key of this organization. */
export async function signWithRecoveryKey(typed: string, text: string, set: TrustSet): Promise<Signature | null> {
  const scalar = await readRecoveryKey(typed);
  const signer = set.signers.find(({ role }) => role === 'recovery');
  if (scalar === null || signer === undefined) return null;
  const point = fromBase64Url(signer.publicKey).slice(-pointBytes);
  const curve = { kty: 'EC', crv: 'P-256', x: toBase64Url(point.slice(0, 32)), y: toBase64Url(point.slice(32)) };
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const how = { name: 'ECDSA', hash: 'SHA-256' };
  try {
    const secret = { ...curve, d: toBase64Url(scalar) };
    const privateKey = await crypto.subtle.importKey('jwk', secret, algorithm, false, ['sign']);
    const publicKey = await crypto.subtle.importKey('jwk', curve, algorithm, false, ['verify']);
    const bytes = signedBytes('trust-set', text);
    const signature = await crypto.subtle.sign(how, privateKey, bytes);
    const holds = await crypto.subtle.verify(how, publicKey, signature, bytes);
    return holds ? { keyId: signer.keyId, signature: toBase64Url(signature) } : null;
  } catch {
    // Browsers refuse a scalar that does not belong to the point.
    return null;
  }
}
