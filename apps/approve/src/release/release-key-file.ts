/** The release key on its owner's machine: sealed under a passphrase as approvers' keys are. */
import { existsSync, readFileSync } from 'node:fs';
import { Base64Url } from '@sekisho/contracts';
import type { SigningKey } from '@sekisho/trust';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { sealKey, writeKeyFile } from '../key-file.ts';

const ReleaseKeyFile = Type.Object({
  version: Type.Literal(1),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  publicKey: Base64Url(256),
  salt: Base64Url(64),
  nonce: Base64Url(64),
  sealedKey: Base64Url(1024),
});
export type ReleaseKeyFile = Static<typeof ReleaseKeyFile>;

/** `null`: there is none, or it is not one of ours. */
export function readReleaseKey(file: string): ReleaseKeyFile | null {
  if (!existsSync(file)) return null;
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Check(ReleaseKeyFile, content) ? content : null;
}

export function writeReleaseKey(file: string, key: SigningKey, name: string, passphrase: string): void {
  const content: ReleaseKeyFile = { version: 1, name, publicKey: key.publicKey, ...sealKey(key, passphrase) };
  writeKeyFile(file, content);
}
