// Tells which displays came and went while something is to be covered.

import type { DisplayAddress, DisplaySource } from './displays.ts';
import type { Timers } from './timers.ts';

const POLL_MS = 300;

export interface DisplayWatcher {
  /** Looks now and calls the listener for what changed; then goes on looking three times a second. */
  start(): Promise<void>;
  stop(): void;
}

export interface DisplayListener {
  appeared(address: DisplayAddress): void;
  vanished(address: DisplayAddress): void;
}

export function createDisplayWatcher(source: DisplaySource, timers: Timers, listener: DisplayListener): DisplayWatcher {
  const present = new Map<string, DisplayAddress>();
  let cancel: (() => void) | undefined;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const found = new Map((await source.list()).map((address) => [keyOf(address), address]));
    for (const [key, address] of present) {
      if (found.has(key)) continue;
      present.delete(key);
      listener.vanished(address);
    }
    for (const [key, address] of found) {
      if (present.has(key)) continue;
      present.set(key, address);
      listener.appeared(address);
    }
  };
  const lookOnce = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  return {
    start: async () => {
      cancel ??= timers.every(POLL_MS, () => void lookOnce().catch(() => undefined));
      await lookOnce();
    },
    stop: () => {
      cancel?.();
      cancel = undefined;
    },
  };
}

/** A display found again with other authority files is another address: the one before could perhaps not be opened. */
function keyOf(address: DisplayAddress): string {
  return [address.display, address.serverKey, ...address.authorityPaths].join('\n');
}
