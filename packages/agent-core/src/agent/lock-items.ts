/** What the lock did, in the words the server stores: results of commands, events of the device. Pure. */
import { type LockEffect, type LockEvent, type LockState, screen } from '@sekisho/lock';
import type { LockCause, UsedIntent } from '../ports/device-store.ts';
import type { NewItem } from './device-memory.ts';

/** Items in the order in which things happened. `now`: trusted time of the batch. */
export function itemsOfOutcome(
  before: LockState,
  after: LockState,
  effects: readonly LockEffect[],
  now: number,
): NewItem[] {
  const items: NewItem[] = [];
  let commandId: string | null = null;
  for (const effect of effects) {
    if (effect.type === 'acknowledge') {
      items.push({ kind: 'result', at: now, commandId: effect.id, outcome: effect.outcome });
      commandId = effect.outcome === 'done' ? effect.id : null;
    } else if (effect.type === 'record') {
      items.push({ kind: 'event', at: effect.at, what: effect.what, ...causeOf(effect.what, commandId, after) });
    } else if (effect.type === 'report') {
      items.push({ kind: 'event', at: now, what: effect.what });
    }
  }
  return [...items, ...eventsOfTransition(before, after, now)];
}

/** Of a SIM lock, the SIM that is there; of the others, the command. */
function causeOf(what: string, commandId: string | null, { sim }: LockState): Partial<NewItem & { kind: 'event' }> {
  if (what === 'sim-locked') return { detail: { iccid: sim.present, expected: sim.baseline } };
  return commandId === null ? {} : { commandId };
}

function eventsOfTransition(before: LockState, after: LockState, now: number): NewItem[] {
  const events: NewItem[] = [];
  const say = (what: string, detail?: Record<string, string | number>): void => {
    events.push({ kind: 'event', at: now, what, ...(detail === undefined ? {} : { detail }) });
  };
  if (before.mode !== 'timer' && after.mode === 'timer') say('timer-locked');
  if (before.mode === 'timer' && after.mode === 'unlocked') say('timer-unlocked');
  if (before.release !== null && before.release !== after.release && after.mode !== 'unlocked') say('release-ended');
  if (after.release !== null && before.release !== after.release)
    say('released', { by: after.release.by, until: after.release.until });
  if (after.sim.baseline !== null && after.sim.baseline !== before.sim.baseline)
    say('sim-registered', { iccid: after.sim.baseline });
  return events;
}

/** Which command the lock stands on after a batch: the last lock that was obeyed, as long as a remote or SIM lock stands. */
export function causeAfter(before: LockCause | null, events: readonly LockEvent[], after: LockState): LockCause | null {
  if (after.mode !== 'remote' && after.mode !== 'sim') return null;
  const last = events.findLast((event) => event.type === 'command' && event.kind === 'lock');
  return last?.type === 'command' ? { commandId: last.id, shown: false } : before;
}

/** What is to be remembered of the commands of a batch; one without an acknowledgement is still running. */
export function usedIntentsOf(events: readonly LockEvent[], effects: readonly LockEffect[]): UsedIntent[] {
  const outcomes = new Map(
    effects.flatMap((effect) => (effect.type === 'acknowledge' ? [[effect.id, effect.outcome]] : [])),
  );
  return events.flatMap((event) =>
    event.type === 'command' ? [{ id: event.id, outcome: outcomes.get(event.id) ?? null }] : [],
  );
}

/** What the server is told of the lock at every check-in. */
export function lockReport(state: LockState) {
  const { mode, release, sim } = state;
  return {
    mode,
    screen: screen(state),
    releasedUntil: release?.until ?? null,
    ...(release === null ? {} : { releasedBy: release.by }),
    ...(sim.baseline === null && sim.present === null
      ? {}
      : { sim: { registered: sim.baseline, present: sim.present } }),
  };
}
