/** More than one way to the server, on real proxies: a wrong one never cuts the device off, and the wanted one is taken again (N16). */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ConnectProxy, startConnectProxy } from '@sekisho/testkit/connect-proxy';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createLiveConnector, createSwitchingTransport, type Way } from '../src/node/index.ts';
import { type Authority, createAuthority, type Issued } from './certificates.ts';

let authority: Authority;
let leaf: Issued;
let server: Server;
let url: URL;
let proxies: [ConnectProxy, ConnectProxy];
let nowMs: number;
let told: string[];

const request = { method: 'GET', path: '/', headers: {}, timeoutMs: 5_000 } as const;
const wayOf = ({ address }: ConnectProxy): URL => new URL(`http://${address}`);
const nameOf = (way: Way): string => {
  const index = proxies.findIndex(({ address }) => way?.host === address);
  return index < 0 ? 'direct' : `proxy ${index}`;
};

beforeAll(async () => {
  authority = await createAuthority('Sekisho test root');
  leaf = await authority.issue('127.0.0.1');
});

beforeEach(async () => {
  server = createServer({ cert: leaf.certificate, key: leaf.privateKey }, (_request, answer) => answer.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  proxies = [await startConnectProxy(), await startConnectProxy('::1')];
  nowMs = 0;
  told = [];
});

afterEach(async () => {
  for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function transportBy(...ways: [Way, ...Way[]]) {
  return createSwitchingTransport(
    {
      server: url,
      rootCertificate: authority.pem,
      maxSockets: 2,
      nowMs: () => nowMs,
      retryWantedMs: 60_000,
      listener: {
        worked: (way) => told.push(`worked: ${nameOf(way)}`),
        failed: (way, { kind }) => told.push(`failed: ${nameOf(way)} ${kind}`),
        switched: () => told.push('switched'),
      },
    },
    ways,
  );
}

test.each([
  ['wants a user name', 407, 'proxy-auth-required'],
  ['refuses', 403, 'proxy-failed'],
  ['is not there', 0, 'offline'],
])(
  'a proxy that %s: the way that is known to work serves, the wanted one is tried again later',
  async (_, status, kind) => {
    const [wanted, known] = proxies;
    if (status === 0) await wanted.stop();
    wanted.status = status;
    const transport = transportBy(wayOf(wanted), wayOf(known));
    expect(await transport.request(request)).toMatchObject({ status: 200, body: 'here' });
    expect(told.splice(0)).toEqual([`failed: proxy 0 ${kind}`, 'switched', 'worked: proxy 1']);
    expect(await transport.request(request)).toMatchObject({ status: 200 });
    expect(told.splice(0)).toEqual(['worked: proxy 1']);
    nowMs = 60_000;
    expect(await transport.request(request)).toMatchObject({ status: 200 });
    expect(told.splice(0)).toEqual([`failed: proxy 0 ${kind}`, 'worked: proxy 1']);
    if (status === 0) await wanted.start();
    wanted.status = 200;
    nowMs = 120_000;
    expect(await transport.request(request)).toMatchObject({ status: 200 });
    expect(told.splice(0)).toEqual(['switched', 'worked: proxy 0']);
    expect(wanted.asked.length).toBeGreaterThan(0);
    transport.close();
  },
);

test('another way at run time is taken at once, and what is kept open by the old one is told to end', async () => {
  const transport = transportBy(null);
  await transport.request(request);
  transport.use([wayOf(proxies[1]), null]);
  await transport.request(request);
  expect(told).toEqual(['worked: direct', 'switched', 'worked: proxy 1']);
  expect(proxies[1].asked).toEqual([url.host]);
  transport.use([wayOf(proxies[1])]);
  expect(told).toHaveLength(3);
  transport.close();
});

test('where no way leads there, the wanted one says why', async () => {
  proxies[0].status = 407;
  await proxies[1].stop();
  const transport = transportBy(wayOf(proxies[0]), wayOf(proxies[1]));
  await expect(transport.request(request)).rejects.toMatchObject({ kind: 'proxy-auth-required' });
  transport.close();
});

test('the live connection follows: what is cut is opened again by the way now in use', async () => {
  const sockets = new WebSocketServer({ server });
  const transport = transportBy(null, wayOf(proxies[0]));
  const live = createLiveConnector({ server: url, agent: transport.agent });
  const open = () => {
    const ends = Promise.withResolvers<void>();
    const opens = Promise.withResolvers<void>();
    live.open({ path: '/', headers: {} }, { opened: opens.resolve, message: () => {}, closed: () => ends.resolve() });
    return { opened: opens.promise, closed: ends.promise };
  };
  const first = open();
  await first.opened;
  transport.use([wayOf(proxies[0])]);
  live.dropAll();
  await first.closed;
  await open().opened;
  expect(proxies[0].asked).toEqual([url.host]);
  live.dropAll();
  sockets.close();
  transport.close();
});
