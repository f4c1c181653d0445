/** The real transport on real sockets: TLS under a pinned root, proxies, answers that never come, wrong dates, the live connection. */
import type { Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { startConnectProxy } from '@sekisho/testkit/connect-proxy';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { LiveClosed } from '../src/index.ts';
import { createHttpsTransport, createLiveConnector } from '../src/node/index.ts';
import { type Authority, createAuthority } from './certificates.ts';

const host = '127.0.0.1';
let authority: Authority;
let stranger: Authority;
const ends: (() => void)[] = [];

beforeAll(async () => {
  authority = await createAuthority('Sekisho test root', 29.8);
  stranger = await createAuthority('Sekisho test root');
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function listen<T extends Server | HttpServer | HttpsServer>(server: T): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

interface ServerOptions {
  readonly by?: Authority;
  readonly named?: string;
  readonly ageDays?: number;
  readonly keyExchange?: string;
}

async function startServer({ by = authority, named = host, ageDays = 1, keyExchange = 'auto' }: ServerOptions = {}) {
  const { certificate, privateKey } = await by.issue(named, ageDays);
  const seen: { userAgent: string | undefined; connection: number | undefined; body: string }[] = [];
  const server = createHttpsServer(
    { cert: certificate, key: privateKey, ecdhCurve: keyExchange },
    (request, answer) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        seen.push({ userAgent: request.headers['user-agent'], connection: request.socket.remotePort, body });
        if (request.url === '/silent') return;
        answer.setHeader('retry-after', '7');
        answer
          .writeHead(request.url === '/teapot' ? 418 : 200)
          .end(request.url === '/large' ? Buffer.alloc(17 * 1024 * 1024) : 'こんにちは');
      });
    },
  );
  const port = await listen(server);
  return { server, port, seen, url: new URL(`https://${host}:${port}`) };
}

function transportTo(server: URL, more: { proxy?: URL | null; root?: string | null } = {}) {
  const { proxy = null, root = authority.pem } = more;
  const transport = createHttpsTransport({ server, proxy, rootCertificate: root, maxSockets: 4 });
  ends.push(() => transport.close());
  return transport;
}

const get = (path = '/', more: object = {}) => ({
  method: 'GET' as const,
  path,
  headers: { 'user-agent': 'Sekisho-Agent/1' },
  timeoutMs: 5_000,
  ...more,
});

test('speaks under the pinned root, keeps its connection, says who it is', async () => {
  const { url, seen } = await startServer();
  const transport = transportTo(url);
  const answer = await transport.request({ ...get('/teapot'), method: 'POST', body: '関所' });
  expect(answer).toMatchObject({ status: 418, body: 'こんにちは', headers: { 'retry-after': '7' } });
  await transport.request(get());
  expect(seen.map(({ body }) => body)).toEqual(['関所', '']);
  expect(new Set(seen.map(({ connection }) => connection)).size).toBe(1);
  expect(seen[0]?.userAgent).toBe('Sekisho-Agent/1');
});

test.each<[string, ServerOptions, string]>([
  ['a stranger under the same name', {}, 'tls'],
  ['another host', { named: 'other.example' }, 'tls'],
  ['an old certificate', { ageDays: 30 }, 'tls-date'],
  ['a certificate of the future', { ageDays: -3 }, 'tls-date'],
])('%s is refused', async (what, options, kind) => {
  const { url } = await startServer(what.startsWith('a stranger') ? { by: stranger } : options);
  await expect(transportTo(url).request(get())).rejects.toMatchObject({ name: 'TransportError', kind });
});

