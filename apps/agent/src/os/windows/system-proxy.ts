/** The proxy of the system: what was set for the whole machine (`netsh winhttp`), else what the person at the desktop has in Internet Options. */
import type { SystemProxy } from '../any/machine-network.ts';
import type { Registry } from './registry.ts';
import { isPerson } from './sid.ts';

const nothing: SystemProxy = { environment: {}, script: false };
const settings = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

const HTTP_PROXY = 0x2;
const longestText = 32_768;

/**
 * `WinHttpSettings`: four numbers of four bytes (size, count of changes, flags, length of the server), the server, then the length of the
 * bypass list and the list. Microsoft documents none of it; whatever does not fit says nothing.
 */
export function winHttpProxy(bytes: Uint8Array): SystemProxy | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 16 || (view.readUInt32LE(8) & HTTP_PROXY) === 0) return null;
  const length = view.readUInt32LE(12);
  if (length === 0 || length > longestText || view.length < 16 + length) return null;
  const server = view.toString('latin1', 16, 16 + length);
  const after = 16 + length;
  const bypassLength = view.length >= after + 4 ? view.readUInt32LE(after) : 0;
  const bypass = view.toString('latin1', after + 4, Math.min(view.length, after + 4 + bypassLength));
  return manualProxy(server, bypass);
}

/** `proxy:8080`, or `http=proxy:8080;https=other:8443`; exceptions `*.example.com;<local>` (WINHTTP_PROXY_INFO). */
export function manualProxy(server: string, bypass: string): SystemProxy | null {
  const entries = server.split(/[;\s]+/).filter((entry) => entry !== '');
  const byProtocol = new Map(
    entries.map((entry): [string, string] => {
      const equals = entry.indexOf('=');
      return equals < 0 ? ['', entry] : [entry.slice(0, equals).toLowerCase(), entry.slice(equals + 1)];
    }),
  );
  const [http, https] = ['http', 'https'].map((name) => byProtocol.get(name) ?? byProtocol.get('') ?? '');
  if (!http && !https) return null;
  const exceptions = bypass.split(/[;\s]+/).filter((entry) => entry !== '' && !entry.startsWith('<'));
  return {
    environment: { http_proxy: http, https_proxy: https, no_proxy: exceptions.join(',') },
    script: false,
  };
}

function userProxies(registry: Pick<Registry, 'read'>): SystemProxy[] {
  const people = registry.read('users', '', (key) => key.keys())?.filter(isPerson) ?? [];
  return people.flatMap((sid) => {
    const found = registry.read('users', `${sid}\\${settings}`, (key) => ({
      enabled: key.number('ProxyEnable') === 1,
      server: key.text('ProxyServer') ?? '',
      bypass: key.text('ProxyOverride') ?? '',
      script: (key.text('AutoConfigURL') ?? '') !== '',
    }));
    if (found === null) return [];
    if (found.script) return [{ environment: {}, script: true }];
    return found.enabled ? (manualProxy(found.server, found.bypass) ?? []) : [];
  });
}

export function readSystemProxy(registry: Pick<Registry, 'read'>): SystemProxy {
  const machine = registry.read('machine', `${settings}\\Connections`, (key) => key.bytes('WinHttpSettings'));
  return (machine === null ? null : winHttpProxy(machine)) ?? userProxies(registry)[0] ?? nothing;
}
