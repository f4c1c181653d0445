// Caps lock, num lock and the keyboard layout, which anybody can switch under the lock: put back as they were when it opens.

import type { XConnection } from './x-connection.ts';

/** Told apart from an absent state, which is 0. */
const KNOWN = 0x1_0000;
const ALL_MODIFIERS = 0xff;

/** The locked modifiers and the layout as one number; 0 where the server cannot tell. */
export async function keyboardState({ xkb, ask }: XConnection): Promise<number> {
  if (xkb === undefined) return 0;
  const state = await ask<{ lockedMods: number; lockedGroup: number }>((done) =>
    xkb.GetState(xkb.UseCoreKbd, done),
  ).catch(() => undefined);
  return state === undefined ? 0 : KNOWN | (state.lockedGroup << 8) | state.lockedMods;
}

export function restoreKeyboard({ xkb }: XConnection, state: number): void {
  if (xkb === undefined || (state & KNOWN) === 0) return;
  const [modifiers, group] = [state & ALL_MODIFIERS, (state >> 8) & 0xff];
  xkb.LatchLockState(xkb.UseCoreKbd, ALL_MODIFIERS, modifiers, true, group, ALL_MODIFIERS, 0, false, 0);
}
