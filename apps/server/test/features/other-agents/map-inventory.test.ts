/** Inventories of other agents in our words: each form by its sample, and what is refused. */
import { gzipSync } from 'node:zlib';
import { type InventoryContents, InventoryRequest } from '@sekisho/contracts';
import { readMessage } from '@sekisho/server/features/other-agents/agent-message';
import { mapInventory } from '@sekisho/server/features/other-agents/map-inventory.rules';
import { unpackBody } from '@sekisho/server/features/other-agents/unpack-body';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { fusionInventory, glpiInventory, ocsInventory, toldOf, xmlDocument } from './agent-documents.ts';

const told = { ...toldOf(1), loggedAt: '2026-11-20 10:00:00' };

async function mapped(document: string | Record<string, unknown> | Buffer) {
  const text = typeof document === 'string' || Buffer.isBuffer(document) ? document : JSON.stringify(document);
  const unpacked = await unpackBody(Buffer.from(text));
  const read = unpacked === null ? null : await readMessage(unpacked);
  return read?.ok === true ? mapInventory(read.message) : read;
}

async function inventoryOf(document: Parameters<typeof mapped>[0]) {
  const result = await mapped(document);
  if (result?.ok !== true || !('inventory' in result)) throw new Error(JSON.stringify(result));
  const { inventory } = result;
  const sections = Object.fromEntries(
    inventory.sections.map(({ name, content = '' }) => [name, JSON.parse(content)]),
  ) as InventoryContents;
  expect(Value.Check(InventoryRequest, { collectedAt: 0, sections: inventory.sections })).toBe(true);
  return { ...inventory, sections };
}

test('JSON of GLPI Agent on Windows', async () => {
  const { agent, facts, collectedAt, sections } = await inventoryOf(glpiInventory(told));
  expect(agent).toBe('glpi-agent');
  expect(facts).toEqual({
    computerName: 'MOVED-1',
    platform: 'windows',
    architecture: 'x86_64',
    osName: 'Windows 11 Pro',
    osVersion: '23H2',
    manufacturer: 'Sekisho',
    model: 'Mover 2',
    hardwareSerialNumber: 'MV-1',
    addresses: ['192.0.2.20', '2001:db8::20'],
    agentVersion: 'GLPI-Agent 1.11',
  });
  expect(collectedAt).toBe(Date.UTC(2026, 10, 20, 1));
  expect(sections.hardware).toMatchObject({
    uuid: told.uuid,
    chassis: 'notebook',
    virtualization: '',
    memoryBytes: 16 * 1024 ** 3,
    processors: [{ model: 'Core Example 7', cores: 10, threads: 12, maxMhz: 2_600 }],
  });
  expect(sections['operating-system']).toMatchObject({
    kernel: '10.0.22631',
    timeZone: 'Asia/Tokyo',
    installedAt: Date.UTC(2024, 0, 10, 0, 30),
  });
  expect(sections.network.interfaces).toMatchObject([
    {
      macAddress: told.macAddress,
      kind: 'ethernet',
      up: true,
      speedMbps: 1_000,
      addresses: ['192.0.2.20', '2001:db8::20'],
    },
    { kind: 'virtual', up: false, addresses: [] },
  ]);
  expect(sections.network).toMatchObject({ gateways: ['192.0.2.1'], dnsServers: ['192.0.2.53', '2001:db8::53'] });
  expect(sections.disks).toMatchObject({
    disks: [{ model: 'NVMe 512', rotational: false }],
    volumes: [{ mountPoint: 'C:', fileSystem: 'NTFS', encrypted: true }],
  });
  expect(sections.software.packages[0]).toEqual({
    name: '一太郎',
    version: '2024.1',
    publisher: 'ジャストシステム',
    architecture: 'x86_64',
    source: 'registry',
    installedAt: Date.UTC(2024, 0, 31, 15),
  });
  expect(sections.users.logonUser).toBe('yamada');
});

