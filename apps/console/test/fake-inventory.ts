/** The inventory every device of the fake API tells. */
import type { InventoryContents } from '@sekisho/contracts';
import { nowMs } from './fake-world.ts';

const dayMs = 86_400_000;

const inventoryContents: InventoryContents = {
  hardware: {
    manufacturer: 'LENOVO',
    model: 'ThinkPad X13 Gen 6',
    serialNumber: 'PF5ARS',
    uuid: '4c4c4544-0042-3510-8052-b4c04f4d4c32',
    chassis: 'Notebook',
    biosVendor: 'LENOVO',
    biosVersion: 'N3QET42W (1.42)',
    biosDate: '2026-04-12',
    boardManufacturer: 'LENOVO',
    boardModel: '21LUCTO1WW',
    virtualization: '',
    processors: [{ model: 'Intel Core Ultra 7 355U', cores: 10, threads: 12, maxMhz: 4800 }],
    memoryBytes: 34_359_738_368,
    swapBytes: 2_147_483_648,
  },
  'operating-system': {
    name: 'Debian GNU/Linux',
    version: '12 (bookworm)',
    kernel: '6.1.0-48-amd64',
    architecture: 'x86_64',
    hostname: 'tokyo-pc-001',
    timeZone: 'Asia/Tokyo',
    locale: 'ja_JP.UTF-8',
    installedAt: nowMs - 400 * dayMs,
    bootedAt: nowMs - 2 * dayMs,
  },
  disks: {
    disks: [
      {
        name: 'nvme0n1',
        model: 'SAMSUNG MZVL8512',
        serialNumber: 'S7HZNX0W',
        sizeBytes: 512_110_190_592,
        rotational: false,
        removable: false,
      },
    ],
    volumes: [
      {
        device: '/dev/mapper/root',
        mountPoint: '/',
        fileSystem: 'ext4',
        sizeBytes: 490_000_000_000,
        freeBytes: 210_000_000_000,
        encrypted: true,
      },
      {
        device: '/dev/nvme0n1p1',
        mountPoint: '/boot/efi',
        fileSystem: 'vfat',
        sizeBytes: 536_870_912,
        freeBytes: 31_000_000,
        encrypted: false,
      },
    ],
  },
  network: {
    interfaces: [
      {
        name: 'wlp0s20f3',
        macAddress: '8c:17:59:a0:11:22',
        kind: 'wifi',
        up: true,
        mtu: 1500,
        speedMbps: null,
        addresses: ['192.168.10.20', 'fe80::8e17:59ff:fea0:1122'],
      },
      {
        name: 'enp0s31f6',
        macAddress: '8c:17:59:a0:11:23',
        kind: 'ethernet',
        up: false,
        mtu: 1500,
        speedMbps: 1000,
        addresses: [],
      },
    ],
    gateways: ['192.168.10.1'],
    dnsServers: ['192.168.10.1'],
  },
  software: {
    packages: Array.from({ length: 640 }, (_, index) => ({
      name: index === 0 ? 'openssh-server' : `lib${(index * 7919).toString(36)}-${index}`,
      version: `1.${index % 40}.${index % 7}-${(index % 4) + 1}+deb12u1`,
      architecture: 'amd64',
      publisher: 'Debian Maintainers',
      source: 'dpkg' as const,
      installedAt: null,
    })),
  },
  users: {
    logonUser: 'hanako',
    sessions: [{ user: 'hanako', seat: 'seat0', kind: 'x11', since: nowMs - 5 * 3_600_000 }],
  },
};

/** `users` is no longer collected. */
export const inventory = {
  leftOut: ['users'],
  sections: Object.entries(inventoryContents).map(([name, content]) => ({
    name,
    hash: name.length.toString(16).padStart(64, '0'),
    collectedAt: new Date(nowMs - 240_000).toISOString(),
    content: content as unknown,
  })),
};
