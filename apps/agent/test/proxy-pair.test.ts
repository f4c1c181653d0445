/**
 * A proxy for IPv4 and one for IPv6, real ones on both loopback addresses, to a real server: whichever is dead, the device is not cut off, and says
 * which one is in trouble. Without a proxy, both addresses of the server are tried.
 */
import dns from 'node:dns';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { NetworkReport } from '@sekisho/agent-core';
import type { Way } from '@sekisho/agent-core/node';
import { type ConnectProxy, startConnectProxy } from '@sekisho/testkit/connect-proxy';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Authority, createAuthority, type Issued } from '../../../packages/agent-core/test/certificates.ts';
import { createMachineNetwork, type SwitchingNetwork } from '../src/os/any/machine-network.ts';

const host = 'sekisho.test';
const realLookup = dns.lookup;
const request = { method: 'GET', path: '/', headers: {}, timeoutMs: 5_000 } as const;
let authority: Authority;
let leaf: Issued;
let server: Server;
let [ipv4, ipv6]: [ConnectProxy | null, ConnectProxy | null] = [null, null];
let network: SwitchingNetwork | null = null;
let kept: Way | undefined;
let nowMs = 0;
let told: NetworkReport[] = [];

/** The name of the server, as a resolver that knows both of its addresses answers. */
function resolveBoth(): void {
  const answer = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  dns.lookup = ((name: string, options: dns.LookupOptions, callback: (...result: unknown[]) => void) => {
    if (name !== host) return realLookup(name, options as dns.LookupAllOptions, callback);
    if (options.all === true) callback(null, answer);
    else callback(null, answer[0]?.address, 4);
  }) as typeof dns.lookup;
}

async function listen(address: string): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return new URL(`https://${host}:${(server.address() as AddressInfo).port}`);
}

function networkTo(url: URL, own: Parameters<typeof createMachineNetwork>[0]['own']): SwitchingNetwork {
  network = createMachineNetwork({
    server: url,
    rootCertificate: authority.pem,
    own,
    ownLocked: false,
    readSystem: async () => ({ environment: {}, script: false }),
    worked: {
      read: () => kept,
      write: (way) => {
        kept = way;
      },
    },
    nowMs: () => nowMs,
    switched: () => undefined,
    warn: () => undefined,
  });
  network.listen((report) => told.push(report));
  return network;
}

const urlOf = (proxy: ConnectProxy | null) => `http://${proxy?.address}`;
const pair = () => ({ mode: 'manual', url: urlOf(ipv4), urlIpv6: urlOf(ipv6), bypass: '' }) as const;

beforeAll(async () => {
  authority = await createAuthority('Sekisho test root');
  leaf = await authority.issue(host);
});

beforeEach(async () => {
  server = createServer({ cert: leaf.certificate, key: leaf.privateKey }, (_request, answer) => answer.end('here'));
  [ipv4, ipv6] = [await startConnectProxy(), await startConnectProxy('::1')];
  [kept, nowMs, told] = [undefined, 0, []];
  resolveBoth();
});

afterEach(async () => {
  dns.lookup = realLookup;
  network?.close();
  await ipv4?.[Symbol.asyncDispose]();
  await ipv6?.[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const dead = { status: 0, code: 'offline' } as const;
const refusing = { status: 403, code: 'proxy-failed' } as const;
const fine = { status: 200, code: null } as const;

test.each([
  ['both work', fine, fine, 'ipv4'],
  ['IPv4 is dead', dead, fine, 'ipv6'],
  ['IPv4 refuses', refusing, fine, 'ipv6'],
  ['IPv6 is dead, and nobody needs it', fine, dead, 'ipv4'],
  ['both are in trouble', refusing, dead, 'direct'],
])('%s', async (_what, first, second, used) => {
  const both = [ipv4, ipv6] as const;
  for (const [index, { status }] of [first, second].entries()) {
    const proxy = both[index];
    if (status === 0) await proxy?.stop();
    else if (proxy) proxy.status = status;
  }
  const { transport, view } = networkTo(await listen('127.0.0.1'), pair());
  expect(await transport.request(request)).toMatchObject({ status: 200, body: 'here' });
  const way = used === 'direct' ? null : urlOf(used === 'ipv4' ? ipv4 : ipv6);
  expect(view().inUse).toBe(way);
  expect(kept?.origin ?? null).toBe(way);
  const other = used === 'direct' ? { otherProxy: urlOf(ipv6), otherCode: second.code } : {};
  const trouble = { proxy: urlOf(ipv4), code: first.code, family: 'ipv4', ...other };
  const expected = first.code === null ? [] : [{ type: 'proxy-trouble', ...trouble, instead: way ?? 'direct' }];
  expect(told).toEqual(expected);
  expect(view().trouble).toEqual(first.code === null ? null : trouble);
});

test('a server named by an IPv6 address: that family first', async () => {
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
  const url = new URL(`https://[::1]:${(server.address() as AddressInfo).port}`);
  const { transport } = networkTo(url, pair());
  // The certificate is not for that address: all that counts here is who was asked, and in which order.
  await expect(transport.request(request)).rejects.toMatchObject({ kind: 'tls' });
  expect([ipv6?.asked, ipv4?.asked]).toEqual([[url.host], [url.host]]);
  await ipv6?.stop();
  await expect(transport.request(request)).rejects.toMatchObject({ kind: 'offline' });
});

test('the first comes back: it is taken again, and nothing is said of the other any more', async () => {
  await ipv4?.stop();
  await ipv6?.stop();
  const { transport, view } = networkTo(await listen('127.0.0.1'), pair());
  await transport.request(request);
  expect(view()).toMatchObject({ inUse: null, trouble: { family: 'ipv4', otherProxy: urlOf(ipv6) } });
  await ipv6?.start();
  nowMs = 10 * 60_000;
  await transport.request(request);
  expect(view()).toMatchObject({ inUse: urlOf(ipv6), trouble: { proxy: urlOf(ipv4) } });
  expect(view().trouble).not.toHaveProperty('otherProxy');
  await ipv4?.start();
  nowMs = 20 * 60_000;
  await transport.request(request);
  expect(view()).toMatchObject({ inUse: urlOf(ipv4), trouble: null });
  expect(told.map(({ type }) => type)).toEqual(['proxy-trouble', 'proxy-trouble', 'proxy-recovered']);
});

test('an address that is none leaves the other one of the pair', async () => {
  const { transport, view } = networkTo(await listen('127.0.0.1'), { ...pair(), url: 'http://:x' });
  await transport.request(request);
  expect(view()).toMatchObject({ inUse: urlOf(ipv6), trouble: { code: 'proxy-unusable', family: 'ipv4' } });
});

test.each(['127.0.0.1', '::1'])(
  'without a proxy: a server with two addresses that listens on %s alone is reached',
  async (address) => {
    const { transport } = networkTo(await listen(address), { mode: 'none' });
    expect(await transport.request(request)).toMatchObject({ status: 200, body: 'here' });
    expect(told).toEqual([]);
  },
);
