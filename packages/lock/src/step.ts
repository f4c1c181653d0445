// The lock of a device as one pure function: what it was and what happened give what it is and what is to be done.
import type { LockEffect, LockEvent, LockOutcome } from './lock-event.ts';
import * as rules from './lock-rules.ts';
import { type LockState, type Screen, screen } from './lock-state.ts';

/** Applies one event. The arguments are never changed. */
export function step(state: LockState, event: LockEvent): LockOutcome<LockState> {
  return stepAll(state, [event]);
}

/**
 * Applies a batch, such as a check-in and the commands it brought. The screen changes at most once, from what was shown before the batch to what
 * its last state asks for; so does the question whether a shut-down is due, so that an unlock in the same batch still prevents it.
 * Effects: the screen first, then acknowledgements, records, reports and a wipe in the order of their events, the shut-down last.
 */
export function stepAll(state: LockState, events: readonly LockEvent[]): LockOutcome<LockState> {
  let current = state;
  let shown = screen(state);
  const effects: LockEffect[] = [];
  for (const event of events) {
    if (event.type === 'restart') shown = 'none';
    const outcome = advance(current, event);
    current = outcome.state;
    effects.push(...outcome.effects);
  }
  const screenEffects = screenChange(shown, screen(current));
  const last = events.at(-1);
  if (last === undefined || current.shutDownAt === null || last.now < current.shutDownAt) {
    return { state: current, effects: [...screenEffects, ...effects] };
  }
  return { state: { ...current, shutDownAt: null }, effects: [...screenEffects, ...effects, { type: 'shut-down' }] };
}

function screenChange(before: Screen, after: Screen): LockEffect[] {
  if (before === after) return [];
  return after === 'none' ? [{ type: 'hide' }] : [{ type: 'show', screen: after }];
}

/** Rules 8 and 1 at the event's own time, then its own row. A deregistered device obeys nothing, and says so. */
function advance(before: LockState, event: LockEvent): LockOutcome<LockState> {
  if (before.mode === 'deregistered') {
    const refused: LockEffect[] =
      event.type === 'command' ? [{ type: 'acknowledge', id: event.id, outcome: 'refused' }] : [];
    return { state: before, effects: refused };
  }
  const state = rules.applyTime(before, event.now);
  switch (event.type) {
    case 'tick':
      return { state, effects: [] };
    case 'check-in':
      return rules.checkIn(state, event);
    case 'command':
      return rules.obey(state, event);
    case 'key-inserted':
      return rules.insertKey(state, event.now);
    case 'key-removed':
      return rules.removeKey(state, event.now);
    case 'ssid-seen':
      return rules.seeSsid(state, event.now);
    case 'sim':
      return rules.seeSim(state, event);
    case 'deregistered':
      return rules.deregister(state);
    case 'restart':
      return rules.restart(state, event.keyPresent ?? state.keyPresent, event.now);
  }
}
