/** Reads certificate and key out of a PKCS #12 file, by openssl: the runtime has no reader of its own. Nothing of it is written to the disk. */
import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Signer } from './cms-signature.ts';

const run = promisify(execFile);

/** Files that Keychain Access writes use ciphers that openssl 3 has put aside. */
async function readPem(file: string, passwordFile: string | null): Promise<string> {
  const password = passwordFile === null ? 'pass:' : `file:${passwordFile}`;
  const args = ['pkcs12', '-in', file, '-passin', password, '-nodes'];
  try {
    return (await run('openssl', args)).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('openssl is missing: install the Debian package openssl');
    return (await run('openssl', [...args, '-legacy'])).stdout;
  }
}

const certificatesIn = (pem: string) =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  );

/** From that of the key up, each vouched for by the next; what does not belong to it is left out. */
function chainFrom(own: X509Certificate, others: readonly X509Certificate[]): X509Certificate[] {
  const chain = [own];
  for (let last = own; ; ) {
    const above = others.find((each) => !chain.includes(each) && last.checkIssued(each) && last.verify(each.publicKey));
    if (above === undefined) return chain;
    chain.push(above);
    last = above;
  }
}

/**
 * @param chainFile more certificates, in PEM: Apple's own, which a file out of the keychain does not hold
 * @throws when it cannot be opened, or holds no key with its certificate
 */
export async function readSignerFile(
  file: string,
  passwordFile: string | null,
  chainFile: string | null,
): Promise<Signer> {
  const pem = await readPem(file, passwordFile);
  const keyText = /-----BEGIN (\w+ )*PRIVATE KEY-----[^-]+-----END (\w+ )*PRIVATE KEY-----/.exec(pem)?.[0];
  if (keyText === undefined) throw new Error('the file holds no key');
  const key = createPrivateKey(keyText);
  const certificates = certificatesIn(pem);
  const own = certificates.find((each) => each.checkPrivateKey(key));
  if (own === undefined) throw new Error('the file holds no certificate of its key');
  const more = chainFile === null ? [] : certificatesIn(await readFile(chainFile, 'utf8'));
  return { key, certificates: chainFrom(own, [...certificates, ...more]).map(({ raw }) => raw) };
}
