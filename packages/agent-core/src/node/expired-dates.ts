/**
 * A TLS connection for signed time alone, to a server whose certificate is wrong by its dates. OpenSSL names only the last thing it
 * found wrong, so everything but the dates is looked at here by hand, and only under a pinned root.
 */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { TransportError } from '../ports/transport.ts';
import { type ConnectionSettings, openTunnel, tlsOptions } from './connection.ts';

const maxChainLength = 5;

export async function connectIgnoringDates(settings: ConnectionSettings, timeoutMs: number): Promise<TLSSocket> {
  const { server, proxy, rootCertificate } = settings;
  if (rootCertificate === null) throw new TransportError('tls-date', 'without a pinned root no date is let pass');
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const port = server.port === '' ? 443 : Number(server.port);
  const tunnel = proxy === null ? { host, port } : { socket: await openTunnel(proxy, host, port) };
  const servername = isIP(host) === 0 ? host : '';
  const socket = connect({ ...tlsOptions(settings), ...tunnel, servername, rejectUnauthorized: false });
  await secured(socket, timeoutMs);
  const leaf = socket.getPeerX509Certificate();
  if (leaf !== undefined && isVouchedFor(leaf, host, new X509Certificate(rootCertificate))) return socket;
  socket.destroy();
  throw new TransportError('tls', 'the certificate is wrong by more than its dates');
}

/** Whether every link holds from this certificate to the root, whatever the dates say, and it is this host's. */
export function isVouchedFor(leaf: X509Certificate, host: string, root: X509Certificate): boolean {
  const named = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  if (named === undefined) return false;
  let link = leaf;
  for (let depth = 0; depth < maxChainLength; depth += 1) {
    if (link.checkIssued(root) && link.verify(root.publicKey))
      return root.ca || link.fingerprint256 === root.fingerprint256;
    const issuer = link.issuerCertificate;
    if (issuer === undefined || !issuer.ca || !link.checkIssued(issuer) || !link.verify(issuer.publicKey)) return false;
    link = issuer;
  }
  return false;
}

function secured(socket: TLSSocket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(new TransportError('timeout', 'no handshake in time')), timeoutMs);
    socket.once('secureConnect', () => {
      clearTimeout(late);
      resolve();
    });
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error instanceof TransportError ? error : new TransportError('offline', error.message, error));
    });
  });
}
