/** The network section: interfaces as ifconfig lists them, their kinds by hardware port, gateways and name servers. */
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from '../../posix/sources.ts';

type Network = InventoryContents['network'];
type Interface = Network['interfaces'][number];

const unique = (values: readonly string[]) => [...new Set(values)];

/** `networksetup -listallhardwareports`: blocks of a port's name, its device and its address. */
export function parseHardwarePorts(text: string): ReadonlyMap<string, string> {
  const blocks = text.matchAll(/^Hardware Port: (.*)\nDevice: (\S+)$/gm);
  return new Map([...blocks].map(([, port = '', device = '']) => [device, port.trim()]));
}

const virtualNames = /^(utun|awdl|llw|bridge|ap|anpi|gif|stf|ipsec|vmnet|vmenet|feth|vlan)\d*$/;

function kindOf(name: string, port: string | undefined): Interface['kind'] {
  if (/^lo\d+$/.test(name)) return 'loopback';
  if (virtualNames.test(name)) return 'virtual';
  if (port === undefined) return 'other';
  if (/^(Wi-Fi|AirPort)$/.test(port)) return 'wifi';
  return /ethernet|\bLAN\b|^Thunderbolt \d+$/i.test(port) ? 'ethernet' : 'other';
}

/** `media: autoselect (1000baseT <full-duplex>)`; Wi-Fi tells none. */
function speedOf(block: string): number | null {
  const [, number, unit] = /\(([\d.]+)(G?)base/i.exec(block) ?? [];
  return number === undefined ? null : Math.round(Number(number) * (unit === '' ? 1 : 1000));
}

function parseBlock(block: string, ports: ReadonlyMap<string, string>): Interface | null {
  const [, name, flags = '', mtu] = /^(\S+): flags=\w+<([^>]*)>(?:.* mtu (\d+))?/.exec(block) ?? [];
  if (name === undefined) return null;
  const state = /^\s+status: (\S+)/m.exec(block)?.[1];
  const addresses = [...block.matchAll(/^\s+inet6? (\S+)/gm)].map(([, address = '']) => address.replace(/%.*$/, ''));
  return {
    name: cleanText(name),
    macAddress: /^\s+ether ([0-9a-f:]+)/m.exec(block)?.[1] ?? '',
    kind: kindOf(name, ports.get(name)),
    up: state === undefined ? flags.split(',').includes('RUNNING') : state === 'active',
    mtu: Number(mtu ?? 0),
    speedMbps: speedOf(block),
    addresses: unique(addresses).slice(0, 256),
  };
}

/** `ifconfig -a`: each interface begins at the margin. */
export function parseInterfaces(text: string, ports: ReadonlyMap<string, string>): Interface[] {
  return text
    .split(/\n(?=\S)/)
    .map((block) => parseBlock(block, ports))
    .filter((each) => each !== null);
}

/** `route -n get default` */
export function parseGateway(text: string): string[] {
  const gateway = /^\s*gateway: ([0-9a-fA-F.:]+)/m.exec(text)?.[1];
  return gateway === undefined ? [] : [gateway];
}

/** `scutil --dns`: those for any name; what follows is for one interface each. */
export function parseNameServers(text: string): string[] {
  const [first = ''] = text.split('DNS configuration (for scoped queries)');
  return unique([...first.matchAll(/^\s*nameserver\[\d+\] : ([0-9a-fA-F.:]+)/gm)].map(([, address = '']) => address));
}

export async function collectNetwork({ run }: Sources): Promise<Network> {
  const [listed, ports, gateway, gateway6, servers] = await Promise.all([
    run('ifconfig', ['-a']),
    run('networksetup', ['-listallhardwareports']),
    run('route', ['-n', 'get', 'default']),
    run('route', ['-n', 'get', '-inet6', 'default']),
    run('scutil', ['--dns']),
  ]);
  return {
    interfaces: parseInterfaces(listed ?? '', parseHardwarePorts(ports ?? '')).slice(0, 512),
    gateways: unique([...parseGateway(gateway ?? ''), ...parseGateway(gateway6 ?? '')]),
    dnsServers: parseNameServers(servers ?? '').slice(0, 64),
  };
}
