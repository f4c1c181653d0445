/** The collectors on the machine that runs the tests, compared with what its own programs say. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inventorySections } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { afterAll, expect, test } from 'vitest';
import { readSysfsBlockDevices } from '../../../src/os/linux/collect/block-devices.ts';
import { collectDisks } from '../../../src/os/linux/collect/disks.ts';
import { collectInventory } from '../../../src/os/linux/collect/inventory.ts';
import { readRpmDatabase } from '../../../src/os/linux/collect/package-list.ts';
import { parseUtmp } from '../../../src/os/linux/collect/utmp.ts';
import { createSources } from '../../../src/os/posix/sources.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-facts-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const sources = createSources();
const said = (program: string, args: string[], input?: string) =>
  execFileSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    ...(input === undefined ? {} : { input }),
  });

test('everything is collected, fits the contract and agrees with dpkg-query, ip, lsblk, uname and df', async () => {
  const inventory = await collectInventory(sources);
  for (const [name, schema] of Object.entries(inventorySections)) {
    expect(Check(schema, inventory[name as keyof typeof inventory]), name).toBe(true);
  }
  const installed = said('dpkg-query', [
    '-W',
    '-f',
    `${['db:Status-Status', 'Package', 'Version', 'Architecture'].map((field) => `\${${field}}`).join('\t')}\n`,
  ])
    .split('\n')
    .filter((line) => line.startsWith('installed\t'))
    .map((line) => line.slice('installed\t'.length));
  const collected = inventory.software.packages.map(({ name, version, architecture }) =>
    [name, version, architecture].join('\t'),
  );
  expect(new Set(collected)).toEqual(new Set(installed));
  const links = JSON.parse(said('ip', ['-json', 'addr'])) as {
    ifname: string;
    mtu: number;
    address?: string;
    addr_info: { local: string }[];
  }[];
  for (const link of links) {
    const found = inventory.network.interfaces.find(({ name }) => name === link.ifname);
    expect(found, link.ifname).toMatchObject({ mtu: link.mtu, macAddress: link.address ?? '' });
    expect(new Set(found?.addresses)).toEqual(new Set(link.addr_info.map(({ local }) => local)));
  }
  expect(inventory['operating-system'].kernel).toBe(said('uname', ['-r']).trim());
  const root = inventory.disks.volumes.find(({ mountPoint }) => mountPoint === '/');
  expect(String(root?.sizeBytes)).toBe(said('df', ['-B1', '--output=size', '/']).split('\n')[1]?.trim());
});

test('lsblk and the kernel agree on the disks', async () => {
  const fromTool = await collectDisks(sources);
  const fromKernel = await collectDisks({ ...sources, run: async () => null });
  // Serial numbers may come from udev in the one and from the driver in the other.
  const plain = (disks: typeof fromTool.disks) =>
    disks.map(({ name, sizeBytes, removable }) => [name, sizeBytes, removable]);
  expect(plain(fromKernel.disks)).toEqual(plain(fromTool.disks));
  expect((await readSysfsBlockDevices(sources)).length).toBeGreaterThan(0);
});

test.each(['C', 'ja_JP.UTF-8', 'en_US.UTF-8'])('the same inventory under LANG=%s', async (locale) => {
  const before = process.env['LC_ALL'];
  process.env['LC_ALL'] = locale;
  try {
    const { software, network, hardware } = await collectInventory(sources);
    expect(software.packages.length).toBeGreaterThan(50);
    expect(network.interfaces.find(({ name }) => name === 'lo')?.kind).toBe('loopback');
    expect(hardware.memoryBytes).toBeGreaterThan(0);
  } finally {
    if (before === undefined) delete process.env['LC_ALL'];
    else process.env['LC_ALL'] = before;
  }
});

test('a real rpm database with a package of our own making', async () => {
  const top = path.join(scratch, 'rpm');
  const database = path.join(scratch, 'rpmdb');
  mkdirSync(top, { recursive: true });
  const spec = path.join(top, 'mihon.spec');
  const lines = [
    'Name: sekisho-mihon',
    'Epoch: 2',
    'Version: 1.4',
    'Release: 3',
    'Summary: x',
    'License: Apache-2.0',
    'Vendor: 株式会社見本',
    'BuildArch: noarch',
    '%description',
    'x',
    '%files',
    '',
  ];
  writeFileSync(spec, lines.join('\n'));
  said('rpmbuild', ['--quiet', '-bb', '--define', `_topdir ${top}`, spec]);
  said('rpm', ['--initdb', '--dbpath', database]);
  const file = path.join(top, 'RPMS/noarch/sekisho-mihon-1.4-3.noarch.rpm');
  said('rpm', ['--dbpath', database, '--root', '/', '-i', '--justdb', '--nodeps', '--noscripts', file]);
  const packages = await readRpmDatabase(sources, database);
  expect(packages).toEqual([
    {
      name: 'sekisho-mihon',
      version: '2:1.4-3',
      architecture: 'noarch',
      publisher: '株式会社見本',
      source: 'rpm',
      installedAt: expect.any(Number),
    },
  ]);
});

test('utmp as utmpdump writes it', async () => {
  const text = [
    '[2] [00000] [~~  ] [reboot  ] [~           ] [6.1.0               ] [0.0.0.0        ] [2026-11-20T08:00:00,000000+00:00]',
    '[7] [00812] [:0  ] [taro    ] [:0          ] [:0                  ] [0.0.0.0        ] [2026-11-20T08:05:00,000000+00:00]',
    '[7] [00950] [ts/0] [hanako  ] [pts/0       ] [192.0.2.9           ] [192.0.2.9      ] [2026-11-20T09:00:00,000000+00:00]',
    '[8] [00999] [ts/1] [gone    ] [pts/1       ] [                    ] [0.0.0.0        ] [2026-11-20T09:30:00,000000+00:00]',
    '',
  ].join('\n');
  const bytes = execFileSync('utmpdump', ['-r'], { input: text });
  expect(parseUtmp(bytes, 'x86_64')).toEqual([
    {
      processId: 812,
      user: 'taro',
      seat: 'seat0',
      kind: 'x11',
      active: false,
      sinceMs: Date.parse('2026-11-20T08:05:00Z'),
    },
    {
      processId: 950,
      user: 'hanako',
      seat: '',
      kind: 'remote',
      active: false,
      sinceMs: Date.parse('2026-11-20T09:00:00Z'),
    },
  ]);
});
