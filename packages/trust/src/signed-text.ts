/** Signed texts: what is signed travels as an opaque string under a domain, and is verified before anybody parses it. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Signature, SignedText, Signer, SignerRole, SigningDomain, TrustSet } from '@sekisho/contracts';
import { decodeBase64Url } from './encoding.ts';
import { isPasskeySignature } from './passkey.ts';
import { accept, type Result, refuse } from './result.ts';
import type { SigningKey } from './signing-key.ts';

/** Signs with ES256; the signature is r ‖ s (IEEE P1363, 64 bytes) in base64url. */
export function signText(
  domain: SigningDomain,
  text: string,
  key: Pick<SigningKey, 'keyId' | 'privateKey'>,
): SignedText {
  if (!text.isWellFormed()) throw new Error('a lone surrogate cannot be signed');
  const signature = sign('sha256', signedBytes(domain, text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return { text, signatures: [{ keyId: key.keyId, signature: signature.toString('base64url') }] };
}

/** Whose signatures count, and at which console passkeys sign. */
export type SignerBook = Pick<TrustSet, 'signers' | 'console'>;

/** The text, if a signer in one of `roles` signed it under `domain`. See `verifySigners` for the codes. */
export function verifyText(
  domain: SigningDomain,
  signed: SignedText,
  { signers, console }: SignerBook,
  roles: readonly SignerRole[],
): Result<string> {
  const book = { signers: signers.filter((signer) => roles.includes(signer.role)), console };
  const verified = verifySigners(domain, signed, book);
  return verified.ok ? accept(signed.text) : verified;
}

/**
 * Who of `signers` signed. Signatures by others are ignored (a text may carry more, for keys a reader does not hold yet), but
 * one that claims a known signer and does not hold refuses the whole: `signature-invalid`. None at all: `signer-unknown`.
 */
export function verifySigners(
  domain: SigningDomain,
  signed: SignedText,
  { signers, console }: SignerBook,
): Result<readonly Signer[]> {
  // Lone surrogates all encode to the same bytes: two texts would share one signature.
  if (!signed.text.isWellFormed()) return refuse('signature-invalid');
  const bytes = signedBytes(domain, signed.text);
  const valid: Signer[] = [];
  for (const signature of signed.signatures) {
    const signer = signers.find((candidate) => candidate.keyId === signature.keyId);
    if (signer === undefined) continue;
    if (!isValid(signer, bytes, signature, console)) return refuse('signature-invalid');
    valid.push(signer);
  }
  return valid.length === 0 ? refuse('signer-unknown') : accept(valid);
}

/** What a signature is made over; a passkey signs the SHA-256 of it as its challenge. */
export function signedBytes(domain: SigningDomain, text: string): Buffer {
  return Buffer.from(`sekisho/${domain}/v1\n${text}`, 'utf8');
}

const keyTypes = { ES256: 'ec', RS256: 'rsa', EdDSA: 'ed25519' } as const;

function isValid(signer: Signer, bytes: Buffer, signature: Signature, console: TrustSet['console']): boolean {
  const key = publicKeyOf(signer);
  if (key === null || key.asymmetricKeyType !== keyTypes[signer.algorithm]) return false;
  if (signer.algorithm === 'ES256' && key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return false;
  try {
    return signer.use === 'passkey'
      ? isPasskeySignature(key, signer.algorithm, bytes, signature, console)
      : isPlainSignature(key, signer.algorithm, bytes, signature);
  } catch {
    return false;
  }
}

function isPlainSignature(key: KeyObject, algorithm: Signer['algorithm'], bytes: Buffer, signed: Signature): boolean {
  const signature = decodeBase64Url(signed.signature);
  if (signature === null || signed.passkey !== undefined) return false;
  const how = { key, dsaEncoding: 'ieee-p1363' } as const;
  return verify(algorithm === 'EdDSA' ? null : 'sha256', bytes, how, signature);
}

function publicKeyOf(signer: Signer): KeyObject | null {
  const spki = decodeBase64Url(signer.publicKey);
  if (spki === null) return null;
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
