/** The simulator's own live connections against a real WebSocket server, and their frames under every way to cut a stream. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveClosed } from '@sekisho/agent-core';
import { systemTimers } from '@sekisho/agent-core/node';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createLeanLive } from '../src/lean-live.ts';
import { readFrame } from '../src/live-frame.rules.ts';

let server: Server;
afterEach(() => void server.close());

async function listen(sockets: WebSocketServer | null): Promise<URL> {
  server = createServer();
  server.on('upgrade', (request, socket, head) => {
    if (sockets === null) socket.end('HTTP/1.1 503 Service Unavailable\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function connectTo(url: URL, localAddress?: string) {
  const address = { server: url, rootCertificate: null, acceptAnyCertificate: false, timers: systemTimers };
  const connector = createLeanLive({ ...address, ...(localAddress === undefined ? {} : { localAddress }) });
  const heard: string[] = [];
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<LiveClosed>();
  const socket = connector.open(
    { path: '/device/v1/live', headers: { authorization: 'Bearer t' } },
    { opened: opened.resolve, message: (text) => heard.push(text), closed: closed.resolve },
  );
  return { connector, socket, heard, opened: opened.promise, closed: closed.promise };
}

test('opens with its headers, from the address it was given, hears texts of all lengths, answers pings, tells the code of a close', async () => {
  const sockets = new WebSocketServer({ noServer: true });
  const texts = ['{"type":"check-in"}', '', '関'.repeat(60), 'x'.repeat(4_000)];
  const ponged = Promise.withResolvers<string>();
  const from = Promise.withResolvers<string | undefined>();
  sockets.on('connection', (socket, request) => {
    from.resolve(`${request.headers.authorization} ${request.url} ${request.socket.remoteAddress}`);
    for (const text of texts) socket.send(text);
    socket.on('pong', (data) => {
      ponged.resolve(String(data));
      socket.close(4001);
    });
    socket.ping('are you there?');
  });
  const { opened, heard, closed } = connectTo(await listen(sockets), '127.0.1.9');
  await opened;
  expect(await from.promise).toBe('Bearer t /device/v1/live 127.0.1.9');
  expect(await ponged.promise).toBe('are you there?');
  expect(await closed).toEqual({ status: null, code: 4001 });
  expect(heard).toEqual(texts);
});

test('a refusal is told with its status and how long to wait; closing is told, too', async () => {
  const refused = connectTo(await listen(null));
  expect(await refused.closed).toEqual({ status: 503, retryAfter: '7' });
  server.close();
  const { connector, opened, closed } = connectTo(await listen(new WebSocketServer({ noServer: true })));
  await opened;
  connector.close();
  expect(await closed).toEqual({ status: null });
});

test('frames come out whole however the stream is cut; what a server has no reason to send is unknown', () => {
  const stream = Buffer.concat([
    Buffer.from([0x81, 2, 0x68, 0x69]),
    Buffer.from([0x81, 126, 0, 200]),
    Buffer.alloc(200, 0x61),
    Buffer.from([0x89, 0]),
    Buffer.from([0x88, 2, 0x0f, 0xa1]),
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: stream.length }), (cut) => {
      let rest: Buffer = stream.subarray(0, cut);
      const kinds: string[] = [];
      for (const more of [stream.subarray(cut), Buffer.alloc(0)]) {
        for (let frame = readFrame(rest); frame !== null; frame = readFrame(rest)) {
          kinds.push(`${frame.kind} ${frame.payload.length}`);
          rest = rest.subarray(frame.length);
        }
        rest = Buffer.concat([rest, more]);
      }
      expect(kinds).toEqual(['text 2', 'text 200', 'ping 0', 'close 2']);
    }),
  );
  for (const bytes of [
    [0x82, 0],
    [0x81, 0x80],
    [0x01, 1],
    [0x81, 127],
    [0x89, 126],
  ])
    expect(readFrame(Buffer.from(bytes))?.kind).toBe('unknown');
});
