/** Which proxy, if any, leads to a server: settings first, then the environment, with NO_PROXY as everybody reads it. */
import { BlockList, isIP } from 'node:net';

/** `system`: what the environment says. */
export type ProxySettings =
  | { readonly mode: 'system' }
  | { readonly mode: 'none' }
  | {
      readonly mode: 'manual';
      readonly url: string;
      /** Beside `url`, for the way over IPv6. */
      readonly urlIpv6?: string;
      readonly bypass: string;
    };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The addresses of the proxies to be tried, in their order; none: the way without a proxy. Of a pair, the one of the server's own family comes
 * first where the server is named by an address, else that of IPv4; a proxy of either family may lead to the server.
 */
export function proxiesFor(server: URL, settings: ProxySettings, environment: Environment): readonly string[] {
  if (settings.mode === 'none') return [];
  const manual = settings.mode === 'manual';
  const bypass = manual ? settings.bypass : (environment['no_proxy'] ?? environment['NO_PROXY'] ?? '');
  if (isBypassed(server, bypass)) return [];
  const texts = manual ? [settings.url, settings.urlIpv6 ?? ''] : [fromEnvironment(server.protocol, environment)];
  const inOrder = server.hostname.startsWith('[') ? texts.reverse() : texts;
  return inOrder.filter((text) => text !== '');
}

/** @throws for an address that cannot be read: going around a proxy unasked would be worse */
export function proxyAt(text: string): URL {
  const proxy = new URL(text.includes('://') ? text : `http://${text}`);
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')
    throw new Error(`no such kind of proxy: ${proxy.protocol}`);
  return proxy;
}

function fromEnvironment(protocol: string, environment: Environment): string {
  const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const found = [name, name.toUpperCase(), 'all_proxy', 'ALL_PROXY'].map((key) => environment[key]?.trim());
  return found.find((value) => value !== undefined && value !== '') ?? '';
}

/**
 * Entries are separated by commas or spaces: `*`, a host, a domain (`.example.com`, `*.example.com` or `example.com`, with all below
 * it), an address, a network (`10.0.0.0/8`), each with `:port` where only that port is meant.
 */
export function isBypassed(server: URL, bypass: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  const entries = bypass.split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.some((entry) => matches(entry.toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const { name, onlyPort } = splitPort(entry);
  if (onlyPort !== null && onlyPort !== port) return false;
  if (name.includes('/')) return isInNetwork(name, host);
  if (isIP(name) !== 0) return isSameAddress(name, host);
  const domain = name.replace(/^\*?\./, '');
  return domain !== '' && isIP(host) === 0 && (host === domain || host.endsWith(`.${domain}`));
}

function splitPort(entry: string): { name: string; onlyPort: string | null } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return { name: bracketed[1] ?? '', onlyPort: bracketed[2] ?? null };
  if (isIP(entry) !== 0 || entry.includes('/')) return { name: entry, onlyPort: null };
  const plain = /^([^:]+):(\d+)$/.exec(entry);
  return plain === null ? { name: entry, onlyPort: null } : { name: plain[1] ?? '', onlyPort: plain[2] ?? null };
}

function isInNetwork(network: string, host: string): boolean {
  const [address = '', prefix = ''] = network.split('/');
  const [family, hostFamily] = [isIP(address), isIP(host)];
  if (family === 0 || family !== hostFamily || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function isSameAddress(address: string, host: string): boolean {
  if (isIP(address) !== isIP(host)) return false;
  return isInNetwork(`${address}/${isIP(address) === 4 ? 32 : 128}`, host);
}
