/** From what a device tells of a proxy to words; what a newer agent tells gets the general ones. Pure. */
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
