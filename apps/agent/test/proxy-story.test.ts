/**
 * A device behind proxies, from the policy to the device and back (N16): real server with TLS, real agent, real proxies. A proxy that is wrong,
 * refuses or wants a user name never cuts the device off, and the console is told.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeviceList, DeviceNetwork, Policy, SystemInformation } from '@sekisho/contracts';
import { type Child, startChild } from '@sekisho/testkit/child';
import { type ConnectProxy, startConnectProxy } from '@sekisho/testkit/connect-proxy';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = path.join(import.meta.dirname, '../src/main.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'sekisho-proxy-'));
const stateFolder = path.join(folder, 'state');
const environment = { SEKISHO_AGENT_DISPLAYS: '', LANG: 'en_US.UTF-8', https_proxy: undefined, no_proxy: undefined };
let server: ServerProcess;
let agent: Child;
let deviceId: string;
let good: ConnectProxy;
let other: ConnectProxy;

const start = (...args: string[]) =>
  startChild(process.execPath, [script, ...args, '--state', stateFolder], { env: environment });

async function cli(...args: string[]): Promise<string> {
  const child = start(...args);
  await child.exited;
  return child.output();
}

/** The root that vouches for the server, as the installer carries it. */
async function rootOf({ url }: ServerProcess): Promise<string> {
  const installer = await (await fetch(`${url}/install.sh`)).text();
  return /-----BEGIN CERTIFICATE-----[^']+-----END CERTIFICATE-----/.exec(installer)?.[0] ?? '';
}

async function savePolicy(proxy: Partial<Policy['settings']['proxy']>): Promise<void> {
  const { name, settings, revision } = (await server.api('/policies/A01')).body as Policy;
  const body = { name, settings: { ...settings, proxy: { ...settings.proxy, ...proxy } }, revision };
  expect((await server.api('/policies/A01', { method: 'PUT', body })).status).toBe(200);
}

const network = async () => ((await server.api(`/devices/${deviceId}/network`)).body as DeviceNetwork).proxy;
const device = async () => {
  const { items } = (await server.api('/devices')).body as DeviceList;
  return items.find(({ id }) => id === deviceId);
};

/** The live connection comes back within a minute at the latest: it breaks with each change here, and none of them lasts long enough to be proven. */
const backMs = 75_000;
/** The device has taken the newest settings and confirmed them: it is in touch. */
const inTouch = () => eventually(device, (each) => each?.pending === false && each.online, backMs, 200);

beforeAll(async () => {
  server = await startServer();
  [good, other] = [await startConnectProxy(), await startConnectProxy()];
  mkdirSync(stateFolder, { mode: 0o700 });
  const config = { server: server.tlsUrl, ca: await rootOf(server), trustHash: null, proxy: null };
  writeFileSync(path.join(stateFolder, 'agent.json'), JSON.stringify(config));
  const { serialNumber } = (await server.api('/system')).body as SystemInformation;
  expect(await cli('enrol', '--serial', serialNumber)).toContain('Registered.');
  agent = start('run');
  deviceId =
    (await eventually(async () => ((await server.api('/devices')).body as DeviceList).items[0], Boolean))?.id ?? '';
  await inTouch();
}, 120_000);

afterAll(async () => {
  await agent?.stop();
  await good?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test('a policy names a proxy: taken without a restart, by calls and by the live connection', {
  timeout: 180_000,
}, async () => {
  const { pid } = agent;
  await savePolicy({ mode: 'manual', url: `http://${good.address}`, locked: true });
  await inTouch();
  await eventually(
    () => good.asked.length,
    (asked) => asked >= 2,
  );
  expect(new Set(good.asked)).toEqual(new Set([new URL(server.tlsUrl).host]));
  expect(await cli('proxy')).toMatch(
    /Proxy: http:\/\/\S+ \(set by the administrator\)[\s\S]*locked the proxy settings/,
  );
  expect(await cli('proxy', '--proxy', 'none')).toContain('locked the proxy settings');
  expect(agent.pid).toBe(pid);
});

test('a mistyped proxy: the last that worked serves, the device is in touch, the console is told', {
  timeout: 180_000,
}, async () => {
  await savePolicy({ url: 'http://127.0.0.1:9' });
  await inTouch();
  const told = await eventually(network, (proxy) => proxy?.code != null);
  expect(told).toMatchObject({ proxy: 'http://127.0.0.1:9', code: 'offline', instead: `http://${good.address}` });
  expect(await cli('status')).toContain('The server cannot be reached through the proxy http://127.0.0.1:9.');
});

test('a proxy that wants a user name is told as such, on the device and in the console', {
  timeout: 180_000,
}, async () => {
  other.status = 407;
  await savePolicy({ url: `http://${other.address}` });
  await inTouch();
  const told = await eventually(network, (proxy) => proxy?.code === 'proxy-auth-required');
  expect(told).toMatchObject({ proxy: `http://${other.address}`, instead: `http://${good.address}` });
  expect(await cli('status')).toContain('asks for a user name and password');
});

test('a proxy that is put right by another save is used, and that is told', { timeout: 180_000 }, async () => {
  other.status = 200;
  await savePolicy({ bypass: 'elsewhere.example' });
  await inTouch();
  expect(await eventually(network, (proxy) => proxy?.code === null)).toMatchObject({
    proxy: `http://${other.address}`,
  });
  expect(await cli('proxy')).not.toContain('asks for a user name');
});

test('one proxy for each family, the first of them dead: the device goes through the other, and says which', {
  timeout: 180_000,
}, async () => {
  await using ipv6 = await startConnectProxy('::1');
  const urlIpv6 = `http://${ipv6.address}`;
  await savePolicy({ url: 'http://127.0.0.1:9', urlIpv6 });
  await inTouch();
  const told = await eventually(network, (proxy) => proxy?.family === 'ipv4');
  expect(told).toMatchObject({ proxy: 'http://127.0.0.1:9', code: 'offline', other: null, instead: urlIpv6 });
  expect(await cli('proxy')).toMatch(/Proxy in use: http:\/\/\[::1\]/);
  expect(ipv6.asked.length).toBeGreaterThan(0);
  await savePolicy({ url: `http://${other.address}`, urlIpv6: '' });
  await inTouch();
  expect(await eventually(network, (proxy) => proxy?.code === null)).toMatchObject({ family: null });
});

test('the only proxy dies while the agent is off: without one the device comes back, and is told what is newest', {
  timeout: 180_000,
}, async () => {
  await agent.stop();
  await other.stop();
  await good.stop();
  agent = start('run');
  await inTouch();
  expect(await eventually(network, (proxy) => proxy?.code === 'offline')).toMatchObject({ instead: 'direct' });
  await savePolicy({ mode: 'device', locked: false });
  await inTouch();
  await eventually(network, (proxy) => proxy?.code === null);
});
