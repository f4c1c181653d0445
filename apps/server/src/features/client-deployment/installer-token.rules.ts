/**
 * The token that a downloaded installer carries: which download of which organization it is, and a MAC under a key that no row of the
 * database shows. So the same file can be made again, and a stolen database registers nobody. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface InstallerRef {
  readonly organizationId: string;
  readonly installerId: string;
}

const idBytes = 16;
const tokenPattern = /^[A-Za-z0-9_-]{86}$/;

function macOf(ids: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update('sekisho/installer-token/v1\n').update(ids).digest();
}

const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');
const idOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** Always the same for the same download. 86 signs of base64url. @param key 32 bytes */
export function makeInstallerToken({ organizationId, installerId }: InstallerRef, key: Uint8Array): string {
  const ids = Buffer.concat([bytesOf(organizationId), bytesOf(installerId)]);
  return Buffer.concat([ids, macOf(ids, key)]).toString('base64url');
}

/** `null` for whatever was not made under this key. */
export function openInstallerToken(token: string, key: Uint8Array): InstallerRef | null {
  if (!tokenPattern.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  // One spelling alone: the last sign has bits to spare.
  if (bytes.toString('base64url') !== token) return null;
  const ids = bytes.subarray(0, 2 * idBytes);
  const mac = bytes.subarray(2 * idBytes);
  if (!timingSafeEqual(mac, macOf(ids, key))) return null;
  return { organizationId: idOf(ids.subarray(0, idBytes)), installerId: idOf(ids.subarray(idBytes)) };
}
