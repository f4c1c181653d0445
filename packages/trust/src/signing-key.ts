/** Keys that sign: ES256 (P-256), their ids, how they are stored, and the recovery key as text that a person can copy. */
import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { accept, type Result, refuse } from './result.ts';

export interface SigningKey {
  /** First 32 hexadecimal digits of SHA-256 over the public key's SPKI DER. */
  readonly keyId: string;
  /** SPKI DER in base64url. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

const scalarBytes = 32;
const checksumBytes = 3;
/** Crockford's base 32: without I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const recoveryTextPattern = /^[0-9A-HJKMNP-TV-Z]{56}$/;

/** @param publicKey SPKI DER in base64url */
export function keyIdOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 32);
}

export function generateSigningKey(): SigningKey {
  return signingKeyOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

/** @param pkcs8 DER of a P-256 private key; throws for anything else */
export function importPrivateKey(pkcs8: Uint8Array): SigningKey {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  if (!isP256(key)) throw new Error('not a P-256 private key');
  return signingKeyOf(key);
}

/** PKCS #8 DER. A secret: seal it before it is stored. */
export function exportPrivateKey(privateKey: KeyObject): Uint8Array {
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** A device's or signer's public key; `null` unless it is a P-256 key in SPKI DER. */
export function importPublicKey(spki: Uint8Array): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return isP256(key) ? key : null;
  } catch {
    return null;
  }
}

/** 14 groups of four characters; the last 24 bits of the content are a checksum. */
export function recoveryKeyToText(privateKey: KeyObject): string {
  const scalar = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const bits = BigInt(`0x${Buffer.concat([scalar, checksumOf(scalar)]).toString('hex')}`);
  const characters = Array.from(
    { length: 56 },
    (_, index) => alphabet[Number((bits >> BigInt(5 * (55 - index))) & 31n)],
  );
  return characters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** Reads what a person typed: any case, spaces and hyphens anywhere, O for 0, I and L for 1. `statement-malformed` otherwise. */
export function recoveryKeyFromText(text: string): Result<SigningKey> {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (!recoveryTextPattern.test(plain)) return refuse('statement-malformed');
  const bits = [...plain].reduce((sum, character) => (sum << 5n) | BigInt(alphabet.indexOf(character)), 0n);
  const bytes = Buffer.from(bits.toString(16).padStart(2 * (scalarBytes + checksumBytes), '0'), 'hex');
  const scalar = bytes.subarray(0, scalarBytes);
  if (!checksumOf(scalar).equals(bytes.subarray(scalarBytes))) return refuse('statement-malformed');
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(scalar);
  } catch {
    return refuse('statement-malformed');
  }
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d: scalar.toString('base64url') };
  return accept(signingKeyOf(createPrivateKey({ key: jwk, format: 'jwk' })));
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url');
  return { keyId: keyIdOf(publicKey), publicKey, privateKey };
}

function isP256(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

function checksumOf(scalar: Uint8Array): Buffer {
  return createHash('sha256').update('sekisho/recovery-key/v1\n').update(scalar).digest().subarray(0, checksumBytes);
}
