/** Bodies that come slowly, over real sockets, while the test decides when time passes. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Timers } from '@sekisho/server/platform/clock';
import { createListeners } from '@sekisho/server/platform/http/listeners';
import { createLog } from '@sekisho/server/platform/log';
import { afterEach, beforeEach, expect, test } from 'vitest';

let looks: (() => void)[];
let listeners: ReturnType<typeof createListeners>;
/** Resolved with each piece of a body that has arrived. */
let arrived: () => Promise<void>;

beforeEach(async () => {
  looks = [];
  const timers: Timers = {
    after: () => () => {},
    every(_intervalMs, task) {
      looks.push(task);
      return () => void looks.splice(looks.indexOf(task), 1);
    },
  };
  const tls = {} as never;
  listeners = createListeners({ port: 0, tlsPort: 0, tls, upgrades: [], timers, log: createLog('silent') });
  const pieces: (() => void)[] = [];
  arrived = () => new Promise((resolve) => pieces.push(resolve));
  listeners.serverFactory((request, response) => {
    request.isStreamed = request.url === '/file';
    if (request.url === '/refused') response.end('no');
    request.on('data', () => pieces.shift()?.());
    request.on('error', () => {});
    request.on('end', () => response.end('all'));
  });
  await listeners.open();
});
afterEach(async () => {
  await listeners.drain(1_000, 0);
  await listeners.close();
  expect(looks).toEqual([]);
});

async function begin(path: string, bytes: number): Promise<Socket> {
  const socket = connect(listeners.ports().plain, '127.0.0.1');
  socket.on('error', () => {});
  const first = arrived();
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\nx`);
  await first;
  return socket;
}

async function dribble(socket: Socket): Promise<void> {
  const next = arrived();
  socket.write('x');
  await next;
}

function pass(times: number): void {
  for (let time = 0; time < times; time += 1) for (const look of looks) look();
}

test.each(['/plain', '/refused'])(
  '%s: a body that dribbles is cut off after a minute, answered or not',
  async (path) => {
    const socket = await begin(path, 100);
    const closed = once(socket, 'close');
    for (let look = 0; look < 12; look += 1) {
      pass(1);
      await dribble(socket);
    }
    pass(1);
    socket.resume();
    await closed;
  },
);

test('a file may take as long as it goes on coming, and no longer', async () => {
  const socket = await begin('/file', 100);
  for (let look = 0; look < 50; look += 1) {
    pass(1);
    await dribble(socket);
  }
  pass(12);
  await dribble(socket);
  const closed = once(socket, 'close');
  pass(14);
  await closed;
});

test('what came in time is answered, and its connection lives on', async () => {
  const socket = await begin('/plain', 2);
  pass(11);
  socket.write('x');
  expect(String((await once(socket, 'data'))[0])).toContain('200 OK');
  pass(30);
  socket.write('PUT /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx');
  expect(String((await once(socket, 'data'))[0])).toContain('200 OK');
  socket.destroy();
});
