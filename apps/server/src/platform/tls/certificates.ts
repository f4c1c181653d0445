/** Makes the root and the server certificates of an installation that was given none. */
import { createHash, createPublicKey, X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import type { Randomness } from '../ids.ts';
import type { ServerName } from './server-names.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;
const rootDays = 20 * 365;
/** What Apple's systems accept at most. */
const leafDays = 397;
const renewalDays = 30;
/** Clocks of devices run behind by some hours; by more, the time call heals them. */
const backdateMs = dayMs;

export interface KeyPair {
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

export interface Issued {
  readonly certificatePem: string;
  readonly keys: KeyPair;
}

export async function generateKeys(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** PKCS #8, for sealing. */
export async function exportKey(key: webcrypto.CryptoKey): Promise<Buffer> {
  return Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
}

/** The pair of a PKCS #8 private key; the public half is computed from it. */
export async function importKeys(pkcs8: Buffer): Promise<KeyPair> {
  const pem = pemOf('PRIVATE KEY', pkcs8);
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return {
    privateKey: await webcrypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), algorithm, true, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', new Uint8Array(spki), algorithm, true, ['verify']),
  };
}

export function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Positive, 127 random bits. */
function serialNumber(randomness: Randomness): string {
  const bytes = randomness.bytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('hex');
}

export async function issueRoot(nowMs: number, randomness: Randomness): Promise<Issued> {
  const keys = await generateKeys();
  const name = `CN=Sekisho Root ${randomness.bytes(4).toString('hex')}, O=Sekisho`;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(randomness),
    subject: name,
    issuer: name,
    notBefore: new Date(nowMs - backdateMs),
    notAfter: new Date(nowMs + rootDays * dayMs),
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, keys };
}

export async function issueLeaf(
  root: Issued,
  keys: KeyPair,
  names: readonly ServerName[],
  nowMs: number,
  randomness: Randomness,
): Promise<string> {
  const rootCertificate = new X509Certificate(root.certificatePem);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(randomness),
    subject: 'CN=Sekisho Server, O=Sekisho',
    issuer: rootCertificate.subject,
    notBefore: new Date(nowMs - backdateMs),
    notAfter: new Date(nowMs + leafDays * dayMs),
    publicKey: keys.publicKey,
    signingKey: root.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(({ type, value }) => ({ type, value }))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(root.keys.publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

/** Whether a leaf still serves: names every one of `names`, is signed by the root and has at least 30 days left. */
export function leafStillServes(
  leafPem: string,
  rootPem: string,
  names: readonly ServerName[],
  nowMs: number,
): boolean {
  const leaf = new NodeCertificate(leafPem);
  if (!leaf.verify(new NodeCertificate(rootPem).publicKey)) return false;
  if (leaf.validToDate.getTime() - nowMs < renewalDays * dayMs) return false;
  return names.every(({ type, value }) => (type === 'ip' ? leaf.checkIP(value) : leaf.checkHost(value)) !== undefined);
}

/** SHA-256 of the public key of the first certificate, base64. */
export function publicKeyPin(certificatePem: string): string {
  const spki = new NodeCertificate(certificatePem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}
