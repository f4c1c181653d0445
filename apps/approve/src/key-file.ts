/** The approver's key on this machine: sealed under a passphrase, beside the organization's trust as it was believed last. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Base64Url, Sha256Hex, TrustSet } from '@sekisho/contracts';
import { exportPrivateKey, importPrivateKey, type SigningKey, type TrustState } from '@sekisho/trust';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';

const KeyFile = Type.Object({
  version: Type.Literal(1),
  server: Type.String(),
  salt: Base64Url(64),
  nonce: Base64Url(64),
  sealedKey: Base64Url(1024),
  trust: Type.Object({ set: TrustSet, hash: Sha256Hex, approversEver: Type.Boolean() }),
});
export type KeyFile = Static<typeof KeyFile>;

/** 128 MB and about half a second for each guess. */
const cost = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const cipher = 'aes-256-gcm';
const tagBytes = 16;

const bytesOf = (text: string) => Buffer.from(text, 'base64url');

export function sealKey(key: SigningKey, passphrase: string): Pick<KeyFile, 'salt' | 'nonce' | 'sealedKey'> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const sealing = createCipheriv(cipher, scryptSync(passphrase.normalize('NFC'), salt, 32, cost), nonce);
  const content = Buffer.concat([
    sealing.update(exportPrivateKey(key.privateKey)),
    sealing.final(),
    sealing.getAuthTag(),
  ]);
  const encode = (bytes: Buffer) => bytes.toString('base64url');
  return { salt: encode(salt), nonce: encode(nonce), sealedKey: encode(content) };
}

/** `null`: another passphrase, or a damaged file. */
export function openKey(
  { salt, nonce, sealedKey }: Pick<KeyFile, 'salt' | 'nonce' | 'sealedKey'>,
  passphrase: string,
): SigningKey | null {
  const key = scryptSync(passphrase.normalize('NFC'), bytesOf(salt), 32, cost);
  const content = bytesOf(sealedKey);
  try {
    const opening = createDecipheriv(cipher, key, bytesOf(nonce), { authTagLength: tagBytes });
    opening.setAuthTag(content.subarray(-tagBytes));
    return importPrivateKey(Buffer.concat([opening.update(content.subarray(0, -tagBytes)), opening.final()]));
  } catch {
    return null;
  }
}

/** `null`: there is none, or it is not one of ours. */
export function readKeyFile(file: string): KeyFile | null {
  if (!existsSync(file)) return null;
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Check(KeyFile, content) ? content : null;
}

/** Written whole or not at all, for its owner alone. */
export function writeKeyFile(file: string, content: object): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  writeFileSync(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

export function storedTrust({ set, hash, approversEver }: TrustState): KeyFile['trust'] {
  return { set, hash, approversEver };
}