test('dates alone are let pass for signed time, and nothing else is', async () => {
  const old = await startServer({ ageDays: 30 });
  expect(await transportTo(old.url).request(get('/', { allowExpiredDates: true }))).toMatchObject({ status: 200 });
  for (const options of [{ by: stranger, ageDays: 30 }, { named: 'other.example', ageDays: 30 }, { by: stranger }]) {
    const { url } = await startServer(options);
    await expect(transportTo(url).request(get('/', { allowExpiredDates: true }))).rejects.toMatchObject({
      kind: 'tls',
    });
  }
  await expect(
    transportTo(old.url, { root: null }).request(get('/', { allowExpiredDates: true })),
  ).rejects.toMatchObject({ kind: 'tls-date' });
});

test('a device that knows its clock to be wrong judges dates by the time it trusts, on every connection', async () => {
  const day = 86_400_000;
  const { url, seen, server } = await startServer({ ageDays: 30 });
  new WebSocketServer({ server }).on('connection', (socket) => socket.send('hello'));
  const transport = transportTo(url);
  transport.judgeDatesAt(() => Date.now() - 25 * day);
  expect(await transport.request(get())).toMatchObject({ status: 200 });
  expect(await transport.request({ ...get(), method: 'POST', body: '関所' })).toMatchObject({ status: 200 });
  expect(new Set(seen.map(({ connection }) => connection)).size).toBe(1);
  const message = new Promise<string>((resolve) => {
    const live = createLiveConnector({ server: url, agent: () => transport.agent });
    const socket = live.open(
      { path: '/live', headers: {} },
      {
        opened: () => {},
        message: (text) => {
          socket.close();
          resolve(text);
        },
        closed: () => resolve('closed'),
      },
    );
  });
  expect(await message).toBe('hello');
});

test('without a pinned root, dates are judged as ever', async () => {
  const { url } = await startServer();
  const other = await createAuthority('Another root');
  const transport = transportTo(url, { root: `${other.pem}\n${authority.pem}` });
  transport.judgeDatesAt(() => Date.now() - 400 * 86_400_000);
  expect(await transport.request(get())).toMatchObject({ status: 200 });
});

test.each<[string, ServerOptions, number, string | null, string]>([
  ['a trusted time after the certificate', { ageDays: 30 }, -10, null, 'tls-date'],
  ['a trusted time before the certificate', { ageDays: 30 }, -31, null, 'tls-date'],
  ['a trusted time before the root', { ageDays: 30 }, -29.9, null, 'tls-date'],
  ['another host', { ageDays: 30, named: 'other.example' }, -1, null, 'tls'],
  ['no pinned root', { ageDays: 30 }, -25, 'two', 'tls-date'],
])('%s: refused, whatever the device believes of its clock', async (_, options, days, roots, kind) => {
  const { url } = await startServer(options);
  const root = roots === null ? authority.pem : `${stranger.pem}\n${authority.pem}`;
  const transport = transportTo(url, { root });
  transport.judgeDatesAt(() => Date.now() + days * 86_400_000);
  await expect(transport.request(get())).rejects.toMatchObject({ name: 'TransportError', kind });
});

test('no server, no answer in time, too much of an answer', async () => {
  const closed = createTcpServer();
  const port = await listen(closed);
  closed.close();
  await expect(transportTo(new URL(`https://${host}:${port}`)).request(get())).rejects.toMatchObject({
    kind: 'offline',
  });
  const { url } = await startServer();
  await expect(transportTo(url).request(get('/silent', { timeoutMs: 100 }))).rejects.toMatchObject({ kind: 'timeout' });
  await expect(transportTo(url).request(get('/large'))).rejects.toMatchObject({ kind: 'answer-too-large' });
});

async function startProxy(status: number) {
  const proxy = await startConnectProxy();
  ends.push(() => void proxy.stop());
  proxy.status = status;
  return Object.assign(proxy, { url: new URL(`http://user:p%40ss@${proxy.address}`) });
}