test('XML of FusionInventory on a Mac: one entry alone is a list of one', async () => {
  const { agent, facts, sections } = await inventoryOf(fusionInventory(told));
  expect(agent).toBe('fusioninventory-agent');
  expect(facts).toMatchObject({ platform: 'macos', architecture: 'aarch64', osName: 'macOS', osVersion: '14.1.1' });
  expect(facts.addresses).toEqual(['192.0.2.30']);
  expect(sections.network.interfaces.map(({ kind }) => kind)).toEqual(['loopback', 'wifi']);
  expect(sections.software.packages).toMatchObject([
    { name: 'Pages & Numbers', source: 'bundle', installedAt: Date.UTC(2025, 9, 3) },
  ]);
  expect(sections.disks.volumes).toMatchObject([{ device: '/dev/disk3s1s1', mountPoint: '/' }]);
});

test('XML of the OCS agent: the system is told by the hardware', async () => {
  const { agent, facts, collectedAt, sections } = await inventoryOf(gzipSync(ocsInventory(toldOf(1))));
  expect(agent).toBe('ocs-agent');
  expect(collectedAt).toBeNull();
  expect(facts).toMatchObject({
    platform: 'windows',
    osName: 'Windows 10 Pro',
    osVersion: '10.0.19045',
    architecture: 'x86_64',
  });
  expect(sections.hardware.processors).toEqual([{ model: 'Example Pentium', cores: 2, threads: 4, maxMhz: 3_000 }]);
  expect(sections.network.interfaces).toMatchObject([{ kind: 'ethernet', speedMbps: 1_000 }]);
  expect(sections.software.packages).toMatchObject([{ architecture: 'i686', installedAt: Date.UTC(2019, 3, 30) }]);
  expect(sections.users.logonUser).toBe('suzuki');
});

test.each([
  ['a printer', glpiInventory(told, { itemtype: 'Printer' }), 'agent-not-computer'],
  ['a part', glpiInventory(told, { partial: true }), 'agent-partial'],
  ['nothing', glpiInventory(told, { content: {} }), 'agent-unreadable'],
  ['lists where names should be', glpiInventory(told, { content: [1, 2] }), 'agent-unreadable'],
  [
    'another system',
    xmlDocument({ QUERY: 'INVENTORY', CONTENT: { HARDWARE: { NAME: 'A', OSNAME: 'FreeBSD' } } }),
    'agent-platform',
  ],
  [
    'a telephone',
    glpiInventory(told, {
      content: { hardware: { name: 'A' }, operatingsystem: { kernel_name: 'linux', name: 'Android' } },
    }),
    'agent-platform',
  ],
])('%s is refused', async (_what, document, code) => {
  expect(await mapped(document)).toMatchObject({ ok: false, code });
});

test('values of another kind, without end or with control characters do no harm', async () => {
  const content = {
    versionclient: ['GLPI-Agent_v1.11', {}],
    hardware: { name: `A\u0007B${'x'.repeat(600)}`, memory: -5, swap: 'much', uuid: { no: 'text' } },
    operatingsystem: { full_name: 'Debian', kernel_name: 'linux', boot_time: 'yesterday', timezone: 'here' },
    networks: 'none',
    cpus: [null, 3, [], { core: 1e30, thread: -1, speed: 'fast' }],
    softwares: [
      { name: '\ud800half' },
      { version: '1' },
      ...Array.from({ length: 25_000 }, (_, n) => ({ name: `p${n}` })),
    ],
    drives: { total: 1e15, type: '/' },
  };
  const { facts, sections } = await inventoryOf(glpiInventory(told, { content }));
  expect(facts.computerName).toHaveLength(255);
  expect(facts.computerName.startsWith('A B')).toBe(true);
  expect(sections.hardware).toMatchObject({ memoryBytes: 0, swapBytes: 0, uuid: '' });
  expect(sections.software.packages.length).toBeLessThanOrEqual(20_000);
  expect(sections.software.packages[0]?.name).toBe('\ufffdhalf');
});
