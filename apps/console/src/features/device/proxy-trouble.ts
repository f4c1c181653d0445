/** From what a device tells of a proxy to words; what a newer agent tells gets the general ones. Pure. */
import type { DeviceNetwork } from '@sekisho/contracts';
import type { TextKey } from '../../i18n/wording.ts';

const codes = [
  'proxy-auth-required',
  'proxy-failed',
  'offline',
  'timeout',
  'tls',
  'proxy-script',
  'proxy-unusable',
] as const;

export function proxyTroubleText(code: string): TextKey {
  return `device.proxy.trouble.${codes.find((known) => known === code) ?? 'offline'}`;
}

interface TroubleOfOne {
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly proxy: string;
  readonly code: string;
}

/** One for each proxy that is not in use, in the order in which the device tries them. */
export function troublesOf({ family, proxy, code, other }: NonNullable<DeviceNetwork['proxy']>): TroubleOfOne[] {
  if (code === null) return [];
  const first = { family, proxy, code };
  if (other === null) return [first];
  return [first, { ...other, family: family === null ? null : family === 'ipv4' ? 'ipv6' : 'ipv4' }];
}
