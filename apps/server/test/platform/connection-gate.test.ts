/** A process that holds as many connections as it may listens no more, and again when some have ended; over real sockets. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { systemTimers } from '@sekisho/server/platform/clock';
import { createListeners } from '@sekisho/server/platform/http/listeners';
import { createLog } from '@sekisho/server/platform/log';
import { eventually } from '@sekisho/testkit/eventually';
import { expect, test } from 'vitest';

const limit = 20;

function knock(port: number): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

async function ask(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [answer] = await once(socket, 'data');
  return String(answer).slice(0, 12);
}

test('a full process does not listen, answers those it has, and listens again when there is room', async () => {
  const options = {
    port: 0,
    tlsPort: 0,
    tls: {} as never,
    upgrades: [],
    timers: systemTimers,
    log: createLog('silent'),
  };
  const listeners = createListeners({ ...options, connections: limit });
  listeners.serverFactory((_request, response) => response.end('x'));
  await listeners.open();
  const { plain } = listeners.ports();
  const held: Socket[] = [];
  for (let count = 0; count < limit; count += 1) {
    const socket = await knock(plain);
    if (socket === null) throw new Error(`refused with ${count}`);
    expect(await ask(socket)).toBe('HTTP/1.1 200');
    held.push(socket);
  }
  expect(await knock(plain)).toBeNull();
  const [first, second] = held;
  if (first === undefined || second === undefined) throw new Error('none held');
  expect(await ask(second)).toBe('HTTP/1.1 200');

  first.destroy();
  const again = await eventually(
    () => knock(plain),
    (socket) => socket !== null,
  );
  expect(again === null ? 'refused' : await ask(again)).toBe('HTTP/1.1 200');
  expect(listeners.ports().plain).toBe(plain);

  // Full once more: what it holds is ended all the same.
  await listeners.drain(1_000, 0);
  await listeners.close();
  expect(await knock(plain)).toBeNull();
});