test('through a proxy: the tunnel is for the server, credentials are for the proxy, TLS is end to end', async () => {
  const [{ url, port }, proxy] = [await startServer(), await startProxy(200)];
  const transport = transportTo(url, { proxy: proxy.url });
  expect(await transport.request(get())).toMatchObject({ status: 200 });
  expect(await transport.request(get())).toMatchObject({ status: 200 });
  expect(proxy.asked).toEqual([`${host}:${port}`]);
  expect(proxy.credentials).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
  const foreign = await startServer({ by: stranger });
  await expect(transportTo(foreign.url, { proxy: proxy.url }).request(get())).rejects.toMatchObject({ kind: 'tls' });
  const old = await startServer({ ageDays: 30 });
  expect(await transportTo(old.url, { proxy: proxy.url }).request(get('/', { allowExpiredDates: true }))).toMatchObject(
    { status: 200 },
  );
});

test.each([
  [407, 'proxy-auth-required'],
  [502, 'proxy-failed'],
])('a proxy that answers %i is told as %s', async (status, kind) => {
  const [{ url }, proxy] = [await startServer(), await startProxy(status)];
  await expect(transportTo(url, { proxy: proxy.url }).request(get())).rejects.toMatchObject({ kind });
});

test('a proxy that is not there is offline, not a fault of the server', async () => {
  const { url } = await startServer();
  const gone = createTcpServer();
  const port = await listen(gone);
  gone.close();
  await expect(transportTo(url, { proxy: new URL(`http://${host}:${port}`) }).request(get())).rejects.toMatchObject({
    kind: 'offline',
  });
});

test.each(['directly', 'through a proxy'])(
  'the live connection opens %s, hears, and says when it ends',
  async (way) => {
    const { url, server } = await startServer();
    const sockets = new WebSocketServer({ server, path: '/device/v1/live' });
    const headers: (string | undefined)[] = [];
    sockets.on('connection', (socket, request) => {
      headers.push(request.headers.authorization);
      socket.send('{"type":"check-in"}');
      setImmediate(() => socket.close(4001));
    });
    const proxy = way === 'directly' ? null : (await startProxy(200)).url;
    const live = createLiveConnector({ server: url, agent: () => transportTo(url, { proxy }).agent });
    const heard: string[] = [];
    const closed = await new Promise<LiveClosed>((resolve) => {
      live.open(
        { path: '/device/v1/live', headers: { authorization: 'Bearer T' } },
        { opened: () => heard.push('opened'), message: (text) => heard.push(text), closed: resolve },
      );
    });
    expect(heard).toEqual(['opened', '{"type":"check-in"}']);
    expect(closed).toMatchObject({ status: null, code: 4001 });
    expect(headers).toEqual(['Bearer T']);
  },
);

test.each([
  ['X25519', true],
  ['X25519MLKEM768', false],
])(
  'calls take a server that asks for %s; the live connection, whose keys stay in memory: %s',
  async (keyExchange, isLive) => {
    const { url, server } = await startServer({ keyExchange });
    const sockets = new WebSocketServer({ server, path: '/device/v1/live' });
    sockets.on('connection', (socket) => socket.close(4001));
    const transport = transportTo(url);
    expect(await transport.request(get())).toMatchObject({ status: 200 });
    const live = createLiveConnector({ server: url, agent: () => transport.agent });
    let opened = false;
    await new Promise<LiveClosed>((resolve) => {
      const handlers = { opened: () => (opened = true), message: () => {}, closed: resolve };
      live.open({ path: '/device/v1/live', headers: {} }, handlers);
    });
    expect(opened).toBe(isLive);
  },
);

test('a refused upgrade says its status; one that was closed before it opened ends too', async () => {
  const { url } = await startServer();
  const live = createLiveConnector({ server: url, agent: () => transportTo(url).agent });
  const open = (close: boolean) =>
    new Promise<LiveClosed>((resolve) => {
      const socket = live.open(
        { path: '/teapot', headers: {} },
        { opened: () => {}, message: () => {}, closed: resolve },
      );
      if (close) socket.close();
    });
  expect(await open(false)).toMatchObject({ status: 418, retryAfter: '7' });
  expect(await open(true)).toMatchObject({ status: null });
});
