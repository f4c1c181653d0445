/** Clients that mean no good, against a real server process: they get what they deserve, an honest device is answered all the while, memory stays bounded. */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { eventually } from '@sekisho/testkit/eventually';
import { adminToken, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TestDevice } from '../features/devices/test-device.ts';

const callsPerMinute = 400;
let server: ServerProcess;
let honest: TestDevice;
let serialNumber: string;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = await startServer({
    args: ['--workers', '1', '--device-calls-per-minute', String(callsPerMinute)],
    env: { SEKISHO_LOG_LEVEL: 'error' },
  });
  serialNumber = ((await server.api('/system')).body as { serialNumber: string }).serialNumber;
  honest = await new TestDevice(server.url).join(serialNumber);
});
afterAll(() => server.dispose());
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

/** Sockets whose end is not an error of the test. */
function open(count: number): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.add(socket);
    return socket;
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** All that comes until the other side ends. */
function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  return closed(socket).then(() => text);
}

const residentMiB = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;

async function expectHonestServed(times = 5): Promise<void> {
  for (let time = 0; time < times; time += 1) expect((await honest.tryCheckIn(honest.request())).status).toBe(200);
}

function head(path: string, headers: Readonly<Record<string, string>>, method = 'POST'): string {
  const lines = Object.entries({ Host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

const json = { 'Content-Type': 'application/json' };

describe('while hostile clients are about', () => {
  it('headers that dribble are cut off', async () => {
    const slow = open(200);
    const ends = slow.map(closed);
    for (const socket of slow) socket.write('POST /device/v1/check-in HTTP/1.1\r\nHost: x\r\n');
    const dribble = setInterval(() => {
      for (const socket of slow) if (!socket.destroyed) socket.write('X-A: b\r\n');
    }, 500);
    await expectHonestServed();
    await Promise.all(ends);
    clearInterval(dribble);
    await expectHonestServed();
  }, 30_000);

  it('bodies that dribble hold up nobody else', async () => {
    for (const socket of open(300))
      socket.write(`${head('/device/v1/nonce', { ...json, 'Content-Length': '1000' })}{"a":`);
    await expectHonestServed();
  });

  it('a long body without a token is refused before it comes', async () => {
    const [checkIn, inventory] = open(2) as [Socket, Socket];
    const long = { ...json, 'Content-Length': '1900000', Authorization: 'Bearer abc.def' };
    const texts = Promise.all([textOf(checkIn), textOf(inventory)]);
    checkIn.write(head('/device/v1/check-in', long));
    inventory.write(head('/device/v1/inventory', long, 'PUT'));
    for (const text of await texts) expect(text).toContain('device-token-invalid');
  });

  it('a body that never ends is cut off where it is too long', async () => {
    const [socket] = open(1) as [Socket];
    const before = residentMiB();
    const text = textOf(socket);
    socket.write(
      head('/device/v1/check-in', { ...json, 'Transfer-Encoding': 'chunked', Authorization: `Bearer ${honest.token}` }),
    );
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    for (let sent = 0; sent < 64 && !socket.destroyed; sent += 1)
      if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
    // Whoever still sends when the connection ends may lose the answer on the way.
    expect(await text).toMatch(/^$|413/);
    expect(residentMiB() - before).toBeLessThan(100);
    await expectHonestServed();
  });

  it.each([
    ['no JSON', '{"nonce":', 400],
    ['nesting without end', '['.repeat(30_000), 400],
    ['a NUL', '{"nonce":"\\u0000"}', 400],
    ['a prototype', '{"__proto__":{"x":1}}', 400],
    ['items by the thousand', JSON.stringify({ items: Array(5_000).fill({ number: 1, kind: 'event' }) }), 400],
  ])('%s is refused', async (_what, body, status) => {
    const { token } = honest;
    const reply = await honest.post('/device/v1/check-in', body, { authorization: `Bearer ${token}` });
    expect(reply.status).toBe(status);
    await expectHonestServed(1);
  });

  it('bytes that are no text are refused or replaced, and harm nobody', async () => {
    const response = await fetch(`${server.url}/device/v1/check-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${honest.token}` },
      body: Buffer.from([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d]),
    });
    expect(response.status).toBe(400);
    await expectHonestServed(1);
  });

  it.each([
    ['/device/v1/check-in', 'application/json', () => honest.token],
    ['/device/v1/inventory', 'application/json', () => honest.token],
    ['/api/v1/devices/import', 'text/csv', () => adminToken],
  ])(
    'a bomb for %s stays packed',
    async (path, type, token) => {
      const before = residentMiB();
      const response = await fetch(`${server.url}${path}`, {
        method: path.endsWith('inventory') ? 'PUT' : 'POST',
        headers: { 'content-type': type, 'content-encoding': 'gzip', authorization: `Bearer ${token()}` },
        body: gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20)),
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(residentMiB() - before).toBeLessThan(100);
      await expectHonestServed(1);
    },
    30_000,
  );

  it('requests sent by the thousand without waiting, answers never read, cost memory once', async () => {
    const one = `${head('/device/v1/nonce', { ...json, 'Content-Length': '2' })}{}`;
    const flood = async () => {
      for (const socket of open(10)) {
        socket.pause();
        for (let sent = 0; sent < 200 && socket.writableLength < 1024 * 1024; sent += 1) socket.write(one.repeat(50));
      }
      // A machine that is slow may be told to come again meanwhile.
      await eventually(
        async () => (await honest.tryCheckIn(honest.request())).status,
        (status) => status === 200,
      );
      await expectHonestServed();
    };
    // So far the heap grows under as much work at once.
    await flood();
    const before = residentMiB();
    await flood();
    expect(residentMiB() - before).toBeLessThan(150);
  });

  it('a device that floods is told to wait, others are not', async () => {
    const flooding = await new TestDevice(server.url).join(serialNumber);
    const seen = new Map<number, number>();
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        for (let turn = 0; turn < callsPerMinute / 8; turn += 1) {
          const { status, headers } = await flooding.tryCheckIn(flooding.request());
          seen.set(status, (seen.get(status) ?? 0) + 1);
          if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        }
      }),
    );
    expect([...seen.keys()].sort()).toEqual([200, 429]);
    expect(seen.get(200)).toBeLessThanOrEqual(2 * callsPerMinute);
    await expectHonestServed();
  });

  it('frames that are too long or never end close the live connection that sent them', async () => {
    const authorization = `Bearer ${honest.token}`;
    const live = () =>
      new WebSocket(`${server.url.replace('http', 'ws')}/device/v1/live`, { headers: { authorization } });
    // Whoever still sends when the connection ends may lose the code on the way.
    const closedForLength = [1006, 1009];
    const codeOf = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));
    const long = live();
    const longEnds = codeOf(long);
    await new Promise((resolve) => long.once('open', resolve));
    long.send('x'.repeat(100_000));
    expect(closedForLength).toContain(await longEnds);
    const endless = live();
    const endlessEnds = codeOf(endless);
    await new Promise((resolve) => endless.once('open', resolve));
    for (let part = 0; part < 20; part += 1) endless.send('x'.repeat(100), { fin: false });
    expect(closedForLength).toContain(await endlessEnds);
    await expectHonestServed();
  });

  it('connections that say nothing are no burden', async () => {
    const silent = open(500);
    await eventually(
      () => silent.filter((socket) => socket.readyState === 'open').length,
      (count) => count === silent.length,
    );
    await expectHonestServed();
  });
});
