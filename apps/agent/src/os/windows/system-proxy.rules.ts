/** Proxies as Windows writes them down: lists of servers, bytes of its registry, a script's answer. Pure. */
import type { SystemProxy } from '../any/machine-network.ts';

/** What is set in Internet Options, for an account or the whole machine. */
export interface InternetOptions {
  /** The script that the network names comes first (WPAD). */
  readonly detect: boolean;
  /** Address of a script; blank: none. */
  readonly script: string;
  readonly proxy: SystemProxy | null;
}

const HTTP_PROXY = 0x2;
const AUTO_DETECT = 0x8;
const WINHTTP_ACCESS_TYPE_NAMED_PROXY = 3;
const longestText = 32_768;

const entriesOf = (text: string): string[] => text.split(/[;\s]+/).filter((entry) => entry !== '');

/** Those for this protocol, in their order: `https=a:1`, else those of no protocol. */
function serversFor(protocol: string, entries: readonly string[]): string[] {
  const start = `${protocol}=`;
  const own = entries.filter((entry) => entry.toLowerCase().startsWith(start));
  return own.length > 0
    ? own.map((entry) => entry.slice(start.length))
    : entries.filter((entry) => !entry.includes('='));
}

/** `proxy:8080`, or `http=proxy:8080;https=other:8443`; exceptions `*.example.com;<local>` (WINHTTP_PROXY_INFO). */
export function manualProxy(server: string, bypass: string): SystemProxy | null {
  const [http = '', https = ''] = ['http', 'https'].map((protocol) => serversFor(protocol, entriesOf(server))[0]);
  if (!http && !https) return null;
  const exceptions = entriesOf(bypass).filter((entry) => !entry.startsWith('<'));
  return {
    environment: { http_proxy: http, https_proxy: https, no_proxy: exceptions.join(',') },
    script: false,
  };
}

/** @param protocol of the server, with its colon */
export function scriptAnswer(access: number, server: string, protocol: string): readonly string[] {
  return access === WINHTTP_ACCESS_TYPE_NAMED_PROXY ? serversFor(protocol.slice(0, -1), entriesOf(server)) : [];
}

const viewOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * `WinHttpSettings`: four numbers of four bytes (size, count of changes, flags, length of the server), the server, then the length of the
 * bypass list and the list. Microsoft documents none of it; whatever does not fit says nothing.
 */
export function winHttpProxy(bytes: Uint8Array): SystemProxy | null {
  const view = viewOf(bytes);
  if (view.length < 16 || (view.readUInt32LE(8) & HTTP_PROXY) === 0) return null;
  const length = view.readUInt32LE(12);
  if (length === 0 || length > longestText || view.length < 16 + length) return null;
  const server = view.toString('latin1', 16, 16 + length);
  const after = 16 + length;
  const bypassLength = view.length >= after + 4 ? view.readUInt32LE(after) : 0;
  const bypass = view.toString('latin1', after + 4, Math.min(view.length, after + 4 + bypassLength));
  return manualProxy(server, bypass);
}

/** `DefaultConnectionSettings` begins as `WinHttpSettings` does; of its flags the one that stands nowhere else. */
export function detectsScripts(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && (viewOf(bytes).readUInt32LE(8) & AUTO_DETECT) !== 0;
}
