/** A detached signature of somebody with an RSA key, with certificates and time: CMS (RFC 5652), SHA-256, PKCS #1 v1.5. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { type DerElement, encode, readElements, tagSequence, tagSet } from '../der.ts';

export interface Signer {
  readonly key: KeyObject;
  /** DER; that of the key first, then those that vouch for it. */
  readonly certificates: readonly Buffer[];
}

const tagInteger = 0x02;
const tagOctets = 0x04;
const tagTime = 0x17;
/** [0] and [1], of several parts each. */
const tagFirst = 0xa0;
const tagSecond = 0xa1;

const sequence = (...parts: readonly Uint8Array[]) => encode(tagSequence, ...parts);
const setOf = (...parts: readonly Buffer[]) => encode(tagSet, ...parts.toSorted(Buffer.compare));
const integer = (value: number) => encode(tagInteger, Buffer.of(value));
const objectId = (hex: string) => Buffer.from(hex, 'hex');

const data = objectId('06092a864886f70d010701');
const signedData = objectId('06092a864886f70d010702');
const contentType = objectId('06092a864886f70d010903');
const messageDigest = objectId('06092a864886f70d010904');
const signingTime = objectId('06092a864886f70d010905');
const timestampToken = objectId('060b2a864886f70d010910020e');
const nothing = Buffer.of(0x05, 0x00);
export const sha256Algorithm = sequence(objectId('0609608648016503040201'), nothing);
const rsaAlgorithm = sequence(objectId('06092a864886f70d010101'), nothing);

const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest();

/** Until 2049. */
const utcTime = (ms: number) =>
  encode(tagTime, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

/** By which a certificate is named: its issuer and its number. */
function nameOf(certificate: Buffer): Buffer {
  const [whole] = readElements(certificate);
  const [content] = readElements(whole?.content ?? Buffer.alloc(0));
  const parts = readElements(content?.content ?? Buffer.alloc(0));
  // The version comes first where there is one.
  const [number, , issuer] = parts[0]?.tag === tagFirst ? parts.slice(1) : parts;
  if (number === undefined || issuer === undefined) throw new Error('this is no certificate');
  return sequence(issuer.whole, number.whole);
}

function attributesOf(content: Uint8Array, nowMs: number): Buffer {
  return setOf(
    sequence(contentType, setOf(data)),
    sequence(signingTime, setOf(utcTime(nowMs))),
    sequence(messageDigest, setOf(encode(tagOctets, sha256Of(content)))),
  );
}

/** Asks somebody else at what time a signature was there; resolves with their word (RFC 3161). */
export type Timestamp = (signature: Buffer) => Promise<Buffer>;

/** @returns ContentInfo in DER */
export async function signDetached(
  content: Uint8Array,
  { key, certificates }: Signer,
  nowMs: number,
  timestamp: Timestamp | null,
): Promise<Buffer> {
  const [own] = certificates;
  if (own === undefined) throw new Error('there is no certificate');
  const attributes = attributesOf(content, nowMs);
  const signature = sign('sha256', attributes, key);
  const word = timestamp === null ? null : await timestamp(signature);
  const [{ content: signed }] = readElements(attributes) as [DerElement];
  const signer = sequence(
    integer(1),
    nameOf(own),
    sha256Algorithm,
    encode(tagFirst, signed),
    rsaAlgorithm,
    encode(tagOctets, signature),
    ...(word === null ? [] : [encode(tagSecond, sequence(timestampToken, setOf(word)))]),
  );
  const whole = sequence(
    integer(1),
    setOf(sha256Algorithm),
    sequence(data),
    encode(tagFirst, ...certificates),
    setOf(signer),
  );
  return sequence(signedData, encode(tagFirst, whole));
}
