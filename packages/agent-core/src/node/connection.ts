/** Connections to the server: TLS under the pinned root, through a proxy's CONNECT where there is one, kept alive between calls. */
import type { IncomingMessage } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';
import { TransportError } from '../ports/transport.ts';

export interface ConnectionSettings {
  readonly server: URL;
  /** PEM of the root that the server's certificate must lead to; `null`: the roots of the system. */
  readonly rootCertificate: string | null;
  readonly proxy: URL | null;
  /** For a developer's own machine only: any certificate will do. */
  readonly acceptAnyCertificate?: boolean;
  readonly maxSockets: number;
}

export type ConnectionAgent = HttpAgent | HttpsAgent;

const proxyTimeoutMs = 15_000;

export function createConnectionAgent(settings: ConnectionSettings): ConnectionAgent {
  const keepAlive = {
    keepAlive: true,
    maxSockets: settings.maxSockets,
    maxFreeSockets: settings.maxSockets,
    timeout: 0,
  };
  if (settings.server.protocol === 'http:') return new HttpAgent(keepAlive);
  const options = { ...keepAlive, ...tlsOptions(settings) };
  return settings.proxy === null ? new HttpsAgent(options) : new TunnelAgent(options, settings.proxy);
}

/** Without a session cache: one connection that lives is all an agent has. */
export function tlsOptions({ rootCertificate, acceptAnyCertificate }: ConnectionSettings) {
  return {
    ...(rootCertificate === null ? {} : { ca: [rootCertificate] }),
    minVersion: 'TLSv1.2' as const,
    rejectUnauthorized: acceptAnyCertificate !== true,
  };
}

type SocketCallback = (error: Error | null, socket: Duplex) => void;

class TunnelAgent extends HttpsAgent {
  readonly #proxy: URL;
  constructor(options: AgentOptions, proxy: URL) {
    super(options);
    this.#proxy = proxy;
  }
  override createConnection(options: RequestOptions, callback?: SocketCallback): undefined {
    const done = callback ?? (() => {});
    const [host, port] = [String(options.host), Number(options.port)];
    openTunnel(this.#proxy, host, port).then(
      (socket) => done(null, tlsConnect({ servername: nameOf(host), ...(options as ConnectionOptions), socket })),
      // On an error nobody looks at the socket; the type wants one.
      (error: Error) => done(error, undefined as unknown as Duplex),
    );
  }
}

/** A server is named in the handshake by name only. */
function nameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

/** @throws {TransportError} `proxy-auth-required` when the proxy wants a user name, `proxy-failed` when it refuses otherwise, `offline` */
export function openTunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...credentialsOf(proxy) },
      agent: false,
      timeout: proxyTimeoutMs,
    });
    request.once('connect', (answer: IncomingMessage, socket: Socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(refusedBy(proxy, answer.statusCode ?? 0));
    });
    // A proxy that answers CONNECT like any other request: the same refusal.
    request.once('response', (answer) => {
      answer.destroy();
      reject(refusedBy(proxy, answer.statusCode ?? 0));
    });
    request.once('timeout', () =>
      request.destroy(new TransportError('offline', `the proxy ${proxy.host} does not answer`)),
    );
    request.once('error', (error) =>
      reject(
        error instanceof TransportError
          ? error
          : new TransportError('offline', `the proxy ${proxy.host} cannot be reached`, error),
      ),
    );
    request.end();
  });
}

function refusedBy(proxy: URL, status: number): TransportError {
  return status === 407
    ? new TransportError('proxy-auth-required', `the proxy ${proxy.host} wants a user name`)
    : new TransportError('proxy-failed', `the proxy ${proxy.host} answered ${status}`);
}

function credentialsOf(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}
