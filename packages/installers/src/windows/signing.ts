/** Signs packages by osslsigncode with the operator's certificate, and leaves room in the signature for what is stamped into each download. */
import { execFile } from 'node:child_process';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { findSlots, makeSlot, slotBytes } from './stamp-slot.ts';
import { addUnsignedRoom } from './unsigned-room.ts';

const run = promisify(execFile);

/** A file with certificate and key, or a token that keeps the key to itself. Passwords are never arguments. */
export type SigningKey =
  | { readonly pkcs12: string; readonly passwordFile: string | null }
  | {
      readonly pkcs11Module: string;
      readonly certificate: string;
      readonly key: string;
      readonly passwordFile: string | null;
    };

export interface Signer {
  readonly key: SigningKey;
  /** RFC 3161; without one signatures end with their certificate. */
  readonly timestampUrl: string | null;
  /** PEM of the roots that vouch for certificate and time; `null`: those this machine trusts. */
  readonly caFile: string | null;
}

function argumentsOf({ key, timestampUrl }: Signer): string[] {
  const named =
    'pkcs12' in key
      ? ['-pkcs12', key.pkcs12]
      : ['-pkcs11module', key.pkcs11Module, '-pkcs11cert', key.certificate, '-key', key.key];
  const password = key.passwordFile === null ? [] : ['-readpass', key.passwordFile];
  return [...named, ...password, '-h', 'sha256', ...(timestampUrl === null ? [] : ['-ts', timestampUrl])];
}

/** Signs the file in place. @throws with what osslsigncode said */
export async function signFile(signer: Signer, file: string): Promise<void> {
  const signed = `${file}.signed`;
  await rm(signed, { force: true });
  await run('osslsigncode', ['sign', ...argumentsOf(signer), '-n', 'Sekisho client', '-in', file, '-out', signed]);
  await rename(signed, file);
}

/** Signs the file in place, with an empty slot in the signature. @throws when the slot does not come out in one piece */
export async function signWithSlot(signer: Signer, file: string): Promise<void> {
  const [signature, signed, unsigned] = [`${file}.p7`, `${file}.signed`, `${file}.unsigned`];
  await Promise.all([signature, signed, unsigned].map((each) => rm(each, { force: true })));
  await rename(file, unsigned);
  const sign = ['sign', ...argumentsOf(signer), '-n', 'Sekisho client', '-in', unsigned, '-out', signed];
  await run('osslsigncode', sign);
  await run('osslsigncode', ['extract-signature', '-in', signed, '-out', signature]);
  await writeFile(signature, addUnsignedRoom(await readFile(signature), makeSlot(null)));
  const roots = signer.caFile === null ? [] : ['-CAfile', signer.caFile, '-TSA-CAfile', signer.caFile];
  // Verifies it as well.
  await run('osslsigncode', ['attach-signature', ...roots, '-sigin', signature, '-in', unsigned, '-out', file]);
  await Promise.all([signature, signed, unsigned].map((each) => rm(each)));
}

/** Where a download's configuration goes: the last slot. @throws when there is none, or it is not in one piece */
export function locateSlot(content: Buffer): number {
  const at = findSlots(content).at(-1);
  if (at === undefined) throw new Error('the package has no room for a configuration');
  if (!content.subarray(at, at + slotBytes).equals(makeSlot(null))) throw new Error('the room is not in one piece');
  return at;
}
