/** Certificates for tests, as wrong as they are wanted. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

export interface Issued {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Authority {
  readonly pem: string;
  /** @param ageDays begun so long ago; good for ten days */
  issue(host: string, ageDays?: number): Promise<Issued>;
}

export async function createAuthority(name: string, ageDays = 1): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - ageDays * day),
    notAfter: new Date(Date.now() + 3650 * day),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    pem: root.toString('pem'),
    async issue(host, leafAgeDays = 1) {
      const leafKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const begun = Date.now() - leafAgeDays * day;
      const type = /^[\d.]+$/.test(host) ? 'ip' : 'dns';
      const leaf = await x509.X509CertificateGenerator.create({
        subject: `CN=${host}`,
        issuer: root.subject,
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        notBefore: new Date(begun),
        notAfter: new Date(begun + 10 * day),
        extensions: [new x509.SubjectAlternativeNameExtension([{ type, value: host }])],
      });
      const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey)).toString('base64');
      return {
        certificate: `${leaf.toString('pem')}\n${root.toString('pem')}`,
        privateKey: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
      };
    },
  };
}
