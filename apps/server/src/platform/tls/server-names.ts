/** Under which names and addresses this server can be reached: what its certificate must say. Pure. */
import { isIP } from 'node:net';

export interface NamesInput {
  readonly hostName: string;
  /** Of every network interface. */
  readonly addresses: readonly string[];
  readonly publicUrl: string | undefined;
}

export interface ServerName {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

/** Sorted and without repetition, so that two lists can be compared. Link-local addresses are of no use to anybody. */
export function serverNames(input: NamesInput): ServerName[] {
  const publicHost = input.publicUrl === undefined ? [] : [new URL(input.publicUrl).hostname.replace(/^\[|\]$/g, '')];
  const candidates = ['localhost', '127.0.0.1', '::1', input.hostName, ...input.addresses, ...publicHost];
  const values = new Set(candidates.map((value) => value.toLowerCase().replace(/%.*$/, '')));
  return [...values]
    .filter((value) => value !== '' && !value.startsWith('fe80:'))
    .filter((value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value))
    .sort()
    .map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));
}
