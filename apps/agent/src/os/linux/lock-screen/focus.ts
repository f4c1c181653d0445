// What a person had before the lock screen took it, window with the keyboard and keyboard state, and giving it back.

import { keyboardState, restoreKeyboard } from './keyboard-state.ts';
import { type Before, readTag, type TaggedWindow } from './tag.ts';
import type { XConnection } from './x-connection.ts';

/** As a focus: no window. As what comes after a focused window is gone: nothing, keys are lost. */
export const REVERT_TO_NONE = 0;
const POINTER_ROOT = 1;

/** As it was before any lock screen; `locks` are the windows of lock screens that are there. */
export async function stateBefore(connection: XConnection, locks: readonly TaggedWindow[]): Promise<Before> {
  const { client, ask } = connection;
  const [first] = locks;
  const kept = first === undefined ? undefined : await readTag(connection, first.id);
  const { focus } = await ask<{ focus: number }>((done) => client.GetInputFocus(done));
  const isOurs = focus === REVERT_TO_NONE || locks.some((lock) => lock.id === focus);
  return {
    focus: isOurs ? (kept?.focus ?? POINTER_ROOT) : focus,
    keyboard: kept?.keyboard ?? (await keyboardState(connection)),
  };
}

/** The focus first to the window under the pointer: the second request fails when the window is gone meanwhile. */
export function restoreState(connection: XConnection, { focus, keyboard }: Before): void {
  const { client } = connection;
  client.SetInputFocus(POINTER_ROOT, POINTER_ROOT);
  if (focus > POINTER_ROOT) client.SetInputFocus(focus, POINTER_ROOT);
  restoreKeyboard(connection, keyboard);
}
