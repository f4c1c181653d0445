/** Facts and inventory of recorded machines: a Japanese laptop, a server with rpm, a small board, a container. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inventorySections } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { cleanText } from '../../../src/os/any/clean-text.ts';
import { parseLsblk } from '../../../src/os/linux/collect/block-devices.ts';
import { collectFacts } from '../../../src/os/linux/collect/facts.ts';
import { collectInventory, collectSections } from '../../../src/os/linux/collect/inventory.ts';
import {
  chooseLogonUser,
  createLogonUserReader,
  parseSessionIds,
} from '../../../src/os/linux/collect/login-sessions.ts';
import { parseOsRelease } from '../../../src/os/linux/collect/os-release.ts';
import { fixturesFolder, recordedMachine } from './recorded-machine.ts';

const fixture = (name: string) => readFileSync(path.join(fixturesFolder, name), 'utf8');

const laptop = () =>
  recordedMachine({
    name: 'laptop',
    programs: {
      'lsblk --json': fixture('laptop/lsblk.json'),
      'loginctl list-sessions': fixture('laptop/loginctl-list.json'),
      'loginctl show-session': fixture('laptop/loginctl-show.txt'),
    },
    addresses: {
      lo: ['127.0.0.1', '::1'],
      wlp0s20f3: ['2001:db8:10::5', '192.168.10.23', 'fe80::1'],
    },
    modified: { '/var/lib/dpkg/info/bash.list': 1_714_521_600_000.5, '/etc/machine-id': 1_714_000_000_000 },
  });
const server = () =>
  recordedMachine({
    name: 'server',
    programs: { 'rpm --dbpath': fixture('server/rpm.txt') },
    modified: {},
  });

test.each([
  ['laptop', laptop()],
  ['server', server()],
  ['board', recordedMachine({ name: 'board', machine: 'aarch64' })],
  ['container', recordedMachine({ name: 'container' })],
  ['nothing at all', recordedMachine({ name: 'there-is-no-such-folder' })],
])('what is collected on %s fits the contract', async (_, sources) => {
  const inventory = await collectInventory(sources);
  for (const [name, schema] of Object.entries(inventorySections)) {
    expect(Check(schema, inventory[name as keyof typeof inventory]), name).toBe(true);
  }
});

test('the laptop: encrypted root under LVM, a closed LUKS volume on a stick, no snap and no network share', async () => {
  const { disks } = await collectInventory(laptop());
  expect(disks.disks.map(({ name, model, serialNumber, removable }) => [name, model, serialNumber, removable])).toEqual(
    [
      ['sda', 'Ultra Fit', '4C530001120924109594', true],
      ['nvme0n1', 'SAMSUNG MZVL2512HCJQ-00BL7', 'S64KNX0T123456', false],
    ],
  );
  expect(disks.volumes.map(({ device, mountPoint, encrypted }) => [device, mountPoint, encrypted])).toEqual([
    ['/dev/mapper/ubuntu--vg-ubuntu--lv', '/', true],
    ['/dev/nvme0n1p2', '/boot', false],
    ['/dev/nvme0n1p1', '/boot/efi', false],
    ['/dev/sda1', '/media/taro/USB メモリ', false],
    ['/dev/sda2', '', true],
  ]);
});

test('the laptop: hardware, system, network and people', async () => {
  const { hardware, network, users, ...rest } = await collectInventory(laptop());
  expect(hardware).toMatchObject({
    manufacturer: 'LENOVO',
    serialNumber: 'PF3ABCDE',
    uuid: '4c4c4544-0031-4a10-8052-b7c04f334e32',
    chassis: 'notebook',
    virtualization: '',
    processors: [{ model: '12th Gen Intel(R) Core(TM) i7-1260P', cores: 12, threads: 16, maxMhz: 4700 }],
    memoryBytes: 16_053_040 * 1024,
  });
  expect(rest['operating-system']).toMatchObject({
    name: 'Ubuntu',
    version: '24.04.3 LTS (Noble Numbat)',
    timeZone: 'Asia/Tokyo',
    locale: 'ja_JP.UTF-8',
    installedAt: 1_714_000_000_000,
    bootedAt: 1_795_300_000_000,
  });
  expect(network.interfaces.map(({ name, kind, up, speedMbps }) => [name, kind, up, speedMbps])).toEqual([
    ['docker0', 'virtual', false, null],
    ['enp0s31f6', 'ethernet', false, null],
    ['lo', 'loopback', true, null],
    ['wlp0s20f3', 'wifi', true, null],
  ]);
  expect(network.gateways).toEqual(['192.168.20.254', '192.168.10.1', 'fe80::211:32ff:fe44:5566']);
  expect(network.dnsServers).toEqual(['192.168.10.1', '2001:db8:10::1']);
  expect(users.logonUser).toBe('taro');
  expect(users.sessions).toEqual([
    { user: 'taro', seat: 'seat0', kind: 'wayland', since: 1_795_300_042_123 },
    { user: 'hanako', seat: '', kind: 'sshd', since: 1_795_390_000_000 },
  ]);
});

test('dpkg: what is installed or on hold, every architecture; not what was removed', async () => {
  const { software } = await collectInventory(laptop());
  expect(software.packages.map(({ name, version, architecture }) => [name, version, architecture])).toEqual([
    ['bash', '5.2.21-2ubuntu4', 'amd64'],
    ['example-tool', '1:2.0~rc1-1', 'all'],
    ['libc6', '2.39-0ubuntu8.6', 'amd64'],
    ['libc6', '2.39-0ubuntu8.6', 'i386'],
  ]);
  expect(software.packages[0]).toMatchObject({ source: 'dpkg', installedAt: 1_714_521_600_001 });
  expect(software.packages[1]?.publisher).toBe('株式会社見本 <ops@example.jp>');
});

test('rpm: asked only where a database is; imported keys are no software', async () => {
  const sources = server();
  const { software } = await collectInventory(sources);
  expect(software.packages).toEqual([
    {
      name: 'openssl',
      version: '1:3.0.7-27.el9',
      architecture: 'x86_64',
      publisher: 'Rocky Enterprise Software Foundation',
      source: 'rpm',
      installedAt: 1_718_000_000_000,
    },
    {
      name: 'sekisho-見本',
      version: '1.0-1',
      architecture: 'noarch',
      publisher: '',
      source: 'rpm',
      installedAt: 1_718_000_002_000,
    },
  ]);
  const withoutDatabase = laptop();
  await collectInventory(withoutDatabase);
  expect(withoutDatabase.calls.filter((call) => call.startsWith('rpm'))).toEqual([]);
});

test('without lsblk the kernel itself tells of disks and LUKS', async () => {
  const { disks, hardware } = await collectInventory(server());
  expect(disks.disks.map(({ name, serialNumber, sizeBytes }) => [name, serialNumber, sizeBytes])).toEqual([
    ['vda', 'root-disk', 41_943_040 * 512],
  ]);
  expect(disks.volumes.map(({ device, mountPoint, encrypted }) => [device, mountPoint, encrypted])).toEqual([
    ['/dev/mapper/luks-root', '/', true],
    ['/dev/vda1', '/boot', false],
  ]);
  expect(hardware).toMatchObject({ manufacturer: 'Red Hat', serialNumber: '', chassis: '', virtualization: 'kvm' });
});

test('a small board has a device tree in place of firmware tables', async () => {
  const sources = recordedMachine({ name: 'board', machine: 'aarch64' });
  const { hardware } = await collectInventory(sources);
  expect(hardware).toMatchObject({ model: 'Raspberry Pi 4 Model B Rev 1.5', serialNumber: '10000000abcdef12' });
  expect(hardware.processors).toEqual([{ model: 'ARM 0xd08', cores: 4, threads: 4, maxMhz: null }]);
});

test('a container says that it is one, and leaves blank what it cannot know', async () => {
  const { hardware, disks, users } = await collectInventory(recordedMachine({ name: 'container' }));
  expect(hardware).toMatchObject({ manufacturer: '', model: '', serialNumber: '', uuid: '', virtualization: 'podman' });
  expect(disks.volumes.map(({ device, mountPoint, fileSystem }) => [device, mountPoint, fileSystem])).toEqual([
    ['overlay', '/', 'overlay'],
  ]);
  expect(users).toEqual({ logonUser: null, sessions: [] });
});

test('facts for the list: reachable addresses only, IPv4 first', async () => {
  expect(await collectFacts(laptop(), '0.1.0')).toEqual({
    computerName: 'laptop',
    platform: 'linux',
    architecture: 'x86_64',
    osName: 'Ubuntu',
    osVersion: '24.04.3 LTS (Noble Numbat)',
    manufacturer: 'LENOVO',
    model: '21CBS0XX00',
    hardwareSerialNumber: 'PF3ABCDE',
    addresses: ['192.168.10.23', '2001:db8:10::5'],
    agentVersion: '0.1.0',
  });
});

test('logind is asked again only after a session came or went', async () => {
  const modified = { '/run/systemd/sessions': 1 };
  const sources = recordedMachine({
    name: 'laptop',
    programs: {
      'loginctl list-sessions': fixture('laptop/loginctl-list.json'),
      'loginctl show-session': fixture('laptop/loginctl-show.txt'),
    },
    modified,
  });
  const reader = createLogonUserReader(sources);
  expect(await reader.read()).toBe('taro');
  expect(await reader.read()).toBe('taro');
  expect(sources.calls).toHaveLength(2);
  modified['/run/systemd/sessions'] = 2;
  await reader.read();
  expect(sources.calls).toHaveLength(4);
});

test.each([
  ['columns of an old systemd', '      2 1000 taro   seat0 tty2 \n     c1  120 gdm    seat0 tty1 \n', ['2', 'c1']],
  ['JSON', '[{"session":"2","uid":1000}]', ['2']],
  ['nobody', '[]', []],
  ['nobody, in columns', '', []],
  ['an id that is an option', '[{"session":"--help"}]', []],
])('session ids: %s', (_, text, ids) => {
  expect(parseSessionIds(text)).toEqual(ids);
});

test.each([
  [[], null],
  [[{ user: 'ssh-user', seat: '', kind: 'sshd', active: true, sinceMs: 5 }], 'ssh-user'],
  [
    [
      { user: 'away', seat: 'seat0', kind: 'x11', active: false, sinceMs: 9 },
      { user: 'here', seat: 'seat0', kind: 'x11', active: true, sinceMs: 1 },
      { user: 'remote', seat: '', kind: 'sshd', active: true, sinceMs: 10 },
    ],
    'here',
  ],
])('the log-on user of %j', (sessions, user) => {
  expect(chooseLogonUser(sessions)).toBe(user);
});

test.each([
  [
    'NAME="Fedora Linux"\nVERSION="41 (Workstation Edition)"\nID=fedora\nVERSION_ID=41\n',
    'Fedora Linux',
    '41 (Workstation Edition)',
  ],
  ['NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling\n', 'Arch Linux', 'rolling'],
  [
    'NAME="openSUSE Tumbleweed"\n# VERSION="20241101"\nID="opensuse-tumbleweed"\nVERSION_ID="20241101"\n',
    'openSUSE Tumbleweed',
    '20241101',
  ],
  ["NAME='Amazon Linux'\nVERSION='2023'\n", 'Amazon Linux', '2023'],
  ['NAME="A \\"quoted\\" \\$name"\r\nVERSION=1\n', 'A "quoted" $name', '1'],
  ['PRETTY_NAME="Debian GNU/Linux trixie/sid"\nNAME="Debian GNU/Linux"\n', 'Debian GNU/Linux', ''],
  ['', 'Linux', ''],
])('os-release %#', (text, name, version) => {
  expect(parseOsRelease(text)).toEqual({ name, version });
});

test('lsblk of an old util-linux writes all values as text; a RAID is one device over two disks', () => {
  const raid = '{"name":"md0","kname":"md0","type":"raid1","size":"900","rota":"1","rm":"0","fstype":"crypto_LUKS"}';
  const disk = (name: string) =>
    `{"name":"${name}","kname":"${name}","type":"disk","size":"1000","rota":"1","rm":"0","children":[${raid}]}`;
  const devices = parseLsblk(`{"blockdevices":[${disk('sda')},${disk('sdb')}]}`);
  expect(devices.map(({ kernelName }) => kernelName)).toEqual(['sda', 'md0', 'sdb']);
  expect(devices[1]).toMatchObject({
    path: '/dev/md0',
    sizeBytes: 900,
    rotational: true,
    removable: false,
    parents: ['sda', 'sdb'],
  });
});

test('text from firmware and packages: no control characters, no half characters', () => {
  expect(cleanText(' a\u0000b\n ')).toBe('ab');
  expect(cleanText('ab😀', 3)).toBe('ab');
  expect(cleanText(null)).toBe('');
});

test('of sections that are not wanted nothing is read', async () => {
  const sources = server();
  const read: string[] = [];
  const watched = new Proxy(sources, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        read.push(String(args[0]));
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
  expect(await collectSections(watched, [])).toEqual({});
  expect(read).toEqual([]);
  expect(Object.keys(await collectSections(watched, ['network']))).toEqual(['network']);
  expect(read.filter((what) => /rpm|dpkg|lsblk|loginctl|dmi/.test(what))).toEqual([]);
  await collectSections(watched, ['software']);
  expect(read.some((what) => /rpm/.test(what))).toBe(true);
});
