/** What a Mac tells of itself, out of recorded answers: every section against the contract, and the fields that programs word each in their way. */
import { inventorySections } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { createFactsSource } from '../../../src/os/macos/collect/facts.ts';
import { parseSwapUsage } from '../../../src/os/macos/collect/hardware.ts';
import { collectInventory, collectSections } from '../../../src/os/macos/collect/inventory.ts';
import { parseNameServers } from '../../../src/os/macos/collect/network.ts';
import { parseBootTime, parseSystemVersion } from '../../../src/os/macos/collect/operating-system.ts';
import { parseReport } from '../../../src/os/macos/collect/profiler.ts';
import { parseSessions } from '../../../src/os/macos/collect/users.ts';
import { recordedMac } from './recorded-mac.ts';

test('every section of a laptop fits the contract', async () => {
  const mac = recordedMac();
  const inventory = await collectInventory(mac);
  for (const [name, schema] of Object.entries(inventorySections))
    expect(Check(schema, inventory[name as keyof typeof inventory]), name).toBe(true);
  expect(mac.calls.filter((call) => call.startsWith('system_profiler'))).toHaveLength(1);
  expect(inventory.hardware).toEqual({
    manufacturer: 'Apple',
    model: 'MacBook Air (Mac15,12)',
    serialNumber: 'SAMPLE0001',
    uuid: '6D1F0C52-7B1E-5A44-9C1D-0E5A3F7B9D21',
    chassis: 'notebook',
    biosVendor: 'Apple',
    biosVersion: '11881.81.4',
    biosDate: '',
    boardManufacturer: '',
    boardModel: '',
    virtualization: '',
    processors: [{ model: 'Apple M3', cores: 8, threads: 8, maxMhz: null }],
    memoryBytes: 17_179_869_184,
    swapBytes: 2_147_483_648,
  });
  expect(inventory['operating-system']).toEqual({
    name: 'macOS',
    version: '15.5 (24F74)',
    kernel: 'Darwin 24.5.0',
    architecture: 'arm64',
    hostname: 'hanako-mac.local',
    timeZone: 'Asia/Tokyo',
    locale: 'ja_JP',
    installedAt: 1_700_000_000_001,
    bootedAt: 1_795_000_000_000,
  });
});

test('disks and volumes: FileVault as diskutil says it, a stick as an external volume without', async () => {
  const { disks } = await collectInventory(recordedMac());
  expect(disks.disks).toEqual([
    {
      name: 'disk0',
      model: 'APPLE SSD AP0512Z',
      serialNumber: '0ba0sample0001',
      sizeBytes: 500_277_792_768,
      rotational: false,
      removable: false,
    },
  ]);
  expect(disks.volumes.map(({ device, mountPoint, encrypted }) => [device, mountPoint, encrypted])).toEqual([
    ['/dev/disk3s5', '/System/Volumes/Data', true],
    ['/dev/disk7s2', '/Volumes/USB_DATA', false],
  ]);
});

test('an older Mac with Intel and a hard disk', async () => {
  const { hardware, disks } = await collectInventory(recordedMac('desktop', { 'sysctl -n vm.swapusage': null }));
  expect(hardware).toMatchObject({
    model: 'iMac (iMac19,1)',
    chassis: 'all-in-one',
    // What a firmware says that has no number is no number.
    serialNumber: '',
    processors: [{ model: 'Quad-Core Intel Core i7', maxMhz: 3100 }],
    swapBytes: 0,
  });
  expect(disks.disks).toMatchObject([{ model: 'SAMPLE HDD ST1000', serialNumber: 'S0001', rotational: true }]);
});

test('interfaces by kind, with the addresses, gateways and name servers that count', async () => {
  const { network } = await collectInventory(recordedMac());
  expect(network.interfaces.map(({ name, kind, up, speedMbps }) => [name, kind, up, speedMbps])).toEqual([
    ['lo0', 'loopback', true, null],
    ['gif0', 'virtual', false, null],
    ['en0', 'wifi', true, null],
    ['en7', 'ethernet', false, 1000],
    ['bridge0', 'virtual', false, null],
    ['utun0', 'virtual', true, null],
  ]);
  expect(network.interfaces[2]).toMatchObject({
    macAddress: '02:00:5e:10:00:01',
    mtu: 1500,
    addresses: ['fe80::1cff:f84b:361d:dbda', '2001:db8:560:2600:474:d68c:7cdf:981d', '192.0.2.104'],
  });
  expect(network.gateways).toEqual(['192.0.2.1']);
  expect(network.dnsServers).toEqual(['192.0.2.53', '2001:db8::53']);
  expect(parseNameServers('No DNS configuration available\n')).toEqual([]);
});

