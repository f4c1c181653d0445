/** Who a simulated device is: facts and inventory that follow from its number and the seed; the inventory drifts from version to version. */
import type { DeviceFacts, InventoryContents } from '@sekisho/contracts';
import { departments, type Model, models, packageEndings, packageStems, people } from './names.ts';
import { between, pick, seededFraction } from './seeded-random.ts';

export interface Persona {
  readonly facts: DeviceFacts;
  readonly logonUser: string;
  /** Made anew at each call: thousands of them would not fit into memory. The same version is the same inventory. */
  inventory(version?: number): InventoryContents;
}

interface Traits {
  readonly seed: number;
  readonly model: Model;
  readonly hostname: string;
  readonly user: string;
  readonly address: string;
  readonly mac: string;
  readonly hardwareSerialNumber: string;
  readonly memoryBytes: number;
}

const gib = 1024 ** 3;
const installedAt = Date.UTC(2026, 3, 1);

/** @param index the device's number in its fleet, from 0 */
export function createPersona(seed: number, index: number): Persona {
  const traits = traitsOf(seed, index);
  return { facts: factsOf(traits), logonUser: traits.user, inventory: (version = 0) => inventoryOf(traits, version) };
}

function traitsOf(fleetSeed: number, index: number): Traits {
  const seed = (Math.imul(fleetSeed, 0x9e3779b1) + index) >>> 0;
  const fraction = seededFraction(seed);
  const hex = (digits: number): string =>
    Math.floor(fraction() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return {
    seed,
    model: pick(fraction, models),
    hostname: `${pick(fraction, departments)}-${String(index + 1).padStart(5, '0')}`,
    user: pick(fraction, people),
    address: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    mac: `02:00:${hex(2)}:${hex(2)}:${hex(2)}:${hex(2)}`,
    hardwareSerialNumber: `SIM${hex(6).toUpperCase()}${String(index).padStart(6, '0')}`,
    memoryBytes: pick(fraction, [8, 16, 32]) * gib,
  };
}

function factsOf({ model, hostname, address, hardwareSerialNumber }: Traits): DeviceFacts {
  return {
    computerName: hostname,
    platform: 'linux',
    architecture: 'x64',
    osName: 'Debian GNU/Linux',
    osVersion: '12 (bookworm)',
    manufacturer: model.manufacturer,
    model: model.model,
    hardwareSerialNumber,
    addresses: [address],
    agentVersion: 'simulator',
  };
}

function inventoryOf(traits: Traits, version: number): InventoryContents {
  const { user } = traits;
  return {
    hardware: hardwareOf(traits),
    'operating-system': operatingSystemOf(traits),
    disks: disksOf(traits, version),
    network: networkOf(traits),
    software: { packages: packagesOf(traits, version) },
    users: { logonUser: user, sessions: [{ user, seat: 'seat0', kind: 'x11', since: null }] },
  };
}

function hardwareOf({ model, hardwareSerialNumber, memoryBytes, seed }: Traits): InventoryContents['hardware'] {
  return {
    manufacturer: model.manufacturer,
    model: model.model,
    serialNumber: hardwareSerialNumber,
    uuid: `00000000-0000-4000-8000-${seed.toString(16).padStart(12, '0')}`,
    chassis: 'Notebook',
    biosVendor: model.manufacturer,
    biosVersion: `1.${seed % 40}`,
    biosDate: '2026-03-14',
    boardManufacturer: model.manufacturer,
    boardModel: model.model,
    virtualization: 'none',
    processors: [{ model: model.processor, cores: model.cores, threads: model.cores * 2, maxMhz: 4_600 }],
    memoryBytes,
    swapBytes: memoryBytes / 2,
  };
}

function operatingSystemOf({ hostname }: Traits): InventoryContents['operating-system'] {
  return {
    name: 'Debian GNU/Linux',
    version: '12 (bookworm)',
    kernel: '6.1.0-37-amd64',
    architecture: 'x86_64',
    hostname,
    timeZone: 'Asia/Tokyo',
    locale: 'ja_JP.UTF-8',
    installedAt,
    bootedAt: null,
  };
}

function disksOf({ hardwareSerialNumber, seed }: Traits, version: number): InventoryContents['disks'] {
  const sizeBytes = (256 << (seed % 3)) * 1_000_000_000;
  const disk = { name: 'nvme0n1', model: 'SAMSUNG MZVL2512HCJQ', serialNumber: `S${hardwareSerialNumber}`, sizeBytes };
  const volume = {
    device: '/dev/mapper/root',
    mountPoint: '/',
    fileSystem: 'ext4',
    sizeBytes,
    encrypted: seed % 4 !== 0,
  };
  return {
    disks: [{ ...disk, rotational: false, removable: false }],
    volumes: [{ ...volume, freeBytes: Math.floor(sizeBytes * (0.1 + ((seed + version) % 80) / 100)) }],
  };
}

function networkOf({ address, mac }: Traits): InventoryContents['network'] {
  return {
    interfaces: [
      {
        name: 'wlp0s20f3',
        macAddress: mac,
        kind: 'wifi',
        up: true,
        mtu: 1500,
        speedMbps: null,
        addresses: [`${address}/8`],
      },
      {
        name: 'lo',
        macAddress: '00:00:00:00:00:00',
        kind: 'loopback',
        up: true,
        mtu: 65_536,
        speedMbps: null,
        addresses: ['127.0.0.1/8'],
      },
    ],
    gateways: ['10.0.0.1'],
    dnsServers: ['10.0.0.53'],
  };
}

/** Packages that one version of an inventory has renewed. */
const renewedAtOnce = 3;

/** 300 of them, most shared by all devices, as in life; each version has renewed a few, and which comes first follows from the seed. */
function packagesOf({ seed }: Traits, version: number): InventoryContents['software']['packages'] {
  const fraction = seededFraction(seed ^ 0x5eed);
  const count = packageStems.length * packageEndings.length;
  const first = seed % count;
  return packageStems.flatMap((stem, stemIndex) =>
    packageEndings.map((ending, endingIndex) => ({
      name: stem + ending,
      version: `${between(fraction, 1, 9)}.${between(fraction, 0, 30)}-${between(fraction, 1, 4)}+deb12u${between(fraction, 1, 9) + renewals((stemIndex * packageEndings.length + endingIndex + first) % count, version, count)}`,
      architecture: ending === '-data' || ending === '-doc' ? 'all' : 'amd64',
      publisher: 'Debian',
      source: 'dpkg' as const,
      installedAt,
    })),
  );
}

/** How often package `index` of `count` has been renewed up to a version: they take turns. */
function renewals(index: number, version: number, count: number): number {
  return Math.floor((version * renewedAtOnce + count - 1 - index) / count);
}
