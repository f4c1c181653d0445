// What a lock screen shows, the colours of its kinds, and the desired state that the agent hands to every screen process.

import { lockScreenColours } from '@sekisho/contracts/lock-screen-colours';

/** The screens of `design/lock.md`; each has a background of its own (N08). */
const SCREEN_KINDS = ['timer', 'remote', 'sim', 'wiping'] as const;
export type ScreenKind = (typeof SCREEN_KINDS)[number];

export interface ScreenContent {
  readonly screen: ScreenKind;
  /** The name of the lock, drawn large at the bottom right, such as タイマーロック中. */
  readonly title: string;
  /** Smaller text under the title: whose device it is, and how the lock is released. */
  readonly lines: readonly string[];
  /** What the policy tells the person at the device, in paragraphs, cleaned; drawn in the middle. */
  readonly message: readonly string[];
  /** Whom to call, ready to be drawn; blank for nobody. */
  readonly telephone: string;
  readonly language: 'ja' | 'en';
}

/** `screen: null` means that nothing is to be covered. Of two desired states the one with the greater revision holds. */
export interface DesiredScreen {
  readonly revision: number;
  readonly screen: ScreenContent | null;
}

/** Red, green and blue, 0–255 each. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export function backgroundOf(screen: ScreenKind): Colour {
  const colour = Number.parseInt(lockScreenColours[screen].slice(1), 16);
  return { red: colour >> 16, green: (colour >> 8) & 0xff, blue: colour & 0xff };
}

/** Reads a desired state from JSON text; `undefined` for anything malformed, which must never open a screen. */
export function parseDesired(text: string): DesiredScreen | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { revision, screen } = value;
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision)) return undefined;
  if (screen === null) return { revision, screen: null };
  const content = parseContent(screen);
  return content === undefined ? undefined : { revision, screen: content };
}

function parseContent(value: unknown): ScreenContent | undefined {
  if (!isRecord(value)) return undefined;
  // Message and telephone are missing from what an older agent wrote.
  const { screen, title, lines, message = [], telephone = '', language } = value;
  const kind = SCREEN_KINDS.find((known) => known === screen);
  if (kind === undefined || typeof title !== 'string' || typeof telephone !== 'string') return undefined;
  if (!isTexts(lines) || !isTexts(message)) return undefined;
  return { screen: kind, title, lines, message, telephone, language: language === 'en' ? 'en' : 'ja' };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
