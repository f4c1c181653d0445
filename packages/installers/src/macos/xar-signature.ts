/**
 * Signs a package that has been stamped: beside its checksum the table names two signatures of it, as Apple's productsign leaves them (RSA over the
 * checksum, and CMS), with the certificates. Everything else in the package is held by checksums in the table, so that all of it is signed.
 */
import { constants, privateEncrypt } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Signer, signDetached, type Timestamp } from './cms-signature.ts';
import { checksumBytes, inHeap, openTable, sealTable } from './xar.ts';
import { element, writeElement } from './xml.ts';

/** DigestInfo of SHA-1 up to the digest (RFC 8017, 9.2). */
const sha1Prefix = Buffer.from('3021300906052b0e03021a05000414', 'hex');
/** Beside the certificates: what a signature and a word on its time take. The rest stays empty, as Apple leaves it. */
const roomForCms = 12 * 1024;
/** The table is small; what it names is not read. */
const mostHeadBytes = 1024 * 1024;

function signatureElements({ certificates }: Signer, rsaBytes: number, cmsBytes: number): string {
  const listed = certificates.map((certificate) => element('X509Certificate', {}, certificate.toString('base64')));
  const keyInfo = element('KeyInfo', { xmlns: 'http://www.w3.org/2000/09/xmldsig#' }, [
    element('X509Data', {}, listed),
  ]);
  return [
    element('signature', { style: 'RSA' }, [...inHeap(checksumBytes, rsaBytes), keyInfo]),
    element('x-signature', { style: 'CMS' }, [...inHeap(checksumBytes + rsaBytes, cmsBytes), keyInfo]),
  ]
    .map((node) => writeElement(node, '    '))
    .join('');
}

/** What lies in the heap moves behind the signatures. */
function signedTable(table: string, signatures: string, bytes: number): string {
  if (/<(x-)?signature\b/.test(table)) throw new Error('the package is signed already');
  const moved = table.replace(/<offset>(\d+)<\/offset>/g, (whole, offset: string) =>
    Number(offset) < checksumBytes ? whole : `<offset>${Number(offset) + bytes}</offset>`,
  );
  return moved.replace(/ *<\/checksum>\n/, (end) => `${end}${signatures}`);
}

export interface SigningOptions {
  readonly signer: Signer;
  readonly nowMs: number;
  /** `null`: the signature ends with its certificate. */
  readonly timestamp: Timestamp | null;
}

/** @returns everything before the first file */
export async function signedHead(table: Buffer, { signer, nowMs, timestamp }: SigningOptions): Promise<Buffer> {
  const bits = signer.key.asymmetricKeyDetails?.modulusLength;
  if (signer.key.asymmetricKeyType !== 'rsa' || bits === undefined)
    throw new Error('the key is not RSA: packages for macOS are signed with nothing else');
  const rsaBytes = Math.ceil(bits / 8);
  const cmsBytes = roomForCms + signer.certificates.reduce((sum, { length }) => sum + length, 0);
  const signatures = signatureElements(signer, rsaBytes, cmsBytes);
  const { head, checksum } = sealTable(Buffer.from(signedTable(table.toString(), signatures, rsaBytes + cmsBytes)));
  const toSign = Buffer.concat([sha1Prefix, checksum]);
  const rsa = privateEncrypt({ key: signer.key, padding: constants.RSA_PKCS1_PADDING }, toSign);
  const cms = await signDetached(checksum, signer, nowMs, timestamp);
  if (cms.length > cmsBytes) throw new Error(`the signature takes ${cms.length} bytes, more than there is room for`);
  return Buffer.concat([head, checksum, rsa, cms, Buffer.alloc(cmsBytes - cms.length)]);
}

/** Writes the signed package as a file of its own: all of it, or none. @throws for what is no package of ours, or signed already */
export async function signPackage(file: string, to: string, options: SigningOptions): Promise<void> {
  const handle = await open(file);
  const begin = Buffer.alloc(mostHeadBytes);
  const { bytesRead } = await handle.read(begin, 0, begin.length, 0).finally(() => handle.close());
  const { table, heapAt } = openTable(begin.subarray(0, bytesRead));
  const head = await signedHead(table, options);
  const fresh = `${to}.new`;
  try {
    const output = createWriteStream(fresh);
    output.write(head);
    await pipeline(createReadStream(file, { start: heapAt + checksumBytes }), output);
    await rename(fresh, to);
  } finally {
    await rm(fresh, { force: true });
  }
}
