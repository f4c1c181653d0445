/** The root that a server's certificate leads to, as an installer would pin it. */
import type { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';

/** PEM of the last certificate of the chain that the server on this port sends. */
export function rootOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      let link: X509Certificate | undefined = socket.getPeerX509Certificate();
      while (link?.issuerCertificate !== undefined && link.issuerCertificate.fingerprint256 !== link.fingerprint256)
        link = link.issuerCertificate;
      socket.destroy();
      if (link === undefined) reject(new Error('no certificate'));
      else resolve(link.toString());
    });
    socket.once('error', reject);
  });
}
