/** The first lines of a backup, readable by anybody: what the file is, and which key opens the rest. */
import { createHash, createHmac, hkdfSync, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Randomness } from '../../platform/ids.ts';
import { fingerprintOf } from '../../platform/keys/sealer.ts';
import { BackupFault } from './backup-fault.ts';
import type { ByteReader } from './byte-reader.ts';

const magic = 'SEKISHO-BACKUP';
export const backupFormat = 1;
const headerMaxBytes = 4096;

const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]+=*$', maxLength: 64 });
const BackupHeader = Type.Object({
  format: Type.Literal(backupFormat),
  createdAt: Type.String({ maxLength: 40 }),
  /** Of the product. */
  version: Type.String({ maxLength: 40 }),
  /** `installation`: the key-encryption key opens it. `passphrase`: a passphrase does, and the key-encryption key is inside. */
  openedBy: Type.Union([Type.Literal('installation'), Type.Literal('passphrase')]),
  /** Of the key-encryption key. */
  fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  salt: Base64,
  /** Says whether a key is the right one before anything is opened with it. */
  check: Base64,
});
export type BackupHeader = Static<typeof BackupHeader>;

export type BackupSecret =
  | { readonly kind: 'installation'; readonly masterKey: Buffer }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

/** Fixed with the format, so that no file can ask for less, or for more memory than there is. */
const scryptCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const scryptAsync = promisify<string, Buffer, number, typeof scryptCost, Buffer>(scrypt);
const shortestPassphrase = 12;

/** Throws `passphrase-short`. */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length < shortestPassphrase) {
    throw new BackupFault(
      'passphrase-short',
      `Whoever finds the backup can try passphrases for years: it must have at least ${shortestPassphrase} characters`,
    );
  }
}

type Facts = Omit<BackupHeader, 'check'>;

/** Every field of the header goes into the key: a changed one opens nothing. */
async function deriveKey(facts: Facts, secret: BackupSecret): Promise<Buffer> {
  const salt = Buffer.from(facts.salt, 'base64');
  const material =
    secret.kind === 'installation'
      ? secret.masterKey
      : await scryptAsync(secret.passphrase.normalize('NFC'), salt, 32, scryptCost);
  const { format, createdAt, version, openedBy, fingerprint } = facts;
  const named = createHash('sha256').update(JSON.stringify([format, createdAt, version, openedBy, fingerprint]));
  return Buffer.from(hkdfSync('sha256', material, salt, `sekisho/backup/v1/${named.digest('hex')}`, 32));
}

const checkOf = (key: Buffer) => createHmac('sha256', key).update('sekisho/backup/check').digest();

export interface MadeHeader {
  readonly text: string;
  readonly key: Buffer;
}

export async function makeHeader(
  facts: { readonly createdAt: string; readonly version: string; readonly masterKey: Buffer },
  secret: BackupSecret,
  randomness: Randomness,
): Promise<MadeHeader> {
  const header: Facts = {
    format: backupFormat,
    createdAt: facts.createdAt,
    version: facts.version,
    openedBy: secret.kind,
    fingerprint: fingerprintOf(facts.masterKey),
    salt: randomness.bytes(32).toString('base64'),
  };
  const key = await deriveKey(header, secret);
  const text = JSON.stringify({ ...header, check: checkOf(key).toString('base64') });
  return { text: `${magic} ${backupFormat}\n${text}\n`, key };
}

/** Throws `not-a-backup`, `backup-newer`. */
export async function readHeader(reader: ByteReader): Promise<BackupHeader> {
  const [first, second] = [await reader.takeLine(64), await reader.takeLine(headerMaxBytes)];
  const format = /^SEKISHO-BACKUP (\d{1,4})$/.exec(first ?? '')?.[1];
  if (format !== undefined && Number(format) > backupFormat)
    throw new BackupFault('backup-newer', 'A newer version of Sekisho made this backup: restore it with that version');
  const header = format === undefined ? null : parse(second ?? '');
  if (!Check(BackupHeader, header)) throw new BackupFault('not-a-backup', 'This file is no backup of Sekisho');
  return header;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Throws `backup-foreign`, `passphrase-wrong`, `backup-damaged`. */
export async function openHeader(header: BackupHeader, secret: BackupSecret): Promise<Buffer> {
  if (secret.kind === 'installation' && fingerprintOf(secret.masterKey) !== header.fingerprint) {
    throw new BackupFault(
      'backup-foreign',
      `The backup is of another installation: its key-encryption key begins with ${header.fingerprint.slice(0, 8)}`,
    );
  }
  const key = await deriveKey(header, secret);
  const given = Buffer.from(header.check, 'base64');
  const own = checkOf(key);
  if (given.length === own.length && timingSafeEqual(given, own)) return key;
  if (secret.kind === 'passphrase')
    throw new BackupFault(
      'passphrase-wrong',
      'The passphrase does not open this backup, or its first lines were changed',
    );
  throw new BackupFault('backup-damaged', 'The first lines of the backup were damaged or changed');
}
