/** The transport of a real agent: `https.request` over kept connections; no `fetch`, which costs ten megabytes at rest. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { type Transport, type TransportAnswer, TransportError, type TransportRequest } from '../ports/transport.ts';
import { type ConnectionAgent, createConnectionAgent } from './connection.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { anyDate, connectJudged } from './judged-connection.ts';

export interface HttpsTransport extends Required<Transport> {
  /** For the live connection, which goes the same way. */
  readonly agent: ConnectionAgent;
  close(): void;
}

const maxAnswerBytes = 16 * 1024 * 1024;

export function createHttpsTransport(settings: ConnectionSettings): HttpsTransport {
  let datesAt: () => number | null = () => null;
  const agent = createConnectionAgent({ ...settings, datesAt: () => datesAt() });
  return {
    agent,
    judgeDatesAt: (now) => {
      datesAt = now;
    },
    request: (request) =>
      request.allowExpiredDates === true ? requestOnce(settings, request) : send(settings, request, { agent }),
    close: () => agent.destroy(),
  };
}

/** On a connection of its own, whose certificate has been looked at by hand. */
async function requestOnce(settings: ConnectionSettings, request: TransportRequest): Promise<TransportAnswer> {
  if (settings.server.protocol === 'http:') return send(settings, request, { agent: false });
  const socket = await connectJudged(settings, request.timeoutMs, anyDate);
  try {
    return await send(settings, request, { createConnection: () => socket });
  } finally {
    socket.destroy();
  }
}

type Way = Pick<RequestOptions, 'agent' | 'createConnection'>;

function send({ server }: ConnectionSettings, request: TransportRequest, way: Way): Promise<TransportAnswer> {
  const begin = server.protocol === 'http:' ? httpRequest : httpsRequest;
  const body = request.body === undefined ? null : Buffer.from(request.body, 'utf8');
  const headers = body === null ? request.headers : { ...request.headers, 'content-length': String(body.length) };
  const prefix = server.pathname.replace(/\/$/, '');
  return new Promise((resolve, reject) => {
    const outgoing = begin({
      ...way,
      host: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port === '' ? (server.protocol === 'https:' ? 443 : 80) : server.port,
      method: request.method,
      path: prefix + request.path,
      headers: { ...headers, ...(body === null && request.method !== 'GET' ? { 'content-length': '0' } : {}) },
    });
    const late = setTimeout(
      () => outgoing.destroy(new TransportError('timeout', 'no answer in time')),
      request.timeoutMs,
    );
    const settle = (): void => clearTimeout(late);
    outgoing.once('error', (error) => {
      settle();
      reject(transportErrorOf(error));
    });
    outgoing.once('response', (answer) => {
      readAnswer(outgoing, answer, request.binary === true)
        .then(resolve, (error: Error) => reject(transportErrorOf(error)))
        .finally(settle);
    });
    outgoing.end(body ?? undefined);
  });
}

function readAnswer(outgoing: ClientRequest, answer: IncomingMessage, binary: boolean): Promise<TransportAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    answer.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxAnswerBytes) outgoing.destroy(new TransportError('answer-too-large', 'the answer is too large'));
      else chunks.push(chunk);
    });
    answer.once('error', reject);
    answer.once('end', () => {
      const headers = answer.headers as Record<string, string | undefined>;
      const [status, bytes] = [answer.statusCode ?? 0, Buffer.concat(chunks)];
      // A refusal is text, whatever was wanted.
      if (binary && status < 300) resolve({ status, headers, body: '', bytes });
      else resolve({ status, headers, body: bytes.toString('utf8') });
    });
  });
}

const dateCodes = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Node names what OpenSSL found by these; everything else is the network. */
const tlsCode =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_|PATH_LENGTH|HOSTNAME_MISMATCH|EPROTO$|ERROR_IN_CERT)/;

export function transportErrorOf(error: Error): TransportError {
  if (error instanceof TransportError) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (dateCodes.has(code)) return new TransportError('tls-date', error.message, error);
  return new TransportError(tlsCode.test(code) ? 'tls' : 'offline', error.message, error);
}
