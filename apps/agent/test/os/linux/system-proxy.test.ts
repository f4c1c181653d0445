/** The proxy of the system, as environment, files and desktops keep it; a real dconf writes the database that is read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readDconf } from '../../../src/os/linux/network/dconf-file.ts';
import { kdeProxy, parseEnvironmentFile, readSystemProxy } from '../../../src/os/linux/network/system-proxy.ts';
import { createSources } from '../../../src/os/posix/sources.ts';
import { effectiveProxy, proxyUrlOf, withoutCredentials } from '../../../src/proxy-choice.rules.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-system-proxy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What `dconf compile` makes of a keyfile. */
function dconf(name: string, keyfile: string): Buffer {
  const folder = path.join(scratch, `${name}.d`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, '00'), keyfile);
  execFileSync('dconf', ['compile', path.join(scratch, name), folder]);
  return readFileSync(path.join(scratch, name));
}

/** A machine with one user, whose desktop keeps these files. */
function machine(name: string, files: Readonly<Record<string, string | Buffer>>) {
  const root = path.join(scratch, name);
  const all = { '/etc/passwd': 'root:x:0:0::/root:/bin/sh\ntaro:x:1000:1000::/home/taro:/bin/sh\n', ...files };
  for (const [file, content] of Object.entries(all)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  }
  return createSources(root);
}

const gnome = `[system/proxy]
mode='manual'
ignore-hosts=['localhost', '.example.jp', '10.0.0.0/8']
[system/proxy/https]
host='proxy.example.jp'
port=8080
[system/proxy/http]
host='plain.example.jp'
port=3128
[org/gnome/desktop/interface]
text-scaling-factor=1.25
clock-show-date=true
font-name='源ノ角ゴシック 11'
`;

test('a database of dconf: texts in any script, numbers, lists; the rest is left', () => {
  const values = readDconf(dconf('gnome', gnome));
  expect(Object.fromEntries(values)).toEqual({
    '/system/proxy/mode': 'manual',
    '/system/proxy/ignore-hosts': ['localhost', '.example.jp', '10.0.0.0/8'],
    '/system/proxy/https/host': 'proxy.example.jp',
    '/system/proxy/https/port': 8080,
    '/system/proxy/http/host': 'plain.example.jp',
    '/system/proxy/http/port': 3128,
    '/org/gnome/desktop/interface/font-name': '源ノ角ゴシック 11',
  });
});

test('a damaged database ends nothing', () => {
  const whole = readFileSync(path.join(scratch, 'gnome'));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
      const damaged = Buffer.from(whole.subarray(0, length));
      if (at < damaged.length) damaged[at] = byte;
      expect(readDconf(damaged).size).toBeLessThan(100);
    }),
    { numRuns: 300 },
  );
});

test('the environment first, then /etc/environment, then GNOME, then KDE; nobody logged on has no desktop', async () => {
  const files = {
    '/etc/environment': 'PATH="/usr/bin"\nhttps_proxy="http://file:1"\nno_proxy=intra\n',
    '/home/taro/.config/dconf/user': readFileSync(path.join(scratch, 'gnome')),
    '/home/taro/.config/kioslaverc': '[Proxy Settings]\nProxyType=1\nhttpsProxy=http://kde 3128\n',
  };
  const sources = machine('all', files);
  const read = async (environment: Record<string, string>, user: string | null, from = sources) =>
    (await readSystemProxy(from, environment, user)).environment;
  expect(await read({ HTTPS_PROXY: 'http://env:1', HOME: '/root' }, 'taro')).toEqual({ HTTPS_PROXY: 'http://env:1' });
  expect(await read({ no_proxy: 'x' }, 'taro')).toEqual({ https_proxy: 'http://file:1', no_proxy: 'intra' });
  const desktop = machine('desktop', { ...files, '/etc/environment': '' });
  expect(await read({}, 'taro', desktop)).toEqual({
    https_proxy: 'proxy.example.jp:8080',
    http_proxy: 'plain.example.jp:3128',
    no_proxy: 'localhost,.example.jp,10.0.0.0/8',
  });
  expect(await read({}, null, desktop)).toEqual({});
  expect(await read({}, 'nobody-here', desktop)).toEqual({});
  const kde = machine('kde', { '/home/taro/.config/kioslaverc': files['/home/taro/.config/kioslaverc'] });
  expect(await read({}, 'taro', kde)).toMatchObject({ https_proxy: 'http://kde:3128' });
});

test('a script (PAC) is told, not run: of GNOME and of KDE', async () => {
  const auto = dconf('auto', "[system/proxy]\nmode='auto'\nautoconfig-url='http://wpad/wpad.dat'\n");
  const sources = machine('pac', { '/home/taro/.config/dconf/user': auto });
  expect(await readSystemProxy(sources, {}, 'taro')).toEqual({ environment: {}, script: true });
  for (const type of [2, 3])
    expect(kdeProxy(`[Other]\nx=1\n[Proxy Settings]\nProxyType=${type}\n`)).toEqual({ environment: {}, script: true });
  expect(kdeProxy('[Proxy Settings]\nProxyType=0\n')).toBeNull();
  expect(kdeProxy('')).toBeNull();
});

test('files of the environment as pam_env reads them', () => {
  const text = '# comment\nA=1\nexport B="two words"\n  C=\'x\'\nnot a line\nD=\n';
  expect(parseEnvironmentFile(text)).toEqual({ A: '1', B: 'two words', C: 'x', D: '' });
});

const own = { mode: 'manual', url: 'http://own:1', bypass: '' } as const;
const policy = { mode: 'manual', url: 'http://policy:1', bypass: 'x', locked: false } as const;
const ofPolicy = { mode: 'manual', url: 'http://policy:1', bypass: 'x' } as const;
test.each([
  ['nobody said anything', null, null, { choice: { mode: 'system' }, by: 'nobody', locked: false }],
  ['the device', own, null, { choice: own, by: 'device', locked: false }],
  ['an open policy where the device is silent', null, policy, { choice: ofPolicy, by: 'policy', locked: false }],
  ['the device before an open policy', own, policy, { choice: own, by: 'device', locked: false }],
  [
    'a locked policy before the device',
    own,
    { ...policy, locked: true },
    { choice: ofPolicy, by: 'policy', locked: true },
  ],
  [
    'locked as the device has it',
    own,
    { ...policy, mode: 'device', locked: true },
    { choice: own, by: 'device', locked: true },
  ],
  ['none by policy', null, { ...policy, mode: 'none' }, { choice: { mode: 'none' }, by: 'policy', locked: false }],
] as const)('%s', (_what, device, said, effective) => {
  expect(effectiveProxy(device, said)).toEqual(effective);
});

test.each([
  ['proxy.example.jp', '8080', 'http://proxy.example.jp:8080'],
  [' https://proxy ', '443', 'https://proxy:443'],
  ['2001:db8::1', '3128', 'http://[2001:db8::1]:3128'],
  ['[2001:db8::1]', '3128', 'http://[2001:db8::1]:3128'],
  ['192.0.2.1', '8080', 'http://192.0.2.1:8080'],
  ['proxy', '', null],
  ['', '8080', null],
  ['proxy', '99999', null],
  ['proxy/path', '80', null],
  ['a b', '80', null],
])('the host %j with port %j is %j', (host, port, url) => {
  expect(proxyUrlOf(host, port)).toBe(url);
});

test('what is shown never holds a password', () => {
  expect(withoutCredentials('http://taro:p@ss@proxy:8080')).toBe('http://proxy:8080');
  expect(withoutCredentials('http://proxy:8080')).toBe('http://proxy:8080');
});
