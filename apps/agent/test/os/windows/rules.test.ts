/** What is decided about a Windows from what it says of itself: tables, and for bytes of others properties. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseProtection } from '../../../src/os/windows/bitlocker.ts';
import { kindOf, splitAddresses } from '../../../src/os/windows/collect/network.ts';
import { installDateOf } from '../../../src/os/windows/collect/software.ts';
import { rootsOf } from '../../../src/os/windows/drives.ts';
import { systemLanguage, terminalLanguage } from '../../../src/os/windows/language.ts';
import { osNameOf, osVersionOf } from '../../../src/os/windows/os-name.rules.ts';
import { parseDescriptor } from '../../../src/os/windows/physical-disks.ts';
import { resolvePlaces } from '../../../src/os/windows/places.ts';
import type { Registry, RegistryKey } from '../../../src/os/windows/registry.ts';
import { isRestartPending } from '../../../src/os/windows/restart.ts';
import { logonUserOf } from '../../../src/os/windows/sessions.ts';
import { isPerson, ownerOf, sidText } from '../../../src/os/windows/sid.ts';

const os = { displayVersion: null, releaseId: null, revision: null, installationType: 'Client' };

test.each([
  [{ productName: 'Windows 10 Pro', build: '19045' }, 'Windows 10 Pro'],
  [{ productName: 'Windows 10 Pro', build: '22631' }, 'Windows 11 Pro'],
  [
    { productName: 'Windows Server 2022 Standard', build: '20348', installationType: 'Server' },
    'Windows Server 2022 Standard',
  ],
  [{ productName: null, build: null }, 'Windows'],
])('the name of %j is %s', (said, name) => {
  expect(osNameOf({ ...os, ...said })).toBe(name);
});

test.each([
  [{ displayVersion: '23H2', build: '22631', revision: 3447 }, '23H2 (22631.3447)'],
  [{ releaseId: '1809', build: '17763', revision: null }, '1809 (17763)'],
  [{ build: '7601' }, '7601'],
  [{ displayVersion: '24H2', build: null }, '24H2'],
  [{ build: null }, ''],
])('the version of %j is %s', (said, version) => {
  expect(osVersionOf({ ...os, productName: null, ...said })).toBe(version);
});

test.each([
  ['SOFTWARE\\Sekisho\\Restart', true],
  ['SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired', true],
  ['SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending', true],
  ['SOFTWARE\\Sekisho\\Agent', false],
])('a restart is pending where there is a key %s: %s', (there, pending) => {
  const read: Registry['read'] = (root, key, look) =>
    root === 'machine' && key === there ? look({} as RegistryKey) : null;
  expect(isRestartPending({ read })).toBe(pending);
});

test('places: the usual ones, others by options and environment, and another agent by another state folder', () => {
  const process = {
    environment: {},
    ownCommand: ['C:\\Program Files\\Sekisho\\node.exe', 'C:\\Program Files\\Sekisho\\agent.cjs'],
    programData: 'D:\\Data',
    systemFolder: 'C:\\Windows\\System32',
  } as const;
  const usual = resolvePlaces({}, process);
  expect(usual).toMatchObject({
    stateFolder: 'D:\\Data\\Sekisho',
    configFile: 'D:\\Data\\Sekisho\\agent.json',
    programFolder: 'C:\\Program Files\\Sekisho',
    fontFile: 'C:\\Program Files\\Sekisho\\lock-screen.ttf',
    systemFolder: 'C:\\Windows\\System32',
  });
  const other = resolvePlaces({ stateFolder: 'E:\\state' }, process);
  expect(other.configFile).toBe('E:\\state\\agent.json');
  expect(other.meetingKey).not.toBe(usual.meetingKey);
  expect(resolvePlaces({ stateFolder: 'e:\\STATE' }, process).meetingKey).toBe(other.meetingKey);
});

test.each([
  ['20260115', Date.UTC(2026, 0, 15)],
  ['20260231', null],
  ['2026-01-15', null],
  ['15/01/2026', null],
  [null, null],
])('installed on %s', (text, at) => {
  expect(installDateOf(text)).toBe(at);
});

test.each([
  [0b101, ['A:\\', 'C:\\']],
  [2 ** 25, ['Z:\\']],
  [0, []],
])('drives of the mask %d', (mask, roots) => {
  expect(rootsOf(mask)).toEqual(roots);
});

const administrators = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];

test('security identifiers: known ones, owners out of descriptors, and nothing out of any other bytes', () => {
  expect(sidText(Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0))).toBe('S-1-5-18');
  expect(sidText(Uint8Array.from(administrators))).toBe('S-1-5-32-544');
  const descriptor = Uint8Array.from([1, 0, 0, 128, 20, ...Array.from({ length: 15 }, () => 0), ...administrators]);
  expect(ownerOf(descriptor)).toBe('S-1-5-32-544');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(sidText(bytes)).toMatch(/^(|S-1-\d+(-\d+)*)$/);
      expect(ownerOf(bytes)).toMatch(/^(|S-1-\d+(-\d+)*)$/);
    }),
  );
  expect(['S-1-5-21-1-2-3-1001', 'S-1-12-1-1-2-3-4', 'S-1-5-18', 'S-1-5-21-1-2-3-1001_Classes'].map(isPerson)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('who is logged on: at the machine before anybody from afar, and nobody who is only disconnected', () => {
  const session = { id: 1, user: 'EXAMPLE\\sato', state: 'active', remote: false } as const;
  const remote = { ...session, user: 'EXAMPLE\\abe', remote: true } as const;
  expect(logonUserOf([{ ...session, user: '' }, remote, session])).toBe('EXAMPLE\\sato');
  expect(logonUserOf([remote])).toBe('EXAMPLE\\abe');
  expect(logonUserOf([{ ...session, state: 'other' }])).toBeNull();
});

test.each([
  ['{"DriveLetter":"C:","ProtectionStatus":1}', ['C:']],
  ['[{"DriveLetter":"c:","ProtectionStatus":1},{"DriveLetter":"D:","ProtectionStatus":0}]', ['C:']],
  ['[{"DriveLetter":null,"ProtectionStatus":1},{"DriveLetter":"E:","ProtectionStatus":2}]', []],
  ['', []],
  ['nothing of the kind', []],
  ['[null, 3, "C:"]', []],
])('BitLocker says %s', (text, letters) => {
  expect([...parseProtection(text)]).toEqual(letters);
});

test('a disk as its driver describes it; any other bytes are no reason to fail', () => {
  const head = Buffer.alloc(40);
  const texts = Buffer.from('ACME    \0Disk 9000\0 SN-1 \0');
  head[10] = 1;
  head.writeUInt32LE(40, 12);
  head.writeUInt32LE(49, 16);
  head.writeUInt32LE(59, 24);
  expect(parseDescriptor(Buffer.concat([head, texts]))).toEqual({
    model: 'ACME Disk 9000',
    serialNumber: 'SN-1',
    removable: true,
  });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => void parseDescriptor(bytes)));
});

test.each([
  [0x0411, 'ja', 'ja'],
  [0x0409, 'en', 'en'],
  [0, 'ja', 'en'],
])('language %i: the machine speaks %s, a terminal %s', (id, machine, terminal) => {
  expect([systemLanguage(id), terminalLanguage(id)]).toEqual([machine, terminal]);
});

test('interfaces by their names, and addresses as the registry holds them', () => {
  const names = ['Wi-Fi', 'イーサネット', 'Ethernet 2', 'vEthernet (WSL)', 'Bluetooth'];
  expect(names.map((name) => kindOf(name, false))).toEqual(['wifi', 'ethernet', 'ethernet', 'virtual', 'other']);
  expect(kindOf('lo', true)).toBe('loopback');
  expect(splitAddresses('192.0.2.1 0.0.0.0\x00198.51.100.7')).toEqual(['192.0.2.1', '198.51.100.7']);
  expect(splitAddresses(null)).toEqual([]);
});
