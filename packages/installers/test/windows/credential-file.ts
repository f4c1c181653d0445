/** Reads and writes the credential file of the run-as tool (I13) by its description: another hand than the tool's own. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

export interface Credential {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly expiresAtMs: number;
  readonly installerSha256: string;
}

const magic = 'SEKISHO-RUN-AS-1';
const headerBytes = 128;
const textBytes = 512;
const secretBytes = 3 * textBytes;
/** Between 1601 and 1970, in tenths of microseconds. */
const epochOffset = 116_444_736_000_000_000n;

const keyOf = (toolKey: string, header: Buffer) =>
  createHmac('sha256', Buffer.from(toolKey, 'latin1')).update(header.subarray(0, 48)).digest();

/** @throws for what this key did not seal */
export function openCredential(file: Buffer, toolKey: string): Credential {
  const header = file.subarray(0, headerBytes);
  if (file.length !== headerBytes + secretBytes + 16 || header.toString('latin1', 0, 16) !== magic)
    throw new Error('no credential file');
  const cipher = createDecipheriv('aes-256-gcm', keyOf(toolKey, header), header.subarray(48, 60));
  cipher.setAAD(header).setAuthTag(file.subarray(-16));
  const secret = Buffer.concat([cipher.update(file.subarray(headerBytes, -16)), cipher.final()]);
  const text = (index: number) => {
    const [ended = ''] = secret.toString('utf16le', index * textBytes, (index + 1) * textBytes).split('\0');
    return ended;
  };
  return {
    user: text(0),
    domain: text(1),
    password: text(2),
    expiresAtMs: Number((header.readBigUInt64LE(64) - epochOffset) / 10_000n),
    installerSha256: header.toString('hex', 72, 104),
  };
}

/** @param random 44 bytes */
export function sealCredential(credential: Credential, toolKey: string, random: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write(magic, 'latin1');
  random.copy(header, 16);
  header.writeBigUInt64LE(BigInt(credential.expiresAtMs) * 10_000n + epochOffset, 64);
  header.write(credential.installerSha256, 72, 'hex');
  const secret = Buffer.alloc(secretBytes);
  [credential.user, credential.domain, credential.password].forEach((text, index) => {
    secret.write(text, index * textBytes, 'utf16le');
  });
  const cipher = createCipheriv('aes-256-gcm', keyOf(toolKey, header), header.subarray(48, 60));
  cipher.setAAD(header);
  return Buffer.concat([header, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}
