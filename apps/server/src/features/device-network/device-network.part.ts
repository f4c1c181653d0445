/** What check-ins bring of proxies: the last word of each device. */
import type { CheckInEntry, CheckInPart } from '../check-in/index.ts';
import { type ProxyWord, upsertWords } from './device-network.store.ts';

export const deviceNetworkPart: CheckInPart = {
  name: 'device-network',
  apply: (tx, entries) => upsertWords(tx, entries.flatMap(wordOf)),
};

function wordOf({ organizationId, deviceId, events, receivedAt }: CheckInEntry): ProxyWord[] {
  const event = events.findLast(({ what }) => what === 'proxy-trouble' || what === 'proxy-recovered');
  if (event === undefined) return [];
  const text = (name: string): string => String(event.detail?.[name] ?? '').toWellFormed();
  const family = (['ipv4', 'ipv6'] as const).find((each) => each === text('family')) ?? null;
  const code = event.what === 'proxy-trouble' ? text('code').slice(0, 64) || 'offline' : null;
  // The device's trusted time, but never later than the server heard of it.
  const at = new Date(Math.min(event.at, receivedAt.getTime()));
  const hasOther = code !== null && text('otherProxy') !== '' && text('otherCode') !== '';
  const other = {
    otherProxy: hasOther ? text('otherProxy') : null,
    otherCode: hasOther ? text('otherCode').slice(0, 64) : null,
  };
  return [{ organizationId, deviceId, proxy: text('proxy'), family, code, ...other, instead: text('instead'), at }];
}
