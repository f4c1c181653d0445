/** The inventory of an office machine with 300 programs, and the bodies in which a device sends it. */
import { createHash } from 'node:crypto';
import type { InventoryContents, InventoryRequest } from '@sekisho/contracts';

export const programs = 300;

type Section = { name: string; hash: string; content: string };

const collectedAt = 1_800_000_000_000;

function contents(version: number): InventoryContents {
  return {
    hardware: {
      manufacturer: 'Bench',
      model: 'Load',
      serialNumber: 'SN-0001',
      uuid: '4c4c4544-0042-3510-8054-b4c04f4d3232',
      chassis: 'notebook',
      biosVendor: 'Bench Inc.',
      biosVersion: '1.21.0',
      biosDate: '2026-03-04',
      boardManufacturer: 'Bench',
      boardModel: 'LB-1',
      virtualization: 'none',
      processors: [{ model: 'Bench Core 7', cores: 8, threads: 16, maxMhz: 4800 }],
      memoryBytes: 17_179_869_184,
      swapBytes: 4_294_967_296,
    },
    'operating-system': {
      name: 'Debian GNU/Linux 12 (bookworm)',
      version: '12',
      kernel: '6.1.0-28-amd64',
      architecture: 'x86_64',
      hostname: '営業部-0001',
      timeZone: 'Asia/Tokyo',
      locale: 'ja_JP.UTF-8',
      installedAt: 1_700_000_000_000,
      bootedAt: 1_790_000_000_000,
    },
    disks: {
      disks: [
        {
          name: 'nvme0n1',
          model: 'Bench SSD',
          serialNumber: 'D1',
          sizeBytes: 512e9,
          rotational: false,
          removable: false,
        },
      ],
      volumes: [
        {
          device: '/dev/nvme0n1p2',
          mountPoint: '/',
          fileSystem: 'ext4',
          sizeBytes: 511e9,
          freeBytes: 300e9,
          encrypted: true,
        },
      ],
    },
    network: {
      interfaces: [
        {
          name: 'wlan0',
          macAddress: '00:11:22:33:44:55',
          kind: 'wifi',
          up: true,
          mtu: 1500,
          speedMbps: null,
          addresses: ['10.1.2.3/24', 'fe80::1/64'],
        },
      ],
      gateways: ['10.1.2.1'],
      dnsServers: ['10.1.2.1'],
    },
    software: {
      packages: Array.from({ length: programs }, (_, index) => ({
        name: `application-${String(index * 7919).padStart(7, '0')}`,
        version: `${index % 9}.${index % 23}.${version}-${index}`,
        architecture: 'amd64',
        publisher: `Publisher ${index % 40} <packages@example.com>`,
        source: 'dpkg',
        installedAt: 1_700_000_000_000 + index * 86_400_000,
      })),
    },
    users: {
      logonUser: 'tanaka',
      sessions: [{ user: 'tanaka', seat: 'seat0', kind: 'x11', since: 1_790_000_100_000 }],
    },
  };
}

/** As an agent has them; with another `version` the software section is another one. */
export function sectionsOf(version: number): Section[] {
  return Object.entries(contents(version)).map(([name, value]) => {
    const content = JSON.stringify(value);
    return { name, hash: createHash('sha256').update(content).digest('hex'), content };
  });
}

/** Hashes alone: what a device whose inventory has not changed sends. */
export function unchangedBody(sections: readonly Section[]): string {
  const request: InventoryRequest = { collectedAt, sections: sections.map(({ name, hash }) => ({ name, hash })) };
  return JSON.stringify(request);
}

/** Software whole, since that has changed, and the hashes of the others. */
export function changedBody(sections: readonly Section[]): string {
  const sent = sections.map((section) =>
    section.name === 'software' ? section : { name: section.name, hash: section.hash },
  );
  const request: InventoryRequest = { collectedAt, sections: sent };
  return JSON.stringify(request);
}