test('applications, in the order of their names, with who signed them', async () => {
  const { software } = await collectInventory(recordedMac());
  expect(software.packages).toEqual([
    {
      name: 'Safari',
      version: '18.5',
      architecture: 'universal',
      publisher: 'Apple',
      source: 'bundle',
      installedAt: Date.UTC(2026, 5, 25, 2, 29, 3),
    },
    { name: '古い道具', version: '', architecture: 'x86_64', publisher: '', source: 'bundle', installedAt: null },
    {
      name: '給与計算',
      version: '3.2.1',
      architecture: 'arm64',
      publisher: 'Sample Software K.K.',
      source: 'bundle',
      installedAt: Date.UTC(2026, 7, 31, 11, 17, 37),
    },
  ]);
});

test('who is logged on, and who else has a session', async () => {
  const { users } = await collectInventory(recordedMac());
  expect(users.logonUser).toBe('hanako');
  expect(users.sessions.map(({ user, seat, kind }) => [user, seat, kind])).toEqual([
    ['hanako', 'console', 'aqua'],
    ['hanako', '', 'tty'],
    ['taro', '', 'tty'],
  ]);
  expect(parseSessions('')).toEqual([]);
});

test('sections that are not wanted are not looked at', async () => {
  const mac = recordedMac();
  expect(Object.keys(await collectSections(mac, ['network', 'users']))).toEqual(['network', 'users']);
  expect(mac.calls.some((call) => call.startsWith('system_profiler'))).toBe(false);
});

test('a Mac whose programs do not answer tells what is left, in the shape of the contract', async () => {
  const mute = { ...recordedMac(), run: async () => null };
  const inventory = await collectInventory(mute);
  for (const [name, schema] of Object.entries(inventorySections))
    expect(Check(schema, inventory[name as keyof typeof inventory]), name).toBe(true);
});

test.each([
  '',
  '{ not json',
  '[]',
  '{"SPHardwareDataType": {"machine_name": "x"}}',
  '{"SPHardwareDataType": [1, null, []]}',
])('a report %j is an empty one', (text) => {
  expect(parseReport(text).SPHardwareDataType).toEqual([]);
});

test('facts: the name that people gave, the user of the console, asked for only when they changed', async () => {
  const mac = recordedMac();
  const facts = createFactsSource(mac);
  expect(await facts.read()).toMatchObject({
    logonUser: 'hanako',
    facts: {
      computerName: '花子のMacBook Air',
      platform: 'macos',
      architecture: 'arm64',
      osName: 'macOS',
      osVersion: '15.5 (24F74)',
      model: 'MacBook Air (Mac15,12)',
      hardwareSerialNumber: 'SAMPLE0001',
      addresses: ['192.0.2.104', '2001:db8:560::1'],
    },
  });
  const before = mac.calls.length;
  await facts.read();
  expect(mac.calls).toHaveLength(before);
});

test('at the login window nobody is logged on', async () => {
  const facts = createFactsSource({ ...recordedMac(), ownerOf: async () => 0 });
  expect((await facts.read()).logonUser).toBeNull();
});

test.each([
  [
    'ProductName:\tmacOS\nProductVersion:\t13.4.1\nProductVersionExtra:\t(c)\nBuildVersion:\t22F770820d\n',
    '13.4.1 (c) (22F770820d)',
  ],
  ['ProductName:\tMac OS X\nProductVersion:\t11.7.10\nBuildVersion:\t20G1427\n', '11.7.10 (20G1427)'],
  ['', ''],
])('sw_vers %j', (text, version) => {
  expect(parseSystemVersion(text).version).toBe(version);
});

test('what the kernel says of its start and its swap', () => {
  expect(parseBootTime('{ sec = 0, usec = 0 }')).toBeNull();
  expect(parseBootTime('')).toBeNull();
  expect(parseSwapUsage('total = 0.00M  used = 0.00M  free = 0.00M  (encrypted)')).toBe(0);
});
