/** What is followed of an inventory, what has changed between two, and how counts move: tables, and properties for what is computed. */
import type { InventoryChanges, InventoryContents } from '@sekisho/contracts';
import {
  changesOfSoftware,
  compose,
  diffFacts,
  isEmpty,
  noChanges,
  type SoftwareVersion,
} from '@sekisho/server/features/inventory-digest/changes.rules';
import { type Facts, factsOfSection, traitsOf } from '@sekisho/server/features/inventory-digest/facts.rules';
import { type Counted, type Deltas, tally } from '@sekisho/server/features/inventory-digest/tally.rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const hardware: InventoryContents['hardware'] = {
  manufacturer: 'LENOVO',
  model: 'X1',
  serialNumber: 'S1',
  uuid: 'u',
  chassis: 'notebook',
  biosVendor: 'L',
  biosVersion: '1.0',
  biosDate: '2026-01-01',
  boardManufacturer: '',
  boardModel: '',
  virtualization: 'none',
  processors: [
    { model: 'Core 7', cores: 8, threads: 16, maxMhz: 4800 },
    { model: 'Core 7', cores: 8, threads: 16, maxMhz: 4800 },
  ],
  memoryBytes: 16_541_000_000,
  swapBytes: 0,
};
const disks: InventoryContents['disks'] = {
  disks: [
    { name: 'sda', model: 'SSD', serialNumber: 'D1', sizeBytes: 5e11, rotational: false, removable: false },
    { name: 'sdb', model: 'Stick', serialNumber: 'D2', sizeBytes: 8e9, rotational: false, removable: true },
  ],
  volumes: [
    { device: '/dev/sda1', mountPoint: '/', fileSystem: 'ext4', sizeBytes: 4e11, freeBytes: 1e11, encrypted: true },
  ],
};
const network: InventoryContents['network'] = {
  interfaces: [
    {
      name: 'eth0',
      macAddress: '00:11:22:33:44:55',
      kind: 'ethernet',
      up: true,
      mtu: 1500,
      speedMbps: 1000,
      addresses: ['192.0.2.7/24', 'fe80::1/64', '2001:db8:1:2:aaaa::1/64', '2001:DB8:1:2:bbbb::1/64'],
    },
    {
      name: 'docker0',
      macAddress: '',
      kind: 'virtual',
      up: true,
      mtu: 1500,
      speedMbps: null,
      addresses: ['172.17.0.1'],
    },
  ],
  gateways: ['192.0.2.1'],
  dnsServers: ['192.0.2.2', '192.0.2.1'],
};
const withVolume = (change: Partial<(typeof disks.volumes)[number]>) => ({
  ...disks,
  volumes: disks.volumes.map((volume) => ({ ...volume, ...change })),
});
const withInterface = (change: Partial<(typeof network.interfaces)[number]>) => ({
  ...network,
  interfaces: network.interfaces.map((one) => (one.name === 'eth0' ? { ...one, ...change } : one)),
});
const changed = (section: 'hardware' | 'disks' | 'network', before: unknown, after: unknown) =>
  diffFacts(factsOfSection(section, before), factsOfSection(section, after)).map(
    ({ thing, name, field, before: old, after: now }) => [thing, name, field, old, now],
  );

describe('what is followed', () => {
  it.each<[string, 'hardware' | 'disks' | 'network', unknown, unknown, unknown[]]>([
    [
      'another BIOS',
      'hardware',
      hardware,
      { ...hardware, biosVersion: '1.1' },
      [['system', '', 'biosVersion', '1.0', '1.1']],
    ],
    [
      'a processor less',
      'hardware',
      hardware,
      { ...hardware, processors: hardware.processors.slice(1) },
      [
        ['processor', 'Core 7 (2)', 'cores', 8, null],
        ['processor', 'Core 7 (2)', 'threads', 16, null],
      ],
    ],
    [
      'twice the memory',
      'hardware',
      hardware,
      { ...hardware, memoryBytes: 33_100_000_000 },
      [['system', '', 'memoryBytes', 62 * 256 * 1024 ** 2, 123 * 256 * 1024 ** 2]],
    ],
    [
      'a little less memory under another kernel',
      'hardware',
      hardware,
      { ...hardware, memoryBytes: 16_540_000_000 },
      [],
    ],
    ['less room', 'disks', disks, withVolume({ freeBytes: 5 }), []],
    [
      'a volume that is not encrypted any more',
      'disks',
      disks,
      withVolume({ encrypted: false }),
      [['volume', '/', 'encrypted', true, false]],
    ],
    ['a stick pulled out', 'disks', disks, { ...disks, disks: disks.disks.slice(0, 1) }, []],
    [
      'a disk more',
      'disks',
      { ...disks, disks: [] },
      disks,
      [
        ['disk', 'sda', 'model', null, 'SSD'],
        ['disk', 'sda', 'serialNumber', null, 'D1'],
        ['disk', 'sda', 'sizeBytes', null, 5e11],
      ],
    ],
    [
      'another temporary address',
      'network',
      network,
      withInterface({ addresses: ['192.0.2.7/24', '2001:db8:1:2::5/64'] }),
      [],
    ],
    ['a cable pulled out', 'network', network, withInterface({ up: false, speedMbps: null }), []],
    [
      'another network',
      'network',
      network,
      withInterface({ addresses: ['198.51.100.7/24', '2001:db8::1'] }),
      [['interface', 'eth0', 'addresses', '192.0.2.7/24, 2001:db8:1:2::/64', '198.51.100.7/24, 2001:db8:0:0::/64']],
    ],
    ['containers', 'network', network, { ...network, interfaces: network.interfaces.slice(0, 1) }, []],
    ['name servers in another order', 'network', network, { ...network, dnsServers: ['192.0.2.1', '192.0.2.2'] }, []],
  ])('%s', (_what, section, before, after, expected) => {
    expect(changed(section, before, after)).toEqual(expected);
  });

  it.each<[Facts, string[]]>([
    [[], ['agent 1.0', 'encryption unknown', 'day 2026-11-28']],
    [
      [...factsOfSection('hardware', hardware), ...factsOfSection('disks', disks)],
      ['agent 1.0', 'encryption encrypted', 'memory 16', 'day 2026-11-28'],
    ],
    [
      factsOfSection('disks', withVolume({ mountPoint: 'C:\\', encrypted: false })),
      ['agent 1.0', 'encryption not-encrypted', 'day 2026-11-28'],
    ],
    [
      [
        ['operating-system', '', 'name', 'Debian GNU/Linux 12 (bookworm)'],
        ['operating-system', '', 'version', '12'],
      ],
      ['os Debian GNU/Linux 12 (bookworm)', 'agent 1.0', 'encryption unknown', 'day 2026-11-28'],
    ],
    [
      [
        ['operating-system', '', 'name', 'Windows 11 Pro'],
        ['operating-system', '', 'version', '10.0.26100'],
      ],
      ['os Windows 11 Pro 10.0.26100', 'agent 1.0', 'encryption unknown', 'day 2026-11-28'],
    ],
  ])('devices are counted by %#', (facts, traits) => {
    expect(traitsOf({ facts, agentVersion: '1.0', receivedAt: new Date('2026-11-28T23:59:00Z') })).toEqual(traits);
  });
});

