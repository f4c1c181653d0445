/** The key-encryption key: a file outside the database, the same on every server of one installation. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createFileOnce } from '../create-file-once.ts';
import type { Db } from '../database/tables.ts';
import type { Randomness } from '../ids.ts';
import { StartError } from '../start-error.ts';
import { fingerprintOf } from './sealer.ts';

export class MasterKeyError extends StartError {
  override readonly name = 'MasterKeyError';
}

const keyBytes = 32;

function parseMasterKey(file: string, text: string): Buffer {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  const key = Buffer.from(trimmed, 'base64');
  if (/^[A-Za-z0-9+/]{43}=$/.test(trimmed) && key.length === keyBytes) return key;
  throw new MasterKeyError(`${file} holds no key: it must be 32 bytes in base64 or hexadecimal`);
}

/** Of our own choosing, unless the settings name one. */
export function masterKeyFileOf(settings: { readonly data: string; readonly masterKeyFile?: string }): string {
  return settings.masterKeyFile ?? path.join(settings.data, 'keys', 'master.key');
}

export interface MasterKeyPlace {
  readonly file: string;
  /** Whether a missing file may be made: only the one of our own choosing, and only for a new installation. */
  readonly mayCreate: boolean;
}

/** Reads the key, or makes it. Throws `MasterKeyError` in words an operator understands. */
export async function loadMasterKey(place: MasterKeyPlace, randomness: Randomness): Promise<Buffer> {
  const read = () =>
    readFile(place.file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return null;
      throw new MasterKeyError(`the key-encryption key ${place.file} cannot be read: ${cause.message}`, { cause });
    });
  let text = await read();
  if (text === null) {
    if (!place.mayCreate) throw new MasterKeyError(missingMessage(place.file));
    await createFileOnce(place.file, `${randomness.bytes(keyBytes).toString('base64')}\n`, randomness);
    text = await read();
  }
  if (text === null) throw new MasterKeyError(missingMessage(place.file));
  return parseMasterKey(place.file, text);
}

function missingMessage(file: string): string {
  return (
    `the key-encryption key ${file} is missing. The database was set up with one: ` +
    'put that file back, or give its place as SEKISHO_MASTER_KEY_FILE'
  );
}

/** Whether an installation has already been bound to a key. */
export async function isInstallationBound(db: Db): Promise<boolean> {
  return (await db.selectFrom('installation').select('id').executeTakeFirst()) !== undefined;
}

/** The same in all processes of an installation, and no secret: a part of its key's fingerprint. */
export async function installationName(db: Db): Promise<string> {
  const bound = await db.selectFrom('installation').select('master_key_fingerprint').executeTakeFirstOrThrow();
  return bound.master_key_fingerprint.slice(0, 16);
}

/** Remembers the key's fingerprint at the first start; throws `MasterKeyError` when the database knows another. */
export async function bindInstallation(db: Db, masterKey: Uint8Array, file: string): Promise<void> {
  const fingerprint = fingerprintOf(masterKey);
  await db
    .insertInto('installation')
    .values({ id: 1, master_key_fingerprint: fingerprint })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { master_key_fingerprint: known } = await db
    .selectFrom('installation')
    .select('master_key_fingerprint')
    .executeTakeFirstOrThrow();
  if (known !== fingerprint) {
    throw new MasterKeyError(
      `the key-encryption key ${file} is not the one this database was set up with ` +
        `(its fingerprint begins with ${fingerprint.slice(0, 8)}, expected ${known.slice(0, 8)}): nothing sealed could be opened`,
    );
  }
}
