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
  const code = event.what === 'proxy-trouble' ? text('code').slice(0, 64) || 'offline' : null;
  // The device's trusted time, but never later than the server heard of it.
  const at = new Date(Math.min(event.at, receivedAt.getTime()));
  return [{ organizationId, deviceId, proxy: text('proxy'), code, instead: text('instead'), at }];
}
