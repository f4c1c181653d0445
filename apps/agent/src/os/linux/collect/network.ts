/** The network section: interfaces of /sys/class/net, their addresses, the default gateways and the name servers. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';

type Network = InventoryContents['network'];
type Interface = Network['interfaces'][number];

const unique = (values: readonly string[]) => [...new Set(values)];

/** /proc/net/route writes addresses as eight hexadecimal digits in the machine's byte order, which is little-endian on all we run on. */
export function parseIpv4Gateways(text: string): string[] {
  const rows = text.split('\n').slice(1);
  const gateways = rows.flatMap((row): { address: string; metric: number }[] => {
    const [, destination, gateway, , , , metric, mask] = row.trim().split(/\s+/);
    if (destination !== '00000000' || mask !== '00000000' || gateway === undefined || gateway === '00000000') return [];
    const bytes = [6, 4, 2, 0].map((from) => Number.parseInt(gateway.slice(from, from + 2), 16));
    return [{ address: bytes.join('.'), metric: Number(metric) }];
  });
  return unique(gateways.sort((left, right) => left.metric - right.metric).map(({ address }) => address));
}

/** Thirty-two hexadecimal digits as people write them (RFC 5952). */
export function formatIpv6(digits: string): string {
  const groups = digits.match(/.{4}/g)?.join(':') ?? '';
  return new URL(`http://[${groups}]/`).hostname.slice(1, -1);
}

export function parseIpv6Gateways(text: string): string[] {
  const nothing = '0'.repeat(32);
  const gateways = text.split('\n').flatMap((row): string[] => {
    const [destination, length, , , gateway] = row.trim().split(/\s+/);
    const isDefault = destination === nothing && length === '00' && gateway?.length === 32 && gateway !== nothing;
    return isDefault ? [formatIpv6(gateway)] : [];
  });
  return unique(gateways);
}

export function parseNameServers(text: string): string[] {
  const servers = text.split('\n').flatMap((line) => /^\s*nameserver\s+([0-9a-fA-F.:]+)/.exec(line)?.[1] ?? []);
  return unique(servers);
}

async function readNameServers(sources: Sources): Promise<string[]> {
  const servers = parseNameServers((await sources.readText('/etc/resolv.conf')) ?? '');
  // The local stub of systemd-resolved stands for servers it keeps in a file of its own.
  if (servers.length !== 1 || !servers[0]?.startsWith('127.0.0.5')) return servers;
  const real = parseNameServers((await sources.readText('/run/systemd/resolve/resolv.conf')) ?? '');
  return real.length > 0 ? real : servers;
}

const loopbackType = '772';
const ethernetType = '1';

async function kindOf(sources: Sources, folder: string, type: string): Promise<Interface['kind']> {
  if (type === loopbackType) return 'loopback';
  const entries = await sources.listFolder(folder);
  if (entries.includes('wireless') || entries.includes('phy80211')) return 'wifi';
  if (!entries.includes('device')) return 'virtual';
  return type === ethernetType ? 'ethernet' : 'other';
}

const upFlag = 1;

async function readInterface(sources: Sources, name: string, addresses: readonly string[]): Promise<Interface | null> {
  const folder = `/sys/class/net/${name}`;
  const read = async (file: string) => cleanText(await sources.readText(`${folder}/${file}`));
  const type = await read('type');
  if (type === '') return null;
  const state = await read('operstate');
  const flags = Number.parseInt(await read('flags'), 16);
  const speed = Number(await read('speed'));
  return {
    name: cleanText(name),
    macAddress: await read('address'),
    kind: await kindOf(sources, folder, type),
    up: state === 'up' || (state === 'unknown' && (flags & upFlag) !== 0),
    mtu: Number(await read('mtu')) || 0,
    speedMbps: Number.isInteger(speed) && speed > 0 ? speed : null,
    addresses: addresses.slice(0, 256).map((address) => cleanText(address, 64)),
  };
}

export async function collectNetwork(sources: Sources): Promise<Network> {
  const names = (await sources.listFolder('/sys/class/net')).sort();
  const addresses = sources.addresses();
  const interfaces = await Promise.all(names.map((name) => readInterface(sources, name, addresses.get(name) ?? [])));
  const ipv4 = parseIpv4Gateways((await sources.readText('/proc/net/route')) ?? '');
  const ipv6 = parseIpv6Gateways((await sources.readText('/proc/net/ipv6_route')) ?? '');
  return {
    interfaces: interfaces.filter((item) => item !== null).slice(0, 512),
    gateways: [...ipv4, ...ipv6].slice(0, 64),
    dnsServers: (await readNameServers(sources)).slice(0, 64),
  };
}
