/** A bare connection to the server, plain or under TLS. */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface ServerAddress {
  readonly server: URL;
  /** PEM; null: the roots of the system. */
  readonly rootCertificate: string | null;
  readonly acceptAnyCertificate: boolean;
  /** From an address of its own each process has as many ports as there are. */
  readonly localAddress?: string;
  /** Offered to the server; all that OpenSSL offers unless said. */
  readonly keyExchanges?: string;
}

export function openSocket(address: ServerAddress): Socket {
  const { server, rootCertificate, acceptAnyCertificate, localAddress, keyExchanges } = address;
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const secure = server.protocol === 'https:';
  const port = server.port === '' ? (secure ? 443 : 80) : Number(server.port);
  const way = { host, port, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) };
  if (!secure) return connectPlain(way);
  return connectTls({
    ...way,
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(rootCertificate === null ? {} : { ca: [rootCertificate] }),
    ...(keyExchanges === undefined ? {} : { ecdhCurve: keyExchanges }),
    rejectUnauthorized: !acceptAnyCertificate,
  });
}

/** Address of part `number` of a fleet, where the server is this very machine; elsewhere the system chooses. */
export function localAddressOf(server: URL, number: number): string | undefined {
  const isLoopback = /^127\.|^localhost$/.test(server.hostname);
  return isLoopback ? `127.0.1.${number + 1}` : undefined;
}
