/** Slows down guessing of serial numbers: wrong ones are counted per address and over all addresses, right ones never. */
import { isIPv6 } from 'node:net';
import type { Clock } from '../../platform/clock.ts';

export interface GuessLimit {
  /** Seconds to wait before this address may ask again; 0: now. */
  waitSeconds(address: string): number;
  wrong(address: string): void;
}

export interface GuessLimitOptions {
  readonly windowMs: number;
  readonly wrongPerAddress: number;
  /** Above this, whoever was wrong once in the window waits; others still register. */
  readonly wrongOverall: number;
  /** Addresses remembered at a time; the oldest is forgotten first. */
  readonly maximumAddresses: number;
}

const defaults: GuessLimitOptions = {
  windowMs: 10 * 60_000,
  wrongPerAddress: 20,
  wrongOverall: 1_000,
  maximumAddresses: 20_000,
};

/** Who holds one IPv6 address holds 2^64 of them. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(missing).fill('0'), ...after].slice(0, 4).join(':');
}

export function createGuessLimit(clock: Clock, options: GuessLimitOptions = defaults): GuessLimit {
  let windowStartMs = clock.monotonicMs();
  let overall = 0;
  const wrongBy = new Map<string, number>();

  function turnWindow(): number {
    const nowMs = clock.monotonicMs();
    if (nowMs - windowStartMs >= options.windowMs) {
      windowStartMs = nowMs;
      overall = 0;
      wrongBy.clear();
    }
    return Math.ceil((windowStartMs + options.windowMs - nowMs) / 1_000);
  }

  return {
    waitSeconds(address) {
      const untilNextWindow = turnWindow();
      const wrong = wrongBy.get(networkOf(address)) ?? 0;
      const allowed = overall >= options.wrongOverall ? 1 : options.wrongPerAddress;
      return wrong >= allowed ? untilNextWindow : 0;
    },
    wrong(address) {
      turnWindow();
      const network = networkOf(address);
      overall += 1;
      const count = (wrongBy.get(network) ?? 0) + 1;
      wrongBy.delete(network);
      wrongBy.set(network, count);
      if (wrongBy.size > options.maximumAddresses)
        for (const oldest of wrongBy.keys()) if (wrongBy.delete(oldest)) break;
    },
  };
}
