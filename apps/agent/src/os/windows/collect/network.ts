/** The network section: interfaces with their addresses as Node lists them, gateways and name servers out of the registry. */
import { getServers } from 'node:dns';
import type { InventoryContents } from '@sekisho/contracts';
import { cleanText } from '../../any/clean-text.ts';
import type { Sources } from './sources.ts';

type Network = InventoryContents['network'];
type Interface = Network['interfaces'][number];

const interfacesKey = 'SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces';

/** Of interfaces by DHCP, and of those set by hand; the values hold several, NUL or blank between them. */
export function splitAddresses(text: string | null): string[] {
  return (text ?? '').split(/[\0\s,]+/).filter((address) => /^[\d.]+$/.test(address) && address !== '0.0.0.0');
}

function readGateways({ registry }: Sources): string[] {
  const names = registry.read('machine', interfacesKey, (key) => key.keys()) ?? [];
  const found = names.flatMap((name) => {
    const values = registry.read('machine', `${interfacesKey}\\${name}`, (key) => [
      ...splitAddresses(key.list('DefaultGateway').join(' ')),
      ...splitAddresses(key.list('DhcpDefaultGateway').join(' ')),
    ]);
    return values ?? [];
  });
  return [...new Set(found)].slice(0, 64);
}

/** By the name that Windows, or a person, gave it; nothing else tells the kinds apart in every language. */
export function kindOf(name: string, isInternal: boolean): Interface['kind'] {
  if (isInternal) return 'loopback';
  if (/wi-?fi|wireless|wlan|ワイヤレス/i.test(name)) return 'wifi';
  if (/vethernet|virtual|vmware|vpn|tap|tunnel|hyper-v/i.test(name)) return 'virtual';
  return /ethernet|イーサネット|ローカル エリア接続|local area/i.test(name) ? 'ethernet' : 'other';
}

/** Interfaces without an address are not listed by Node: those here are up. */
export function collectNetwork(sources: Sources): Network {
  const interfaces = Object.entries(sources.interfaces()).flatMap(([name, list]): Interface[] => {
    const [first] = list ?? [];
    if (first === undefined) return [];
    return [
      {
        name: cleanText(name),
        macAddress: first.mac,
        kind: kindOf(name, first.internal),
        up: true,
        mtu: 0,
        speedMbps: null,
        addresses: (list ?? []).slice(0, 256).map(({ address }) => cleanText(address, 64)),
      },
    ];
  });
  return {
    interfaces: interfaces.slice(0, 512),
    gateways: readGateways(sources),
    dnsServers: getServers().slice(0, 64),
  };
}
