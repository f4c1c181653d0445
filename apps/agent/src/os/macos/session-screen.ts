/**
 * The lock of a Mac, in two layers. The session is locked by macOS itself; whoever opens it with its password meets our own screen, which lies over it
 * already. Neither is believed: what the registry says of the session, and what our screen has just said of itself, is looked at every second.
 * Where ours does not hold, the session is locked again (ADR 0036).
 */
import type { ScreenContent as Asked, Screen, ScreenEvent } from '@sekisho/agent-core';
import type { Language } from '@sekisho/messages/language';
import type { Closable } from '../../machine.ts';
import type { ScreenContent } from '../any/drawing/content.ts';
import { contentFor } from '../any/screen-port.ts';
import type { ConsoleSession } from './console-session.ts';
import type { LoginText } from './lock-screen/login-text.ts';
import type { OwnCover } from './lock-screen/own-cover.ts';

export interface SessionScreenPorts {
  /** `null`: nobody is logged on at the screen. */
  readonly look: () => Promise<ConsoleSession | null>;
  /** One after the other, over and over, as long as the session is open. */
  readonly ways: readonly ((userId: number) => Promise<unknown>)[];
  readonly own: OwnCover;
  readonly loginText: LoginText;
  readonly language: Language;
  readonly every: (periodMs: number, act: () => void) => Closable;
}

const periodMs = 1_000;

/** For the screens of macOS, which have no room for more. */
const textOf = ({ message, telephone }: ScreenContent) => [...message, telephone].filter(Boolean).join('\n');

export function createSessionScreen({ look, ways, own, loginText, language, every }: SessionScreenPorts): Screen {
  const listeners: ((event: ScreenEvent) => void)[] = [];
  const tell = (event: ScreenEvent) => {
    for (const listener of listeners) listener(event);
  };
  let wanted: { readonly asked: Asked; readonly content: ScreenContent } | null = null;
  let watch: Closable | null = null;
  let told: 'own' | 'system' | null = null;
  let attempts = 0;
  /** Locked when it was last looked at: our screen gets one look's time to be in front. */
  let wasLocked = false;
  let busy = false;

  async function lock(userId: number): Promise<void> {
    told = null;
    if (attempts > 0 && attempts % ways.length === 0) tell({ type: 'failed', reason: 'the session stays open' });
    const way = ways[attempts % ways.length];
    attempts += 1;
    await way?.(userId);
  }

  function reached(by: 'own' | 'system', { asked }: NonNullable<typeof wanted>): void {
    attempts = 0;
    if (told !== by) tell({ type: 'shown', screen: asked.screen, by });
    told = by;
  }

  async function check(): Promise<void> {
    const session = await look();
    const now = wanted;
    if (now === null) return;
    if (session === null) {
      told = null;
      return;
    }
    const { userId, locked } = session;
    await own.keep(userId, now.content);
    if (wanted !== now) return;
    const mayCome = wasLocked && own.isComing(userId);
    wasLocked = locked;
    if (locked) reached('system', now);
    else if (own.covers(userId)) reached('own', now);
    else if (!mayCome) await lock(userId);
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
    show(asked) {
      wanted = { asked, content: contentFor(asked, language) };
      told = null;
      wasLocked = false;
      void loginText.show(textOf(wanted.content));
      watch ??= every(periodMs, tick);
      tick();
    },
    hide() {
      wanted = null;
      attempts = 0;
      watch?.close();
      watch = null;
      void loginText.restore();
      own.hide().then(() => {
        if (wanted === null) tell({ type: 'hidden' });
      });
    },
    listen: (listener) => {
      listeners.push(listener);
    },
  };
}
