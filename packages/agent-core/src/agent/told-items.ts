/** What an agent tells by itself: at its start, and without waiting for its next check-in. Pure. */
import type { Item } from '../ports/device-store.ts';
import type { DeviceMemory, NewItem } from './device-memory.ts';

const urgentEvents = new Set([
  'proxy-trouble',
  'proxy-recovered',
  'uninstall-refused',
  'sim-locked',
  'shut-down',
  'shut-down-failed',
  'screen-incomplete',
  'location-state',
  'wipe-began',
  'wipe-receipt',
  'agent-updated',
  'agent-update-failed',
]);

/** What is worth a check-in of its own: an answer to a command, a position or why there is none, what the lock history waits for, how a wipe goes. */
export function isUrgent(item: Item): boolean {
  if (item.kind !== 'event') return true;
  return item.what === 'screen-shown' ? item.commandId !== undefined : urgentEvents.has(item.what);
}

export function startItems(memory: DeviceMemory): NewItem[] {
  const at = memory.now();
  const started: NewItem = { kind: 'event', at, what: 'started' };
  return memory.stateLost ? [started, { kind: 'event', at, what: 'state-lost' }] : [started];
}
