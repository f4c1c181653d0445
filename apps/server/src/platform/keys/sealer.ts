/** Sealing of secrets at rest: AES-256-GCM under the key-encryption key, bound to a context so that none can stand in for another. */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Randomness } from '../ids.ts';

export interface Sealer {
  /** Of the key in use; 16 hexadecimal digits. */
  readonly keyId: string;
  /** @param context what the secret is and whose, for example `tls-authority/root`; needed again to open it */
  seal(plain: Uint8Array, context: string): Buffer;
  /** Throws `UnsealError` when it was sealed under another key or context, or was changed. */
  open(sealed: Uint8Array, context: string): Buffer;
}

export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

const formatVersion = 1;
const keyIdBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + keyIdBytes + nonceBytes;

function derive(masterKey: Uint8Array, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(), `sekisho/${purpose}`, bytes));
}

/** What the database remembers of the key: says whether it is the same one, and nothing about it. */
export function fingerprintOf(masterKey: Uint8Array): string {
  return derive(masterKey, 'fingerprint/v1', 32).toString('hex');
}

/** @param masterKey 32 bytes. Layout of what is sealed: version ‖ key id ‖ nonce ‖ ciphertext ‖ tag. */
export function createSealer(masterKey: Uint8Array, randomness: Randomness): Sealer {
  const key = derive(masterKey, 'seal/v1', 32);
  const keyId = derive(masterKey, 'key-id/v1', keyIdBytes);
  return {
    keyId: keyId.toString('hex'),
    seal(plain, context) {
      const header = Buffer.concat([Buffer.from([formatVersion]), keyId, randomness.bytes(nonceBytes)]);
      const cipher = createCipheriv('aes-256-gcm', key, header.subarray(1 + keyIdBytes));
      cipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
      return Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length < headerBytes + tagBytes || bytes[0] !== formatVersion) {
        throw new UnsealError(`not a sealed secret (${context})`);
      }
      if (!bytes.subarray(1, 1 + keyIdBytes).equals(keyId))
        throw new UnsealError(`sealed under another key (${context})`);
      const header = bytes.subarray(0, headerBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(1 + keyIdBytes));
      decipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(headerBytes, -tagBytes)), decipher.final()]);
      } catch (cause) {
        throw new UnsealError(`changed, or sealed for something else (${context})`, { cause });
      }
    },
  };
}