const fact = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  value: fc.oneof(fc.integer({ max: 3, min: 0 }), fc.boolean()),
});
const facts = fc
  .uniqueArray(fact, { selector: ({ name }) => name })
  .map((all): Facts => all.map(({ name, value }) => ['disk', name, 'f', value]));
const version = fc.record({
  name: fc.constantFrom('あ', 'b'),
  publisher: fc.constantFrom('', 'p'),
  version: fc.constantFrom('1', '2', '3'),
});
const software = fc.uniqueArray(version, { selector: (one) => JSON.stringify(one) });
const inventory = fc.record({ facts, software });
type Inventory = { readonly facts: Facts; readonly software: readonly SoftwareVersion[] };

const without = (all: readonly SoftwareVersion[], others: readonly SoftwareVersion[]) => {
  const keys = new Set(others.map((one) => JSON.stringify(one)));
  return all.filter((one) => !keys.has(JSON.stringify(one)));
};
const difference = (before: Inventory, after: Inventory): InventoryChanges => ({
  software: changesOfSoftware(without(before.software, after.software), without(after.software, before.software)),
  facts: diffFacts(before.facts, after.facts),
});
const inOrder = ({ software: programs, facts: all }: InventoryChanges) => ({
  software: programs,
  facts: all.map((one) => JSON.stringify([one.name, one.before, one.after])).sort(),
});

describe('changes', () => {
  it('between what is the same are none', () => {
    fc.assert(
      fc.property(inventory, (one) => {
        expect(isEmpty(difference(one, one))).toBe(true);
      }),
    );
  });

  it('one after the other are those from the first to the last', () => {
    fc.assert(
      fc.property(inventory, inventory, inventory, (a, b, c) => {
        const together = compose(difference(a, b), difference(b, c));
        expect(inOrder(together)).toEqual(inOrder(difference(a, c)));
      }),
    );
  });

  it('of nothing change nothing', () => {
    fc.assert(
      fc.property(inventory, inventory, (a, b) => {
        const changes = difference(a, b);
        expect(compose(noChanges, changes)).toEqual(changes);
        expect(compose(changes, noChanges)).toEqual(changes);
      }),
    );
  });

  it('of software are told by title: came, went, updated', () => {
    const of = (name: string, one: string) => ({ name, publisher: 'P', version: one });
    expect(changesOfSoftware([of('gone', '1'), of('updated', '1')], [of('updated', '2'), of('new', '9')])).toEqual([
      { name: 'gone', publisher: 'P', removed: ['1'], added: [] },
      { name: 'new', publisher: 'P', removed: [], added: ['9'] },
      { name: 'updated', publisher: 'P', removed: ['1'], added: ['2'] },
    ]);
  });
});

describe('counts', () => {
  const counted = fc.option(
    fc.record({ group: fc.integer({ min: 0, max: 2 }), keys: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')) }),
  );
  const countedAnew = (devices: readonly (Counted<string> | null)[]) => {
    const counts: Record<string, number> = {};
    for (const device of devices)
      for (const key of device?.keys ?? [])
        for (const group of new Set([0, device?.group ?? 0]))
          counts[`${group} ${key}`] = (counts[`${group} ${key}`] ?? 0) + 1;
    return counts;
  };

  it('moved by differences are those of counting anew', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(counted, counted), { maxLength: 6 }), (devices) => {
        const deltas: Deltas<string> = new Map();
        for (const [before, after] of devices) tally(deltas, before, after);
        const counts = countedAnew(devices.map(([before]) => before));
        for (const [group, ofGroup] of deltas)
          for (const [key, by] of ofGroup) counts[`${group} ${key}`] = (counts[`${group} ${key}`] ?? 0) + by;
        const left = Object.fromEntries(Object.entries(counts).filter(([, devicesNow]) => devicesNow !== 0));
        expect(left).toEqual(countedAnew(devices.map(([, after]) => after)));
      }),
    );
  });

  it('of a device that is as it was do not move', () => {
    const deltas: Deltas<string> = new Map();
    tally(deltas, { group: 1, keys: ['x', 'y'] }, { group: 1, keys: ['y', 'x'] });
    expect([...deltas.values()].flatMap((ofGroup) => [...ofGroup])).toEqual([]);
  });
});
