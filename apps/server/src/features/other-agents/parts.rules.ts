/** What another agent says of disks, network, programs and people, in our sections. Pure. */
import type { InventoryContents } from '@sekisho/contracts';
import { type Branch, branchesOf, branchOf, mebibytesOf, momentOf, numberOf, textOf } from './document.rules.ts';
import { architectureNamed, zoneOffsetMs } from './system-facts.rules.ts';

type Interface = InventoryContents['network']['interfaces'][number];
type Package = InventoryContents['software']['packages'][number];

const most = {
  disks: 512,
  volumes: 2_048,
  networks: 4_096,
  interfaces: 512,
  addresses: 256,
  packages: 20_000,
} as const;
const mostUsers = 512;

export function disksSection(content: Branch): InventoryContents['disks'] {
  const storages = branchesOf(content, 'storages', most.disks).filter(
    (storage) => !/cd|dvd|optical|tape|floppy/i.test(textOf(storage, 'type')),
  );
  const drives = branchesOf(content, 'drives', most.volumes).filter((drive) => mebibytesOf(drive, 'total') > 0);
  return {
    disks: storages.map((storage) => {
      const told = `${textOf(storage, 'type')} ${textOf(storage, 'description')} ${textOf(storage, 'interface')}`;
      return {
        name: textOf(storage, 'name'),
        model: textOf(storage, 'model'),
        serialNumber: textOf(storage, 'serial') || textOf(storage, 'serialnumber'),
        sizeBytes: mebibytesOf(storage, 'disksize'),
        rotational: /\bhdd\b/i.test(told),
        removable: /removable|usb/i.test(told),
      };
    }),
    volumes: drives.map((drive) => ({
      device: textOf(drive, 'volumn'),
      // On Windows the type is what kind of drive it is, elsewhere the place where it is mounted.
      mountPoint: textOf(drive, 'letter') || textOf(drive, 'type', 4_096),
      fileSystem: textOf(drive, 'filesystem'),
      sizeBytes: mebibytesOf(drive, 'total'),
      freeBytes: mebibytesOf(drive, 'free'),
      encrypted: /^(yes|1|true)$/i.test(textOf(drive, 'encrypt_status')),
    })),
  };
}

const macPattern = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;

function interfaceKind(network: Branch, name: string): Interface['kind'] {
  const type = textOf(network, 'type').toLowerCase();
  if (type === 'loopback' || name === 'lo' || name === 'lo0') return 'loopback';
  const isVirtual = /^(1|true)$/.test(textOf(network, 'virtualdev')) || /^(bridge|alias|aggregate)$/.test(type);
  if (isVirtual) return 'virtual';
  if (/wifi|wireless|802\.11/.test(type)) return 'wifi';
  return type.includes('ethernet') ? 'ethernet' : 'other';
}

/** `1000`, `1 Gb/s`, `100 Mb/s`; agents of old write bits. */
function speedOf(network: Branch): number | null {
  const parts = /^([\d.]+)\s*([gm])?/i.exec(textOf(network, 'speed', 40));
  const value = Number(parts?.[1]);
  if (!Number.isFinite(value) || value <= 0 || value > 1e15) return null;
  if (parts?.[2]?.toLowerCase() === 'g') return Math.round(value * 1_000);
  return Math.round(value >= 1_000_000 ? value / 1_000_000 : value);
}

const addressPattern = /^[0-9a-f:.]{2,45}(%[\w.-]{1,16})?$/i;
const listOf = (text: string) => text.split(/[\s,/;]+/).filter((each) => addressPattern.test(each));

/** Agents write one entry for each address. */
export function networkSection(content: Branch): InventoryContents['network'] {
  const interfaces = new Map<string, Interface>();
  const gateways = new Set(listOf(textOf(branchOf(content, 'hardware'), 'defaultgateway')));
  for (const network of branchesOf(content, 'networks', most.networks)) {
    const name = textOf(network, 'description');
    const mac = textOf(network, 'mac') || textOf(network, 'macaddr');
    const macAddress = macPattern.test(mac) ? mac.replaceAll('-', ':').toLowerCase() : '';
    const known = interfaces.get(`${name}\n${macAddress}`);
    if (known === undefined && interfaces.size >= most.interfaces) continue;
    const addresses = ['ipaddress', 'ipaddress6'].flatMap((field) => listOf(textOf(network, field)));
    for (const gateway of listOf(textOf(network, 'ipgateway'))) gateways.add(gateway);
    interfaces.set(`${name}\n${macAddress}`, {
      name,
      macAddress,
      kind: interfaceKind(network, name),
      up: /^up$/i.test(textOf(network, 'status')) || known?.up === true,
      mtu: numberOf(network, 'mtu') ?? known?.mtu ?? 0,
      speedMbps: speedOf(network) ?? known?.speedMbps ?? null,
      addresses: [...new Set([...(known?.addresses ?? []), ...addresses])].slice(0, most.addresses),
    });
  }
  const dnsServers = listOf(textOf(branchOf(content, 'hardware'), 'dns'));
  return {
    interfaces: [...interfaces.values()],
    gateways: [...gateways].slice(0, 64),
    dnsServers: dnsServers.slice(0, 64),
  };
}

const sources: Readonly<Record<string, Package['source']>> = {
  deb: 'dpkg',
  dpkg: 'dpkg',
  rpm: 'rpm',
  registry: 'registry',
};

function sourceOf(from: string, isMac: boolean): Package['source'] {
  return sources[from.toLowerCase()] ?? (isMac ? 'bundle' : 'other');
}

export function softwareSection(
  content: Branch,
  platform: 'linux' | 'windows' | 'macos',
): InventoryContents['software'] {
  const offsetMs = zoneOffsetMs(content);
  const packages = branchesOf(content, 'softwares', most.packages).map((program): Package => {
    const architecture = textOf(program, 'arch', 64) || architectureNamed(textOf(program, 'bitswidth', 8));
    const installed = textOf(program, 'install_date', 40) || textOf(program, 'installdate', 40);
    return {
      name: textOf(program, 'name') || textOf(program, 'guid'),
      version: textOf(program, 'version'),
      architecture,
      publisher: textOf(program, 'publisher'),
      source: sourceOf(textOf(program, 'from', 40), platform === 'macos'),
      installedAt: momentOf(installed, offsetMs),
    };
  });
  return { packages: packages.filter(({ name }) => name !== '') };
}

export function usersSection(content: Branch): InventoryContents['users'] {
  const told = branchesOf(content, 'users', mostUsers).map((user) => textOf(user, 'login', 256));
  const users = [...told, textOf(branchOf(content, 'hardware'), 'userid', 256)].filter((user) => user !== '');
  const sessions = [...new Set(users)].slice(0, mostUsers).map((user) => ({ user, seat: '', kind: '', since: null }));
  return { logonUser: sessions[0]?.user ?? null, sessions };
}
