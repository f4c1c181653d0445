/** The device's proof: opens with its own key only, and with nothing in it changed. */
import { createPublicKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateSigningKey, makeAssertion, readAssertionDevice, verifyAssertion } from '../src/index.ts';
import { deviceId, otherId } from './organization.ts';

const key = generateSigningKey();
const publicKey = createPublicKey(key.privateKey);
const facts = { deviceId, privateKey: key.privateKey, serverNonce: 'from-the-server', deviceNonce: '0123456789abcdef' };
const jws = makeAssertion(facts);
const invalid = { ok: false, code: 'assertion-invalid' };

function made(header: object, claims: object): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

const header = { alg: 'ES256', kid: deviceId };
const claims = { iss: deviceId, sub: deviceId, aud: 'sekisho-device', nonce: 'n', jti: '0123456789abcdef' };

describe('an assertion', () => {
  it('says whose it is and what it answers', () => {
    expect(readAssertionDevice(jws)).toEqual({ ok: true, value: deviceId });
    const result = verifyAssertion(jws, publicKey);
    expect(result.ok && [result.value.nonce, result.value.jti]).toEqual(['from-the-server', '0123456789abcdef']);
  });

  it.each([
    ['by another key', makeAssertion({ ...facts, privateKey: generateSigningKey().privateKey })],
    ['without a signature', `${jws.slice(0, jws.lastIndexOf('.'))}.`],
    ['with alg none', made({ ...header, alg: 'none' }, claims)],
    ['with alg HS256', made({ ...header, alg: 'HS256' }, claims)],
    ['without kid', made({ alg: 'ES256' }, claims)],
    ['for another audience', made(header, { ...claims, aud: 'console' })],
    ['about another device', made(header, { ...claims, sub: otherId })],
    ['of another issuer', made(header, { ...claims, iss: otherId })],
    ['with a short nonce', made(header, { ...claims, jti: 'short' })],
    ['with four parts', `${jws}.x`],
    ['of nothing', ''],
    ['of no JSON', `${Buffer.from('x').toString('base64url')}.e30.e30`],
  ])('is refused %s', (_name, changed) => {
    expect(verifyAssertion(changed, publicKey)).toEqual(invalid);
  });

  it('is refused with any bit flipped', () => {
    fc.assert(
      fc.property(fc.nat({ max: jws.length - 1 }), fc.nat({ max: 6 }), (at, bit) => {
        const changed = jws.slice(0, at) + String.fromCharCode(jws.charCodeAt(at) ^ (1 << bit)) + jws.slice(at + 1);
        expect(verifyAssertion(changed, publicKey)).toEqual(invalid);
      }),
      { numRuns: 300 },
    );
  });
});
