/** Assertions by passkeys (WebAuthn level 2, section 7.2), as far as a device can check them: everything but the counter. */
import { createHash, type KeyObject, verify } from 'node:crypto';
import type { Signature, Signer, TrustSet } from '@sekisho/contracts';
import { Type } from 'typebox';
import { decodeBase64Url, parseAs } from './encoding.ts';

const userPresent = 0x01;
const userVerified = 0x04;
const rpIdHashBytes = 32;
/** Hash of the RP id, flags, counter. */
const shortestAuthenticatorData = 37;

const ClientData = Type.Object({
  type: Type.Literal('webauthn.get'),
  challenge: Type.String(),
  origin: Type.String(),
  crossOrigin: Type.Optional(Type.Literal(false)),
  topOrigin: Type.Optional(Type.Undefined()),
});

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

/**
 * Whether the passkey's holder, present and verified, signed exactly `bytes` at the organization's own console. An assertion carries a
 * counter that devices do not use: each sees only some of them, and what is signed can be used once anyway.
 */
export function isPasskeySignature(
  key: KeyObject,
  algorithm: Signer['algorithm'],
  bytes: Uint8Array,
  { signature, passkey }: Signature,
  console: TrustSet['console'],
): boolean {
  if (console === null || passkey === undefined) return false;
  const authenticatorData = decodeBase64Url(passkey.authenticatorData);
  const clientData = decodeBase64Url(passkey.clientDataJson);
  const signatureBytes = decodeBase64Url(signature);
  if (authenticatorData === null || clientData === null || signatureBytes === null) return false;
  const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
  const holds = verify(algorithm === 'EdDSA' ? null : 'sha256', signed, { key, dsaEncoding: 'der' }, signatureBytes);
  if (!holds) return false;
  return areDataOf(authenticatorData, console.rpId) && isClientDataOf(clientData, bytes, console.origin);
}

function areDataOf(data: Buffer, rpId: string): boolean {
  if (data.length < shortestAuthenticatorData) return false;
  if (!data.subarray(0, rpIdHashBytes).equals(sha256(rpId))) return false;
  const flags = data[rpIdHashBytes] ?? 0;
  return (flags & userPresent) !== 0 && (flags & userVerified) !== 0;
}

function isClientDataOf(data: Buffer, bytes: Uint8Array, origin: string): boolean {
  const parsed = parseAs(ClientData, data.toString('utf8'));
  if (!parsed.ok) return false;
  return parsed.value.challenge === sha256(bytes).toString('base64url') && parsed.value.origin === origin;
}
