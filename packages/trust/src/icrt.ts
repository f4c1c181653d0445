/**
 * The file of a standalone client, `<clientId>.icrt`: packed, then encrypted to the organization's import key (ECDH on P-256 with a key
 * made for this file, HKDF-SHA-256, AES-256-GCM). Whoever finds it reads nothing in it, and a changed bit is noticed.
 *
 * `ICRT` ‖ version (1) ‖ organization id (16) ‖ client id (16) ‖ key id (16) ‖ ephemeral point (65) ‖ ciphertext ‖ tag (16). All before the
 * ciphertext is authenticated; key and nonce are derived with it as salt, so that no two files share them.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { type IcrtFaultCode, icrtContentMaxBytes, icrtMaxBytes } from '@sekisho/contracts';
import { importPublicKey, keyIdOf } from './signing-key.ts';

export interface IcrtNames {
  readonly organizationId: string;
  readonly clientId: string;
}

export type OpenedIcrt =
  | { readonly ok: true; readonly clientId: string; readonly content: Buffer }
  | { readonly ok: false; readonly code: IcrtFaultCode };

const magic = Buffer.from('ICRT');
const formatVersion = 1;
const idBytes = 16;
const pointBytes = 65;
const tagBytes = 16;
const organizationAt = magic.length + 1;
const clientAt = organizationAt + idBytes;
const keyAt = clientAt + idBytes;
const pointAt = keyAt + idBytes;
const headerBytes = pointAt + pointBytes;
const keyBytes = 32;
const nonceBytes = 12;

const pack = (content: Uint8Array) =>
  new Promise<Buffer>((resolve, reject) => {
    deflateRaw(content, (error, packed) => (error === null ? resolve(packed) : reject(error)));
  });

const unpack = (packed: Uint8Array) =>
  new Promise<Buffer>((resolve, reject) => {
    const options = { maxOutputLength: icrtContentMaxBytes };
    inflateRaw(packed, options, (error, content) => (error === null ? resolve(content) : reject(error)));
  });

const bytesOfUuid = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');
const uuidOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function secretsOf(shared: Buffer, header: Buffer): { readonly key: Buffer; readonly nonce: Buffer } {
  const derived = Buffer.from(hkdfSync('sha256', shared, header, 'sekisho/icrt/v1', keyBytes + nonceBytes));
  return { key: derived.subarray(0, keyBytes), nonce: derived.subarray(keyBytes) };
}

/** @param importKey SPKI DER in base64url, as an installer carries it. Throws when it is no P-256 key, or the content is too large. */
export async function sealIcrt(
  { organizationId, clientId }: IcrtNames,
  importKey: string,
  content: Uint8Array,
): Promise<Buffer> {
  const recipient = importPublicKey(Buffer.from(importKey, 'base64url'));
  if (recipient === null) throw new Error('the import key is no P-256 key');
  const ephemeral = createECDH('prime256v1');
  const point = ephemeral.generateKeys();
  const header = Buffer.concat([
    magic,
    Buffer.from([formatVersion]),
    bytesOfUuid(organizationId),
    bytesOfUuid(clientId),
    Buffer.from(keyIdOf(importKey), 'hex'),
    point,
  ]);
  const { x = '', y = '' } = recipient.export({ format: 'jwk' });
  const recipientPoint = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const { key, nonce } = secretsOf(ephemeral.computeSecret(recipientPoint), header);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header);
  const sealed = Buffer.concat([header, cipher.update(await pack(content)), cipher.final(), cipher.getAuthTag()]);
  if (sealed.length > icrtMaxBytes || content.length > icrtContentMaxBytes) throw new Error('too large an inventory');
  return sealed;
}

/** Opens the files of one organization. @param keys private P-256 keys, also those no longer given out */
export function createIcrtOpener(
  organizationId: string,
  keys: readonly KeyObject[],
): (file: Uint8Array) => Promise<OpenedIcrt> {
  const own = bytesOfUuid(organizationId);
  const curves = new Map(keys.map((key) => [keyIdOf(publicTextOf(key)), curveOf(key)]));
  return async (file) => {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    const fault = faultOf(bytes);
    if (fault !== null) return { ok: false, code: fault };
    if (!own.equals(bytes.subarray(organizationAt, clientAt))) return { ok: false, code: 'wrong-organization' };
    const curve = curves.get(bytes.subarray(keyAt, pointAt).toString('hex'));
    if (curve === undefined) return { ok: false, code: 'import-key-unknown' };
    const packed = decrypt(curve, bytes);
    if (packed === null) return { ok: false, code: 'damaged' };
    try {
      const content = await unpack(packed);
      return { ok: true, clientId: uuidOf(bytes.subarray(clientAt, keyAt)), content };
    } catch (error) {
      return { ok: false, code: isTooLarge(error) ? 'too-large' : 'damaged' };
    }
  };
}

const isTooLarge = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

const publicTextOf = (privateKey: KeyObject) =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url');

function curveOf(privateKey: KeyObject): ECDH {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  return curve;
}

function faultOf(bytes: Buffer): IcrtFaultCode | null {
  if (bytes.length > icrtMaxBytes) return 'too-large';
  if (!magic.equals(bytes.subarray(0, magic.length))) return 'not-icrt';
  if (bytes[magic.length] !== formatVersion) return 'icrt-version';
  return bytes.length < headerBytes + tagBytes ? 'damaged' : null;
}

/** `null` unless every bit is as it was written. */
function decrypt(curve: ECDH, bytes: Buffer): Buffer | null {
  const header = bytes.subarray(0, headerBytes);
  try {
    const { key, nonce } = secretsOf(curve.computeSecret(header.subarray(pointAt)), header);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(header).setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(headerBytes, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
