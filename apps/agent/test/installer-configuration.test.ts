/** What an installer left: read with care, turned into the agent's configuration, its token tried and taken away. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { InstallerConfiguration, InstallerProxy } from '@sekisho/contracts';
import { type Child, startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { freePort, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, expect, test } from 'vitest';
import { wishesNotDone } from '../src/agent-config.ts';
import type { InstalledStatus } from '../src/client/client-protocol.ts';
import {
  configOf,
  decideInstaller,
  parseInstallerConfiguration,
  proxyChoiceOf,
} from '../src/installer-configuration.ts';
import { eraseInstallerFile, readInstallerFile } from '../src/os/any/installer-file.ts';
import { effectiveProxy } from '../src/proxy-choice.rules.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-installer-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const none: InstallerProxy = { mode: 'none', ipv4: null, ipv6: null, locked: false };
const ipv4 = { host: 'proxy.example.com', port: 8080 };
const ipv6 = { host: '2001:db8::1', port: 3128 };
const token = 'c2VraXNoby1pbnN0YWxsZXItdG9rZW4';

function installer(serverUrl: string, proxy = none): InstallerConfiguration {
  return {
    version: 1,
    platform: 'linux',
    clientKind: 'standard',
    format: 'silent',
    settingName: '全社標準',
    organizationCode: 'AbCdEf0123',
    organizationId: '11111111-1111-4111-8111-111111111111',
    groupId: 3,
    groupName: '大阪支社',
    serverUrl,
    rootPem: null,
    trustHash: 'a'.repeat(64),
    enrolmentToken: token,
    expiresAt: Date.UTC(2027, 0, 1),
    importKey: null,
    initial: {
      policyCode: 'A01',
      language: 'ja',
      proxy,
      operationLog: true,
      externalDeviceControl: true,
      trayIcon: false,
      desktopEntry: true,
      uninstallPassword: true,
      restartPrompt: true,
      inventoryAfterInstall: true,
      inventorySections: ['hardware', 'software'],
    },
  };
}

const url = 'https://sekisho.example.jp:8443';

test.each([
  ['what an installer carries', JSON.stringify(installer(url)), true],
  ['a field of a newer server', JSON.stringify({ ...installer(url), more: 1 }), true],
  ['no JSON', 'token', false],
  ['cut off', JSON.stringify(installer(url)).slice(0, 200), false],
  ['in clear to another machine', JSON.stringify(installer('http://192.0.2.1:8080')), false],
  ['too much', JSON.stringify({ ...installer(url), more: 'x'.repeat(9_000) }), false],
  ['no token', JSON.stringify({ ...installer(url), enrolmentToken: '' }), false],
])('read: %s', (_, text, taken) => {
  expect(parseInstallerConfiguration(text) !== null).toBe(taken);
});

test('what stays has no token in it', () => {
  const config = configOf(installer(url));
  expect(config).toMatchObject({ server: url, trustHash: 'a'.repeat(64), proxy: { mode: 'none' } });
  expect(JSON.stringify(config)).not.toContain(token);
  expect(config.installed && wishesNotDone(config.installed, false)).toEqual([
    'operation-log',
    'external-device-control',
  ]);
});

test.each([
  [
    { ipv4, ipv6 },
    { mode: 'manual', url: 'http://proxy.example.com:8080', urlIpv6: 'http://[2001:db8::1]:3128', bypass: '' },
  ],
  [
    { ipv4, ipv6: null },
    { mode: 'manual', url: 'http://proxy.example.com:8080', bypass: '' },
  ],
  [
    { ipv4: null, ipv6 },
    { mode: 'manual', url: 'http://[2001:db8::1]:3128', bypass: '' },
  ],
  [
    { ipv4: { host: '::::', port: 1 }, ipv6 },
    { mode: 'manual', url: 'http://[2001:db8::1]:3128', bypass: '' },
  ],
  [{ ipv4: null, ipv6: null }, { mode: 'none' }],
])('proxies %o', (endpoints, choice) => {
  expect(proxyChoiceOf({ ...none, mode: 'manual', ...endpoints })).toEqual(choice);
});

test('a proxy that the installer locked: nobody changes it here, a policy only by a lock of its own', () => {
  const own = proxyChoiceOf({ ...none, mode: 'manual', ipv4 });
  const policy = { mode: 'none', url: '', bypass: '', locked: false } as const;
  expect(effectiveProxy(own, policy, true)).toEqual({ choice: own, by: 'device', locked: true });
  expect(effectiveProxy(own, { ...policy, locked: true }, true)).toMatchObject({ by: 'policy', locked: true });
});

test.each([
  [null, 'register'],
  [{ organizationId: 'a', mode: 'deregistered' as const }, 'register'],
  [{ organizationId: 'a', mode: 'unlocked' as const }, 'update'],
  [{ organizationId: 'a', mode: 'remote' as const }, 'update'],
  [{ organizationId: 'b', mode: 'unlocked' as const }, 'foreign'],
])('held %o: %s', (held, decision) => {
  expect(decideInstaller(held, 'a')).toBe(decision);
});

test('the file: for root only once it was read; nothing larger than one can be', () => {
  const file = path.join(scratch, 'one.json');
  expect(readInstallerFile(file)).toBeNull();
  writeFileSync(file, 'x');
  chmodSync(file, 0o644);
  expect([readInstallerFile(file), statSync(file).mode & 0o777]).toEqual(['x', 0o600]);
  writeFileSync(file, 'x'.repeat(8_193));
  expect(readInstallerFile(file)).toBeNull();
  eraseInstallerFile(file);
  expect(existsSync(file)).toBe(false);
});

const main = path.join(import.meta.dirname, '../src/main.ts');
const env = { PATH: process.env['PATH'], SEKISHO_AGENT_DISPLAYS: '', LANG: 'en_US.UTF-8' };

test('tried until the server is there, refused plainly, and the serial number still registers', {
  timeout: 60_000,
}, async () => {
  const state = path.join(scratch, 'state');
  const left = path.join(state, 'installer.json');
  const port = await freePort();
  mkdirSync(state, { recursive: true });
  const proxy = { ...none, locked: true };
  writeFileSync(left, JSON.stringify({ ...installer(`http://127.0.0.1:${port}`, proxy), trustHash: 'b'.repeat(64) }));
  const command = async (...args: string[]) => {
    const ended = promisify(execFile)(process.execPath, [main, ...args, '--state', state], { env });
    return ended.catch((error: { stdout: string; stderr: string }) => error);
  };
  const status = async () => JSON.parse((await command('status', '--json')).stdout) as InstalledStatus;
  let server: ServerProcess | null = null;
  const agent: Child = startChild(process.execPath, [main, 'run', '--state', state], { env });
  try {
    await eventually(status, ({ installer: it }) => it?.state === 'trying' && it.failure === 'offline');
    expect((await command('status')).stdout).toContain('has not been able to register this device yet');
    server = await startServer({ port });
    await eventually(status, ({ installer: it }) => it?.state === 'refused', 30_000);
    expect((await command('status')).stdout).toContain('or register with the serial number');
    expect(existsSync(left)).toBe(true);
    expect((await command('proxy', '--proxy', 'system')).stderr).toContain('locked');

    // A person who knows the anchor to be outdated gives the right one.
    const { body } = await server.api('/system');
    const { serialNumber } = body as { serialNumber: string };
    const script = await (await fetch(`${server.url}/install.sh`)).text();
    const trustHash = /^trust_hash='(\w+)'$/m.exec(script)?.[1] ?? '';
    const enrolled = await command('enrol', '--serial', serialNumber, '--trust-hash', trustHash);
    expect(enrolled.stdout, enrolled.stderr).toContain('Registered.');
    expect(existsSync(left)).toBe(false);
    expect(await status()).toMatchObject({ installer: null, installed: { settingName: '全社標準' } });
    expect(readFileSync(path.join(state, 'agent.json'), 'utf8')).not.toContain(token);
    const said = (await command('status')).stdout;
    expect(said).toContain('Installed by the setting “全社標準” (standard client)');
    expect(said).toContain('not done by this version: operation log, external device control');
  } finally {
    await agent.stop('SIGKILL');
    await server?.dispose();
  }
});
