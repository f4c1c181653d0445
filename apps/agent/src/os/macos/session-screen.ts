/**
 * The lock of a Mac, by the lock of its own session: whoever unlocks it with the account's password is locked out again at once. A way of locking is
 * never believed: only what the registry says of the session counts, looked at every second (ADR 0025).
 */
import type { Screen, ScreenEvent, ShownScreen } from '@sekisho/agent-core';
import type { Closable } from '../../machine.ts';
import type { ConsoleSession } from './console-session.ts';

export interface SessionScreenPorts {
  /** `null`: nobody is logged on at the screen. */
  readonly look: () => Promise<ConsoleSession | null>;
  /** One after the other, over and over, as long as the session is open. */
  readonly ways: readonly ((userId: number) => Promise<unknown>)[];
  readonly every: (periodMs: number, act: () => void) => Closable;
}

const periodMs = 1_000;

export function createSessionScreen({ look, ways, every }: SessionScreenPorts): Screen {
  const listeners: ((event: ScreenEvent) => void)[] = [];
  const tell = (event: ScreenEvent) => {
    for (const listener of listeners) listener(event);
  };
  let wanted: ShownScreen | null = null;
  let watch: Closable | null = null;
  let told = false;
  let attempts = 0;
  let busy = false;

  async function lock(userId: number): Promise<void> {
    told = false;
    if (attempts > 0 && attempts % ways.length === 0) tell({ type: 'failed', reason: 'the session stays open' });
    const way = ways[attempts % ways.length];
    attempts += 1;
    await way?.(userId);
  }

  async function check(): Promise<void> {
    const session = await look();
    if (wanted === null) return;
    if (session === null) told = false;
    else if (!session.locked) await lock(session.userId);
    else {
      attempts = 0;
      if (!told) tell({ type: 'shown', screen: wanted, by: 'system' });
      told = true;
    }
  }

  function tick(): void {
    if (busy) return;
    busy = true;
    check()
      .catch((error: unknown) => tell({ type: 'failed', reason: String(error) }))
      .finally(() => {
        busy = false;
      });
  }

  return {
    show({ screen }) {
      wanted = screen;
      told = false;
      watch ??= every(periodMs, tick);
      tick();
    },
    hide() {
      wanted = null;
      attempts = 0;
      watch?.close();
      watch = null;
      tell({ type: 'hidden' });
    },
    listen: (listener) => {
      listeners.push(listener);
    },
  };
}
