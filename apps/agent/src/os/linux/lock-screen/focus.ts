// Which window had the keyboard before the lock screen took it, and giving it back.

import { readTag, type TaggedWindow } from './tag.ts';
import type { XConnection } from './x-connection.ts';

/** As a focus: no window. As what comes after a focused window is gone: nothing, keys are lost. */
export const REVERT_TO_NONE = 0;
const POINTER_ROOT = 1;

/** The window that had the keyboard before any lock screen; `locks` are the windows of lock screens that are there. */
export async function focusBehind(connection: XConnection, locks: readonly TaggedWindow[]): Promise<number> {
  const { client, ask } = connection;
  const { focus } = await ask<{ focus: number }>((done) => client.GetInputFocus(done));
  const [first] = locks;
  const before = focus !== REVERT_TO_NONE && !locks.some((lock) => lock.id === focus);
  if (before) return focus;
  return first === undefined ? POINTER_ROOT : ((await readTag(connection, first.id)) ?? POINTER_ROOT);
}

/** First to the window under the pointer: the second request fails when the window is gone meanwhile. */
export function restoreFocus({ client }: XConnection, focus: number): void {
  client.SetInputFocus(POINTER_ROOT, POINTER_ROOT);
  if (focus > POINTER_ROOT) client.SetInputFocus(focus, POINTER_ROOT);
}
