/** A passkey in software: makes assertions as an authenticator and a browser do together, and any wrong one a test wants. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Signature, Signer } from '@sekisho/contracts';
import { keyIdOf, signedBytes } from '@sekisho/trust';

export interface AssertionChanges {
  readonly origin?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly counter?: number;
  readonly clientData?: Readonly<Record<string, unknown>>;
}

export interface SoftwarePasskey {
  readonly signer: Signer;
  readonly privateKey: KeyObject;
  assert(domain: Parameters<typeof signedBytes>[0], text: string, changes?: AssertionChanges): Signature;
}

const present = 0x01;
const verified = 0x04;
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

function keyPairOf(algorithm: Signer['algorithm']): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

export function createSoftwarePasskey(
  of: { readonly origin: string; readonly rpId: string },
  more: Partial<Pick<Signer, 'algorithm' | 'holder' | 'name'>> = {},
): SoftwarePasskey {
  const { algorithm = 'ES256', ...named } = more;
  const pair = keyPairOf(algorithm);
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  const keyId = keyIdOf(publicKey);
  return {
    signer: { keyId, role: 'approver', algorithm, publicKey, use: 'passkey', credentialId: 'AAAA', ...named },
    privateKey: pair.privateKey,
    assert(domain, text, changes = {}) {
      const { origin = of.origin, rpId = of.rpId, flags = present | verified, counter = 7 } = changes;
      const authenticatorData = Buffer.concat([sha256(rpId), Buffer.from([flags, 0, 0, 0, counter])]);
      const challenge = sha256(signedBytes(domain, text)).toString('base64url');
      const clientData = { type: 'webauthn.get', challenge, origin, crossOrigin: false, ...changes.clientData };
      const clientDataJson = Buffer.from(JSON.stringify(clientData));
      const signed = Buffer.concat([authenticatorData, sha256(clientDataJson)]);
      const signature = sign(algorithm === 'EdDSA' ? null : 'sha256', signed, pair.privateKey);
      return {
        keyId,
        signature: signature.toString('base64url'),
        passkey: {
          authenticatorData: authenticatorData.toString('base64url'),
          clientDataJson: clientDataJson.toString('base64url'),
        },
      };
    },
  };
}
