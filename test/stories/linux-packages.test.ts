/**
 * Linux from the console and back: a setting, a group, a download; dpkg and rpm themselves install it on this machine under an overlay, and
 * the device is on the list, in its group, with its inventory, until the right password takes it away.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { InstallerDownload } from '@sekisho/contracts';
import { createIsolatedRoot, type IsolatedRoot } from '@sekisho/testkit/isolated-root';
import { adminToken, type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = path.join(import.meta.dirname, '../..');
let server: ServerProcess;
let root: IsolatedRoot;

beforeAll(async () => {
  const build = (script: string, ...args: string[]) =>
    execFileSync(process.execPath, [path.join(repository, 'packages/installers/src', script), ...args]);
  build('linux/build-linux.ts');
  build('build.ts', '--gzip-only');
  [server, root] = await Promise.all([startServer(), createIsolatedRoot()]);
  await root.write('/root/password', `${await uninstallPassword()}\n`);
}, 180_000);

afterAll(async () => {
  await root?.[Symbol.asyncDispose]();
  await server?.dispose();
});

async function ask<T>(method: string, at: string, body?: unknown): Promise<T> {
  const answer = await server.api(at, { method, ...(body === undefined ? {} : { body }) });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as T;
}

const uninstallPassword = async () =>
  (await ask<{ password: string }>('POST', '/system/uninstall-password/reveal')).password;

const sections = ['hardware', 'operating-system', 'disks', 'network', 'software', 'users'];
const initial = {
  policyCode: 'A01',
  language: 'en',
  proxy: { mode: 'none', ipv4: null, ipv6: null, locked: true },
  operationLog: true,
  externalDeviceControl: false,
  trayIcon: false,
  desktopEntry: true,
  uninstallPassword: true,
  restartPrompt: false,
  inventoryAfterInstall: true,
  inventorySections: sections,
};

/** Puts the package of a download into the overlay, and gives its name there. */
async function download(packageId: 'linux-deb' | 'linux-rpm' | 'linux-sh', groupName: string): Promise<string> {
  const group = await ask<{ id: number }>('POST', '/groups', { name: groupName });
  const wanted = { platform: 'linux', clientKind: 'standard', name: groupName, format: 'silent', initial };
  const setting = await ask<{ id: string }>('POST', '/installers/settings', wanted);
  const made = await ask<InstallerDownload>('POST', `/installers/settings/${setting.id}/downloads`, {
    packageId,
    groupId: group.id,
    expiresInDays: 1,
    maximumUses: 2,
  });
  const answer = await fetch(`${server.url}${made.url}`, { headers: { authorization: `Bearer ${adminToken}` } });
  expect(answer.status).toBe(200);
  const named = `/tmp/${groupName}.${packageId.slice('linux-'.length)}`;
  await root.write(named, new Uint8Array(await answer.arrayBuffer()));
  return named;
}

interface Reported {
  readonly running: boolean;
  readonly status: { readonly deviceId: string; readonly mode: string; readonly policyCode: string } | null;
}

const statusNow = async () => JSON.parse((await root.run('sekisho-agent', ['status', '--json'])).out) as Reported;

async function command(kind: 'lock' | 'unlock', deviceId: string): Promise<void> {
  await ask('POST', `/devices/${deviceId}/commands`, { kind });
  await root.run('sekisho-agent', ['check-in']);
}

const secretly = { SEKISHO_UNINSTALL_PASSWORD_FILE: '/root/password' };

/** Files that hold this text, of all that an installation could have touched. */
const filesWith = async (text: string) =>
  (await root.run('grep', ['-rls', text, '/etc', '/opt', '/var/lib/sekisho', '/var/lib/dpkg/info', '/var/log'])).out;

