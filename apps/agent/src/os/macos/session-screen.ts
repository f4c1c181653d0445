/**
 * The lock of a Mac, in two layers. The session is locked by macOS itself; whoever opens it with its password meets our own screen, which lies over it
 * already. Neither is believed: what the registry says of the session, and what our screen has just said of itself, is looked at every second.
 * Where ours does not hold, the session is locked again (ADR 0036).
 */
import type { ScreenContent as Asked, Screen, ScreenEvent } from '@sekisho/agent-core';
import type { ScreenFault } from '@sekisho/contracts';
import type { Language } from '@sekisho/messages/language';
import type { Closable } from '../../machine.ts';
import type { ScreenContent } from '../any/drawing/content.ts';
import { contentFor } from '../any/screen-port.ts';
import type { ConsoleSession } from './console-session.ts';
import type { LoginText } from './lock-screen/login-text.ts';
import type { OwnCover } from './lock-screen/own-cover.ts';
import type { SessionHelper } from './lock-screen/session-helper.ts';

export interface SessionScreenPorts {
  /** `null`: nobody is logged on at the screen. */
  readonly look: () => Promise<ConsoleSession | null>;
  /** One after the other, over and over, as long as the session is open. */
  readonly ways: readonly ((userId: number) => Promise<unknown>)[];
  readonly own: OwnCover;
  readonly helper: SessionHelper;
  readonly loginText: LoginText;
  readonly language: Language;
  readonly every: (periodMs: number, act: () => void) => Closable;
}

const periodMs = 1_000;
/** After so many looks at a process of our screen that has said nothing, the helper is asked. */
const silentLooks = 3;

/** For the screens of macOS, which have no room for more. */
const textOf = ({ message, telephone }: ScreenContent) => [...message, telephone].filter(Boolean).join('\n');

export function createSessionScreen({
  look,
  ways,
  own,
  helper,
  loginText,
  language,
  every,
}: SessionScreenPorts): Screen {
  const listeners: ((event: ScreenEvent) => void)[] = [];
  const tell = (event: ScreenEvent) => {
    for (const listener of listeners) listener(event);
  };
  let wanted: { readonly asked: Asked; readonly content: ScreenContent } | null = null;
  let watch: Closable | null = null;
  let told: 'own' | 'system' | null = null;
  let attempts = 0;
  /** How the last look found it. A session that was `locked` and is opened gives our screen one look's `grace` to be in front. */
  let found: 'locked' | 'grace' | 'own' | 'open' = 'open';
  let silence = 0;
  let busy = false;

  const tellFault = (fault: ScreenFault, over: boolean) => tell({ type: 'fault', fault, over });

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

  /** Two of them would take the front from each other: it stands back as soon as our own process says anything. */
  async function callHelper(userId: number, content: ScreenContent): Promise<void> {
    silence = own.hasSpoken() ? 0 : silence + 1;
    if (silence === 0) await helper.hide();
    else await helper.prepare(content);
    if (silence > silentLooks) await helper.start(userId);
  }

  async function check(): Promise<void> {
    const session = await look();
    const now = wanted;
    if (now === null) return;
    if (session === null) {
      told = null;
      found = 'open';
      silence = 0;
      await helper.prepare(now.content);
      return;
    }
    const { userId, locked } = session;
    await own.keep(userId, now.content);
    // A release meanwhile has the last word, with the helper too.
    if (wanted !== now) return;
    await callHelper(userId, now.content);
    if (wanted !== now) return;
    const before = found;
    if (locked) {
      found = 'locked';
      reached('system', now);
    } else if (own.covers(userId)) {
      found = 'own';
      reached('own', now);
      for (const fault of ['own-screen-behind', 'own-screen-ended'] as const) tellFault(fault, true);
    } else if (before === 'locked' && own.isComing(userId)) found = 'grace';
    else {
      found = 'open';
      // Nobody has given our screen its time yet: that is no fault of its own.
      if (before !== 'open') tellFault(own.hasSpoken() ? 'own-screen-behind' : 'own-screen-ended', false);
      await lock(userId);
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
    show(asked) {
      wanted = { asked, content: contentFor(asked, language) };
      told = null;
      found = 'open';
      loginText.show(textOf(wanted.content)).then((stands) => {
        if (wanted !== null) tellFault('system-message-refused', stands);
      });
      watch ??= every(periodMs, tick);
      tick();
    },
    hide() {
      wanted = null;
      attempts = 0;
      watch?.close();
      watch = null;
      loginText.restore().then((isBack) => {
        if (wanted === null) tellFault('system-message-left', isBack);
      });
      void helper.hide();
      own.hide().then(() => {
        if (wanted === null) tell({ type: 'hidden' });
      });
    },
    listen: (listener) => {
      listeners.push(listener);
    },
  };
}
