/** What devices tell that belongs into the lock history: screens shown for a lock, SIM locks, shutdowns. Never the timer lock. */
import type { Ids } from '../../platform/ids.ts';
import type { CheckInEntry, CheckInPart } from '../check-in/index.ts';
import { insertSimLocks, updateLocked, updateShutDown } from './lock-history.store.ts';

function eventsOf(entries: readonly CheckInEntry[], what: string) {
  return entries.flatMap(({ organizationId, deviceId, receivedAt, events }) =>
    events
      .filter((event) => event.what === what)
      .map(({ at, commandId }) => ({
        organizationId,
        deviceId,
        commandId,
        receivedAt,
        at: new Date(at),
        sortedAt: new Date(Math.min(at, receivedAt.getTime())),
      })),
  );
}

export function createLockHistoryPart(ids: Ids): CheckInPart {
  return {
    name: 'lock-history',
    async apply(tx, entries) {
      if (entries.every(({ events }) => events.length === 0)) return;
      const shown = eventsOf(entries, 'screen-shown').flatMap((event) =>
        event.commandId === undefined ? [] : [{ ...event, commandId: event.commandId }],
      );
      await updateLocked(tx, shown);
      await insertSimLocks(
        tx,
        eventsOf(entries, 'sim-locked').map((event) => ({ ...event, id: ids.next() })),
      );
      await updateShutDown(tx, eventsOf(entries, 'shut-down'));
    },
  };
}