test('deb: registered when dpkg ends, kept through an upgrade, gone only by the password and never while locked', {
  timeout: 120_000,
}, async () => {
  const file = await download('linux-deb', 'osaka');
  const token =
    /"enrolmentToken":"([^"]+)"/.exec((await root.run('dpkg-deb', ['-I', file, 'installer'])).out)?.[1] ?? '';
  expect(token).toMatch(/^\S{20,}$/);
  const installed = await root.run('dpkg', ['-i', file]);
  expect(installed, installed.out).toMatchObject({ code: 0, err: '' });
  const { running, status } = await statusNow();
  expect([running, status?.policyCode]).toEqual([true, 'A01']);
  const deviceId = status?.deviceId ?? '';
  const { items } = await ask<{ items: { id: string; group: { name: string } | null }[] }>('GET', '/devices');
  expect(items.find(({ id }) => id === deviceId)).toMatchObject({ group: { name: 'osaka' } });
  const inventory = await ask<{ sections: { name: string }[] }>('GET', `/devices/${deviceId}/inventory`);
  expect(inventory.sections.map(({ name }) => name)).toEqual([...sections].sort());
  expect(await filesWith(token)).toBe('');
  const said = (await root.run('sekisho-agent', ['status'])).out;
  expect(said).toContain('not done by this version: operation log');
  expect((await root.run('cat', ['/var/log/sekisho-install.log'])).out).toContain('setup ended with code 0');

  const again = await root.run('dpkg', ['-i', await download('linux-deb', 'nagoya')]);
  expect(again, again.err).toMatchObject({ code: 0 });
  expect((await statusNow()).status?.deviceId).toBe(deviceId);

  expect(await root.run('dpkg', ['--remove', 'sekisho-agent'])).toMatchObject({ code: 1 });
  await command('lock', deviceId);
  const locked = await root.run('dpkg', ['--remove', 'sekisho-agent'], secretly);
  expect(locked.err).toContain('A locked device cannot be removed.');
  expect(await statusNow()).toMatchObject({ running: true, status: { mode: 'remote' } });
  await command('unlock', deviceId);

  const purged = await root.run('sekisho-agent', ['uninstall', '--yes', '--password-file', '/root/password']);
  expect(purged, purged.err).toMatchObject({ code: 0 });
  const left = ['/opt/sekisho', '/etc/sekisho', '/var/lib/sekisho', '/usr/bin/sekisho-agent'];
  expect((await root.run('ls', ['-d', ...left])).out).toBe('');
  expect((await root.run('dpkg-query', ['--status', 'sekisho-agent'])).code).toBe(1);
});

test('rpm: the same, and nothing of the token in its database; support is given everything but secrets', {
  timeout: 120_000,
}, async () => {
  const installed = await root.run('rpm', ['--force-debian', '--nodeps', '-i', await download('linux-rpm', 'sapporo')]);
  expect(installed, installed.err).toMatchObject({ code: 0 });
  const { status } = await statusNow();
  expect(status?.policyCode).toBe('A01');
  expect((await root.run('ls', ['/etc/sekisho'])).out.trim()).toBe('agent.json');
  expect((await root.run('rpm', ['-V', '--nodeps', 'sekisho-agent'])).out).toBe('');

  const support = await root.run('sekisho-agent', ['support', '--to', '/tmp/support.zip']);
  expect(support.out).toContain('Written to /tmp/support.zip');
  const { out } = await root.run('bsdtar', ['-xOf', '/tmp/support.zip']);
  for (const part of ['installed by: rpm', 'setup ended with code 0', '"settingName": "sapporo"', '/var/lib/sekisho'])
    expect(out).toContain(part);
  expect(out).not.toMatch(/PRIVATE KEY|enrolmentToken/);

  expect(await root.run('rpm', ['--force-debian', '-e', 'sekisho-agent'])).toMatchObject({ code: 1 });
  expect(await root.run('rpm', ['--force-debian', '-e', 'sekisho-agent'], secretly)).toMatchObject({ code: 0 });
  expect((await root.run('ls', ['-d', '/opt/sekisho', '/etc/sekisho', '/var/lib/sekisho'])).out).toBe('');
});

test('sh: asks first unless told otherwise; ends when the device is registered, and says by its code that it is not', {
  timeout: 120_000,
}, async () => {
  const file = await download('linux-sh', 'fukuoka');
  const installed = await root.run('sh', [file, '--prefix', '/srv/sekisho', '--quiet']);
  expect(installed, installed.err).toMatchObject({ code: 0 });
  const agent = '/srv/sekisho/agent/sekisho-agent';
  const { status } = JSON.parse((await root.run(agent, ['status', '--json'])).out) as Reported;
  expect(status?.policyCode).toBe('A01');
  expect((await root.run('cat', ['/srv/sekisho/install.log'])).out).toContain('setup ended with code 0');
  const removed = await root.run(agent, ['uninstall', '--yes', '--password-file', '/root/password']);
  expect(removed, removed.err).toMatchObject({ code: 0 });
  expect((await root.run('ls', ['-d', '/srv/sekisho'])).out).toBe('');

  const { items } = await ask<{ items: InstallerDownload[] }>('GET', '/installers/downloads');
  const made = items.find(({ settingName }) => settingName === 'fukuoka');
  await ask('POST', `/installers/downloads/${made?.id}/revocation`);
  const refused = await root.run('sh', [file, '--prefix', '/srv/sekisho', '--quiet']);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('or register with the serial number') });
});
