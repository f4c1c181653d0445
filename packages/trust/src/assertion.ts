/** A device's proof of its key: a compact JWS (ES256) over the server's nonce, after RFC 7523, without any clock of the device. */
import { type KeyObject, sign, verify } from 'node:crypto';
import { AssertionClaims } from '@sekisho/contracts';
import { Type } from 'typebox';
import { decodeBase64Url, parseAs } from './encoding.ts';
import { accept, type Result, refuse } from './result.ts';

const AssertionHeader = Type.Object({ alg: Type.Literal('ES256'), kid: Type.String({ maxLength: 64 }) });

export interface AssertionFacts {
  readonly deviceId: string;
  readonly privateKey: KeyObject;
  readonly serverNonce: string;
  /** At least 16 characters, never used before; the grant repeats it. */
  readonly deviceNonce: string;
  readonly mark?: string | null;
  readonly machine?: string;
  readonly successor?: string;
}

export function makeAssertion({ deviceId, privateKey, serverNonce, deviceNonce, ...more }: AssertionFacts): string {
  const claims: AssertionClaims = {
    iss: deviceId,
    sub: deviceId,
    aud: 'sekisho-device',
    nonce: serverNonce,
    jti: deviceNonce,
    ...more,
  };
  const input = `${encode({ alg: 'ES256', typ: 'JWT', kid: deviceId })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** Whose assertion it says it is, not verified yet: to find the key. `assertion-invalid` when it is none. */
export function readAssertionDevice(jws: string): Result<string> {
  const opened = split(jws);
  return opened === null ? refuse('assertion-invalid') : accept(opened.deviceId);
}

/** The claims, if this key signed them and they speak of one device throughout; else `assertion-invalid`. Check the nonce yourself. */
export function verifyAssertion(jws: string, publicKey: KeyObject): Result<AssertionClaims> {
  const opened = split(jws);
  if (opened === null) return refuse('assertion-invalid');
  const { input, signature, deviceId, payload } = opened;
  if (!verify('sha256', Buffer.from(input), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature))
    return refuse('assertion-invalid');
  const claims = parseAs(AssertionClaims, payload.toString('utf8'));
  if (!claims.ok || claims.value.iss !== deviceId || claims.value.sub !== deviceId) return refuse('assertion-invalid');
  return claims;
}

function split(jws: string): { input: string; signature: Buffer; deviceId: string; payload: Buffer } | null {
  const [header, payload, signature, ...rest] = jws.split('.').map(decodeBase64Url);
  if (!header || !payload || !signature || rest.length > 0) return null;
  const parsed = parseAs(AssertionHeader, header.toString('utf8'));
  if (!parsed.ok) return null;
  return { input: jws.slice(0, jws.lastIndexOf('.')), signature, deviceId: parsed.value.kid, payload };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
