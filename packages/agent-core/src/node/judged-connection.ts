/**
 * A TLS connection to a server whose certificate is wrong by its dates as the wall clock sees them. OpenSSL names only the last thing it
 * found wrong, so everything is looked at here by hand, the dates by whoever knows better, and only under a pinned root.
 */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { TransportError } from '../ports/transport.ts';
import { type ConnectionSettings, pinnedRoot, tlsOptions } from './connection-settings.ts';
import { openTunnel } from './tunnel.ts';

const maxChainLength = 5;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';

/** Says whether a certificate's dates will do. */
export type DateJudge = (certificate: X509Certificate) => boolean;

/** For signed time, which is how a device learns what time it is. */
export const anyDate: DateJudge = () => true;

export function validAt(epochMs: number): DateJudge {
  return ({ validFromDate, validToDate }) => validFromDate.getTime() <= epochMs && epochMs <= validToDate.getTime();
}

/** @throws {TransportError} `tls-date` where the judge says no, or no root is pinned; `tls` for anything else about the certificate */
export async function connectJudged(
  settings: ConnectionSettings,
  timeoutMs: number,
  judge: DateJudge,
): Promise<TLSSocket> {
  const { server, proxy } = settings;
  const root = pinnedRoot(settings);
  if (root === null) throw new TransportError('tls-date', 'without a pinned root no date is let pass');
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const port = server.port === '' ? 443 : Number(server.port);
  const tunnel = proxy === null ? { host, port } : { socket: await openTunnel(proxy, host, port) };
  const servername = isIP(host) === 0 ? host : '';
  const socket = connect({ ...tlsOptions(settings), ...tunnel, servername, rejectUnauthorized: false });
  await secured(socket, timeoutMs);
  const leaf = socket.getPeerX509Certificate();
  const chain = leaf === undefined ? null : chainTo(root, leaf, host);
  if (chain?.every(judge)) return socket;
  socket.destroy();
  throw chain === null
    ? new TransportError('tls', 'the certificate is wrong by more than its dates')
    : new TransportError('tls-date', 'the certificate is not valid at this time');
}

/** Every certificate from this one to the root, if every link holds whatever the dates say and the first is this host's; else null. */
export function chainTo(root: X509Certificate, leaf: X509Certificate, host: string): X509Certificate[] | null {
  const named = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  if (named === undefined || leaf.keyUsage?.includes(serverAuthentication) === false) return null;
  const chain = [leaf];
  for (let link = leaf; chain.length <= maxChainLength; ) {
    if (link.fingerprint256 === root.fingerprint256) return chain;
    if (link.checkIssued(root) && link.verify(root.publicKey)) return root.ca ? [...chain, root] : null;
    const issuer = link.issuerCertificate;
    if (issuer === undefined || !issuer.ca || !link.checkIssued(issuer) || !link.verify(issuer.publicKey)) return null;
    chain.push(issuer);
    link = issuer;
  }
  return null;
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
