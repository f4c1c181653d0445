/** What a Mac notices around it: proxy, networks, the session on its screen, volumes that come and go, permissions, removal. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Medium } from '@sekisho/agent-core';
import { unlockKeyMaxBytes } from '@sekisho/contracts';
import { afterAll, expect, test } from 'vitest';
import { parseConsoleSession } from '../../../src/os/macos/console-session.ts';
import { createKeyMedia } from '../../../src/os/macos/key-media.ts';
import { readPermissions } from '../../../src/os/macos/permissions.ts';
import { resolvePlaces } from '../../../src/os/macos/places.ts';
import { createPower } from '../../../src/os/macos/power.ts';
import { removeEverything } from '../../../src/os/macos/removal.ts';
import { cameTooLate } from '../../../src/os/macos/sleep-watch.ts';
import { createSupport } from '../../../src/os/macos/support-sources.ts';
import { parseSystemProxy } from '../../../src/os/macos/system-proxy.ts';
import { createWifi, parseNetworks } from '../../../src/os/macos/wifi.ts';
import { recorded, recordedMac } from './recorded-mac.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-mac-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the proxy of the system: its own values, not those of single interfaces', () => {
  expect(parseSystemProxy(recorded('laptop/proxy.txt'))).toEqual({
    environment: {
      https_proxy: 'proxy.example.co.jp:3129',
      http_proxy: 'proxy.example.co.jp:3128',
      no_proxy: '*.local,169.254.0.0/16,intra.example.co.jp',
    },
    script: false,
  });
});

test.each([
  ['', { https_proxy: '', http_proxy: '', no_proxy: '' }, false],
  [
    '<dictionary> {\n  HTTPSEnable : 0\n  HTTPSPort : 1\n  HTTPSProxy : off.invalid\n}\n',
    { https_proxy: '', http_proxy: '', no_proxy: '' },
    false,
  ],
  [
    '<dictionary> {\n  HTTPSEnable : 1\n  HTTPSProxy : noport.invalid\n}\n',
    { https_proxy: '', http_proxy: '', no_proxy: '' },
    false,
  ],
  [
    '<dictionary> {\n  HTTPSEnable : 1\n  HTTPSPort : 8080\n  HTTPSProxy : 2001:db8::1\n}\n',
    { https_proxy: '[2001:db8::1]:8080', http_proxy: '', no_proxy: '' },
    false,
  ],
  ['<dictionary> {\n  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://wpad/proxy.pac\n}\n', {}, true],
  ['<dictionary> {\n  ProxyAutoDiscoveryEnable : 1\n}\n', {}, true],
])('scutil --proxy %j', (text, environment, script) => {
  expect(parseSystemProxy(text)).toEqual({ environment, script });
});

const airport = (changes: Record<string, unknown>) =>
  JSON.stringify({
    SPAirPortDataType: [
      {
        spairport_airport_interfaces: [
          { _name: 'en0', spairport_status_information: 'spairport_status_connected', ...changes },
        ],
      },
    ],
  });

test('names of networks that macOS withholds are no names', async () => {
  expect(parseNetworks(recorded('laptop/airport.json'))).toEqual({ names: [], withheld: true });
  expect(await createWifi(recordedMac()).networks()).toBeNull();
});

test('names that it tells: that of the network in use, and those around, each once', () => {
  const told = airport({
    spairport_current_network_information: { _name: '本社' },
    spairport_airport_other_local_wireless_networks: [{ _name: 'Guest' }, { _name: 'Guest' }, { _name: '' }, 'x'],
  });
  expect(parseNetworks(told)).toEqual({ names: [Buffer.from('本社').toString('latin1'), 'Guest'], withheld: false });
  const apart = airport({ spairport_airport_local_wireless_networks: [{ _name: 'Guest' }] });
  expect(parseNetworks(apart)).toEqual({ names: ['Guest'], withheld: false });
  expect(parseNetworks(airport({}))).toEqual({ names: [], withheld: false });
});

test('no Wi-Fi, and Wi-Fi that is switched off, tell nothing', () => {
  expect(parseNetworks(airport({ spairport_status_information: 'spairport_status_off' }))).toBeNull();
  expect(parseNetworks('{}')).toBeNull();
  expect(parseNetworks(null)).toBeNull();
});

const open = recorded('laptop/console.txt');
const locked = open.replace('"kCGSSessionAuditIDKey"', '"CGSSessionScreenIsLocked"=Yes,"kCGSSessionAuditIDKey"');
test.each([
  ['an open session', open, { userId: 501, locked: false }],
  ['a locked one', locked, { userId: 501, locked: true }],
  ['the login window', '"IOConsoleUsers" = ({"kCGSSessionOnConsoleKey"=Yes})', null],
  ['nobody', '"IOConsoleUsers" = ()', null],
  [
    'a locked one behind another that is open',
    '"IOConsoleUsers" = ({"kCGSSessionOnConsoleKey"=No,"CGSSessionScreenIsLocked"=Yes,"kCGSSessionUserIDKey"=501},{"kCGSSessionOnConsoleKey"=Yes,"kCGSSessionUserIDKey"=502})',
    { userId: 502, locked: false },
  ],
])('the session on the screen: %s', (_, text, session) => {
  expect(parseConsoleSession(text)).toEqual(session);
});

test('a stick with a key that is mounted and taken out, a disk image, an internal volume', async () => {
  const volumesFolder = path.join(scratch, 'Volumes');
  for (const name of ['Macintosh HD', 'Installer', 'STICK'])
    mkdirSync(path.join(volumesFolder, name), { recursive: true });
  const key = (name: string) => path.join(volumesFolder, 'STICK', name);
  writeFileSync(key('sekisho-unlock-A01.key'), 'key of A01');
  writeFileSync(key('sekisho-unlock-A02.key'), 'x'.repeat(unlockKeyMaxBytes + 1));
  writeFileSync(path.join(scratch, 'elsewhere'), 'not on the medium');
  symlinkSync(path.join(scratch, 'elsewhere'), key('sekisho-unlock-A03.key'));
  writeFileSync(key('letter.txt'), 'no key');
  const usb = recorded('laptop/volume-usb.plist');
  const info = (name: string) => `diskutil info -plist ${path.join(volumesFolder, name)}`;
  const answers: Record<string, string | null> = {
    [info('Macintosh HD')]: recorded('laptop/volume-internal.plist'),
    [info('Installer')]: usb.replace('>USB<', '>Disk Image<'),
    // Not mounted in full yet.
    [info('STICK')]: null,
  };
  const sources = recordedMac('laptop', answers);
  let look = () => {};
  const told = Promise.withResolvers<readonly Medium[]>();
  let next = told;
  const every = (_: number, act: () => void) => {
    look = act;
    return { close: () => undefined };
  };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const media = createKeyMedia({ sources, log, every, volumesFolder });
  const end = media.watch((now) => next.resolve(now));
  expect(await told.promise).toEqual([]);
  next = Promise.withResolvers();
  answers[info('STICK')] = usb;
  await turn();
  look();
  expect(await next.promise).toEqual([
    {
      id: 'STICK#1',
      keys: [
        { name: 'sekisho-unlock-A01.key', content: 'key of A01' },
        { name: 'sekisho-unlock-A02.key', content: null },
        { name: 'sekisho-unlock-A03.key', content: null },
      ],
    },
  ]);
  next = Promise.withResolvers();
  rmSync(path.join(volumesFolder, 'STICK'), { recursive: true });
  await turn();
  look();
  expect(await next.promise).toEqual([]);
  end();
});

test('permissions: each as it stands', async () => {
  const names = ['background', 'full-disk-access', 'location', 'notifications', 'screen-recording'] as const;
  const file = path.join(scratch, 'TCC.db');
  writeFileSync(file, '');
  const told = await readPermissions(names, recordedMac(), file);
  expect(Object.fromEntries(told.map(({ name, state }) => [name, state]))).toEqual({
    background: 'granted',
    'full-disk-access': 'granted',
    location: 'missing',
    notifications: 'not-used',
    'screen-recording': 'not-used',
  });
  const none = await readPermissions(
    ['full-disk-access', 'location'],
    { run: async () => null },
    path.join(scratch, 'no'),
  );
  expect(none.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
});

test('a shut-down that is refused is a failure', async () => {
  await expect(createPower(recordedMac()).shutDown()).rejects.toThrow('refused');
  await createPower(recordedMac('laptop', { 'shutdown -h now': '' })).shutDown();
});

function installed(prefix: string, daemonProgram: string) {
  const support = path.join(scratch, prefix, 'Sekisho');
  const program = path.join(support, 'agent');
  const state = path.join(support, 'state');
  for (const folder of [program, state, `${state}.client`]) mkdirSync(folder, { recursive: true });
  const script = path.join(program, 'agent.cjs');
  writeFileSync(script, '');
  writeFileSync(path.join(program, 'sekisho-agent'), '');
  writeFileSync(path.join(state, 'agent.json'), '{}');
  writeFileSync(path.join(state, 'installer.json'), '{}');
  writeFileSync(path.join(state, 'device.db'), '');
  const usual = {
    daemonFile: path.join(scratch, prefix, 'daemon.plist'),
    sessionFiles: ['log-on', 'session'].map((name) => path.join(scratch, prefix, `${name}.plist`)),
    commandLink: path.join(scratch, prefix, 'link'),
  };
  writeFileSync(usual.daemonFile, `<string>${daemonProgram === '' ? program : daemonProgram}/sekisho-agent</string>`);
  for (const file of usual.sessionFiles) writeFileSync(file, '');
  symlinkSync(path.join(program, 'sekisho-agent'), usual.commandLink);
  const places = resolvePlaces({ stateFolder: state }, { environment: {}, executable: 'node', script });
  return { support, program, state, usual, places };
}

test('removal: the daemon ends first, then nothing of ours is left', async () => {
  const { support, usual, places, state } = installed('whole', '');
  const mac = recordedMac('laptop', { 'launchctl bootout system/sekisho.agent': '' });
  await removeEverything(places, mac, usual);
  expect(mac.calls).toEqual([
    'launchctl bootout system/sekisho.agent',
    'ioreg -n Root -d1 -w0',
    'launchctl bootout gui/501/sekisho.agent.session',
    'pkgutil --forget sekisho.agent',
  ]);
  const { daemonFile, sessionFiles, commandLink } = usual;
  expect([daemonFile, ...sessionFiles, commandLink, support, `${state}.client`].filter(existsSync)).toEqual([]);
});

test('removal of an agent beside another one leaves the daemon and the program of the other', async () => {
  const { usual, places, state, program } = installed('beside', '/elsewhere/agent');
  const mac = recordedMac();
  await removeEverything(places, mac, usual);
  expect(mac.calls).toEqual([]);
  const { daemonFile, sessionFiles, commandLink } = usual;
  expect([daemonFile, ...sessionFiles, commandLink, program].every((file) => existsSync(file))).toBe(true);
  expect(existsSync(state)).toBe(false);
});

test('places: those of the package, and others by options', () => {
  const program = '/Library/Application Support/Sekisho/agent';
  const facts = { environment: {}, executable: `${program}/node-arm64`, script: `${program}/agent.cjs` };
  expect(resolvePlaces({}, facts)).toMatchObject({
    stateFolder: '/Library/Application Support/Sekisho/state',
    configFile: '/Library/Application Support/Sekisho/agent.json',
    installerFile: '/Library/Application Support/Sekisho/installer.json',
    clientSocket: '/var/run/sekisho/client.sock',
    programFolder: program,
  });
  expect(resolvePlaces({ stateFolder: '/t' }, facts)).toMatchObject({
    configFile: '/t/agent.json',
    clientSocket: '/t.client/client.sock',
  });
});

test.each([
  [2_000, false],
  [11_000, false],
  [60_000, true],
])('a look %i ms after the one before speaks of sleep: %j', (sinceLastMs, slept) => {
  expect(cameTooLate(sinceLastMs)).toBe(slept);
});

test('support is given what concerns the agent, and nothing of other packages', async () => {
  const state = path.join(scratch, 'support/state');
  mkdirSync(state, { recursive: true });
  writeFileSync(path.join(state, 'agent.log'), '{"message":"started"}\n');
  writeFileSync(path.join(state, 'device.db'), 'never handed out');
  const installLog = path.join(scratch, 'install.log');
  writeFileSync(installLog, 'Installer: PackageKit: Other\nInstaller: Sekisho: launchd does not start the agent.\n');
  const places = resolvePlaces({ stateFolder: state }, { environment: {}, executable: 'node', script: '/x/main.ts' });
  const predicate = 'log show --last 3d --style compact --predicate eventMessage CONTAINS[c] "sekisho"';
  const mac = recordedMac('laptop', {
    [predicate]: 'launchd: sekisho.agent: exited',
    'launchctl print system/sekisho.agent': 'state = running',
    'scutil --proxy': recorded('laptop/proxy.txt'),
  });
  const told = createSupport(places, mac, installLog).sources(3);
  const read = async (name: string) => told.find((source) => source.name === name)?.read();
  expect(await read('install.log')).toBe('Installer: Sekisho: launchd does not start the agent.');
  expect(await read('system.log')).toBe('launchd: sekisho.agent: exited');
  expect(await read('agent.log')).toContain('started');
  expect(await read('versions.txt')).toContain('ProductVersion:\t\t15.5');
  expect(await read('proxy.txt')).toContain('proxy.example.co.jp');
  expect(await read('folders.txt')).toContain('device.db');
  expect(await read('launchd.txt')).toBe('state = running\ngui/501/sekisho.agent.session: not loaded');
  expect(await read('configuration.json')).toBeNull();
  const everything = await Promise.all(told.map((source) => source.read()));
  expect(everything.join('')).not.toContain('never handed out');
});
