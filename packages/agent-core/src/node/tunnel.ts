/** A proxy's CONNECT: a plain socket that leads to the server. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TransportError } from '../ports/transport.ts';

const proxyTimeoutMs = 15_000;

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
