/** Signed texts: what is signed travels as an opaque string under a domain, and is verified before anybody parses it. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { SignedText, Signer, SignerRole, SigningDomain } from '@sekisho/contracts';
import { decodeBase64Url } from './encoding.ts';
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

/** The text, if a signer in one of `roles` signed it under `domain`. See `verifySigners` for the codes. */
export function verifyText(
  domain: SigningDomain,
  signed: SignedText,
  signers: readonly Signer[],
  roles: readonly SignerRole[],
): Result<string> {
  const verified = verifySigners(
    domain,
    signed,
    signers.filter((signer) => roles.includes(signer.role)),
  );
  return verified.ok ? accept(signed.text) : verified;
}

/**
 * Who of `signers` signed. Signatures by others are ignored (a text may carry more, for keys a reader does not hold yet), but
 * one that claims a known signer and does not hold refuses the whole: `signature-invalid`. None at all: `signer-unknown`.
 */
export function verifySigners(
  domain: SigningDomain,
  signed: SignedText,
  signers: readonly Signer[],
): Result<readonly Signer[]> {
  // Lone surrogates all encode to the same bytes: two texts would share one signature.
  if (!signed.text.isWellFormed()) return refuse('signature-invalid');
  const bytes = signedBytes(domain, signed.text);
  const valid: Signer[] = [];
  for (const { keyId, signature } of signed.signatures) {
    const signer = signers.find((candidate) => candidate.keyId === keyId);
    if (signer === undefined) continue;
    const signatureBytes = decodeBase64Url(signature);
    if (signatureBytes === null || !isValid(signer, bytes, signatureBytes)) return refuse('signature-invalid');
    valid.push(signer);
  }
  return valid.length === 0 ? refuse('signer-unknown') : accept(valid);
}

function signedBytes(domain: SigningDomain, text: string): Buffer {
  return Buffer.from(`sekisho/${domain}/v1\n${text}`, 'utf8');
}

const keyTypes = { ES256: 'ec', RS256: 'rsa', EdDSA: 'ed25519' } as const;

function isValid(signer: Signer, bytes: Buffer, signature: Buffer): boolean {
  const key = publicKeyOf(signer);
  if (key === null || key.asymmetricKeyType !== keyTypes[signer.algorithm]) return false;
  try {
    switch (signer.algorithm) {
      case 'ES256':
        return (
          key.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
          verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)
        );
      case 'RS256':
        return verify('sha256', bytes, key, signature);
      case 'EdDSA':
        return verify(null, bytes, key, signature);
    }
  } catch {
    return false;
  }
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
