/** The lock as it stands in the store, for when no agent runs that could be asked. */
import type { StoredDevice } from '@sekisho/agent-core';
import { type LockState, lockedState, parseLockState } from '@sekisho/lock';

/** `null`: not registered. What cannot be read counts as locked, as it does for the agent. */
export function storedLock(stored: StoredDevice): LockState | null {
  const { identity, vital } = stored;
  if (identity === null) return null;
  return parseLockState(vital?.lock) ?? lockedState(identity.registeredAt);
}

export function modeOf(stored: StoredDevice): LockState['mode'] | null {
  return storedLock(stored)?.mode ?? null;
}
