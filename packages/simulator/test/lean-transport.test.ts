/** The simulator's own transport on real sockets, and its parser under every way to cut a stream. */
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { TransportAnswer } from '@sekisho/agent-core';
import { systemTimers } from '@sekisho/agent-core/node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnswerParser } from '../src/answer-parser.ts';
import { createLeanTransport } from '../src/lean-transport.ts';

const settings = { rootCertificate: null, acceptAnyCertificate: false, connections: 2, timers: systemTimers };
const get = (path: string, timeoutMs = 5_000) => ({
  method: 'GET' as const,
  path,
  headers: { accept: '*/*' },
  timeoutMs,
});

function listen(server: ReturnType<typeof createTcpServer>): Promise<URL> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))),
  );
}

test('many questions on few connections, each with its own answer', async () => {
  const connections = new Set<number | undefined>();
  const server = createServer((request, answer) => {
    connections.add(request.socket.remotePort);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Later questions are answered sooner: the connection puts them in order.
    request.on('end', () =>
      setTimeout(() => answer.end(`${request.url} ${Buffer.concat(chunks)}`), Math.random() * 20),
    );
  });
  const url = await listen(server);
  const transport = createLeanTransport({ ...settings, server: url });
  const asked = Array.from({ length: 200 }, (_, index) =>
    transport.request({ ...get(`/${index}`), method: 'POST', body: `関所${index}` }),
  );
  const answers = await Promise.all(asked);
  expect(answers.map(({ body }) => body)).toEqual(asked.map((_, index) => `/${index} 関所${index}`));
  expect(connections.size).toBe(2);
  transport.close();
  server.close();
  await expect(transport.request(get('/'))).rejects.toMatchObject({ kind: 'offline' });
});

test('a connection that breaks fails what was under way on it, and the next question opens another', async () => {
  const server = createServer((request, answer) => {
    if (request.url === '/break') request.socket.destroy();
    else if (request.url !== '/silent') answer.end('fine');
  });
  const transport = createLeanTransport({ ...settings, connections: 1, server: await listen(server) });
  const [broken, after] = [transport.request(get('/break')), transport.request(get('/after'))];
  await expect(broken).rejects.toMatchObject({ kind: 'offline' });
  await expect(after).rejects.toMatchObject({ kind: 'offline' });
  expect(await transport.request(get('/again'))).toMatchObject({ status: 200, body: 'fine' });
  await expect(transport.request(get('/silent', 10))).rejects.toMatchObject({ kind: 'timeout' });
  expect(await transport.request(get('/again'))).toMatchObject({ status: 200 });
  transport.close();
  server.close();
});

test('what is no HTTP is an error, not a wait', async () => {
  const server = createTcpServer((socket) => socket.once('data', () => socket.end('good morning\r\n\r\n')));
  const transport = createLeanTransport({ ...settings, server: await listen(server) });
  await expect(transport.request(get('/'))).rejects.toMatchObject({ kind: 'offline' });
  transport.close();
  server.close();
});

const stream = Buffer.from(
  [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n関所x\r\n',
    'HTTP/1.1 204 No Content\r\nretry-after: 7\r\n\r\n',
    'HTTP/1.1 410 Gone\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n6\r\n関所\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
  ].join(''),
);

test('however the stream is cut, the same answers come out', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 20 }), (cuts) => {
      const answers: TransportAnswer[] = [];
      const parser = createAnswerParser((answer) => answers.push(answer));
      const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      for (const [index, cut] of at.entries()) parser.push(stream.subarray(at[index - 1] ?? 0, cut));
      expect(answers.map(({ status, body }) => [status, body])).toEqual([
        [200, '関所x\r\n'],
        [204, ''],
        [410, 'abc関所'],
        [200, ''],
      ]);
      expect(answers[1]?.headers['retry-after']).toBe('7');
    }),
  );
});
