// The rules of the lock, one function each: the row of an event applied to a state, with every effect but the screen and the shut-down.
import type {
  AcknowledgeOutcome,
  CheckInEvent,
  CommandEvent,
  LockEffect,
  LockOutcome,
  SimEvent,
} from './lock-event.ts';
import { type LockPolicy, type LockState, RELEASE_MS, timerDue } from './lock-state.ts';

type Outcome = LockOutcome<LockState>;

const only = (state: LockState, ...effects: LockEffect[]): Outcome => ({ state, effects });

const acknowledge = (event: CommandEvent, outcome: AcknowledgeOutcome): LockEffect => ({
  type: 'acknowledge',
  id: event.id,
  outcome,
});

/** Rules 8 and 1, asked before every event: a release outside its hour ends, then a timer that has run out locks. */
export function applyTime(state: LockState, now: number): LockState {
  return lockWhenLapsed(endStaleRelease(state, now), now);
}

/** Rule 8. Said as 'it runs only while', so that no odd time keeps a device open. */
function endStaleRelease(state: LockState, now: number): LockState {
  const { release } = state;
  if (release === null || (now >= release.from && now < release.until)) return state;
  return { ...state, release: null };
}

/** Rule 1. */
function lockWhenLapsed(state: LockState, now: number): LockState {
  const due = timerDue(state);
  return due === null || now < due ? state : { ...state, mode: 'timer' };
}

/** Rules 2, 10 and 11. A wipe goes on; only its books are kept. */
export function checkIn(state: LockState, event: CheckInEvent): Outcome {
  const unlocks = state.mode === 'timer';
  const keepsRelease = !unlocks && state.release?.settingsRevision === event.settingsRevision;
  return only({
    ...state,
    mode: unlocks ? 'unlocked' : state.mode,
    stateLost: false,
    lastCheckIn: event.now,
    settingsRevision: event.settingsRevision,
    policy: copyPolicy(event.policy),
    release: keepsRelease ? state.release : null,
    sim: event.policy.simMonitoring
      ? state.sim
      : { baseline: null, tolerated: null, present: state.sim.present, absenceReported: false },
  });
}

/** Just the known fields: the state stays what `parseLockState` reads, whatever else the caller's object holds. */
function copyPolicy({ timerLock, simMonitoring, shutDownAfterLockMs }: LockPolicy): LockPolicy {
  return {
    timerLock: { enabled: timerLock.enabled, periodMs: timerLock.periodMs },
    simMonitoring,
    shutDownAfterLockMs,
  };
}

/** Rules 3, 4 and 12. While a wipe runs, all else is refused. */
export function obey(state: LockState, event: CommandEvent): Outcome {
  if (state.mode === 'wiping') return only(state, acknowledge(event, event.kind === 'wipe' ? 'already' : 'refused'));
  switch (event.kind) {
    case 'lock':
      return lock(state, event);
    case 'unlock':
      return unlock(state, event);
    case 'wipe':
      return wipe(state, event);
  }
}

/** Rule 3. A lock that stands is not begun anew: no second record, no second shut-down; 'no keys' is never taken back by it. */
function lock(state: LockState, event: CommandEvent): Outcome {
  const noKeys = event.noKeys === true;
  if (state.mode === 'remote' || state.mode === 'sim') {
    return only({ ...state, release: null, noKeys: state.noKeys || noKeys }, acknowledge(event, 'already'));
  }
  return only({ ...enterLock(state, 'remote', event.now), noKeys }, acknowledge(event, 'done'), {
    type: 'record',
    what: 'locked',
    at: event.now,
  });
}

/** Rule 4. Out of `sim`, the SIM now present is tolerated. */
function unlock(state: LockState, event: CommandEvent): Outcome {
  const unlocked: LockState = {
    ...state,
    mode: 'unlocked',
    lastCheckIn: event.now,
    release: null,
    noKeys: false,
    shutDownAt: null,
    sim: state.mode === 'sim' ? { ...state.sim, tolerated: state.sim.present } : state.sim,
  };
  if (state.mode === 'unlocked') return only(unlocked, acknowledge(event, 'already'));
  return only(unlocked, acknowledge(event, 'done'), { type: 'record', what: 'unlocked', at: event.now });
}

/** Rule 12. No acknowledgement here: a wipe is done when it has been carried out. */
function wipe(state: LockState, event: CommandEvent): Outcome {
  const wiping: LockState = {
    ...state,
    mode: 'wiping',
    release: null,
    noKeys: false,
    shutDownAt: null,
    wipeId: event.id,
  };
  return only(wiping, { type: 'wipe', id: event.id });
}

function enterLock(state: LockState, mode: 'remote' | 'sim', now: number): LockState {
  const afterMs = state.policy?.shutDownAfterLockMs ?? null;
  return { ...state, mode, release: null, shutDownAt: afterMs === null ? null : now + afterMs };
}

/** Rule 5: only absent → present releases, in place of any other release, and never a lock ordered with 'no keys'. */
export function insertKey(state: LockState, now: number): Outcome {
  if (state.keyPresent) return only(state);
  const present: LockState = { ...state, keyPresent: true };
  const locked = state.mode === 'timer' || state.mode === 'remote' || state.mode === 'sim';
  return only(locked && !state.noKeys ? beginRelease(present, 'key', now) : present);
}

/** Rule 6. */
export function removeKey(state: LockState, now: number): Outcome {
  return only(state.keyPresent ? lockWhenLapsed({ ...state, keyPresent: false }, now) : state);
}

/** Rule 7. */
export function seeSsid(state: LockState, now: number): Outcome {
  return only(state.mode === 'timer' && state.release === null ? beginRelease(state, 'ssid', now) : state);
}

/** A release calls a pending shut-down off for good. */
function beginRelease(state: LockState, by: 'key' | 'ssid', now: number): LockState {
  const release = { by, from: now, until: now + RELEASE_MS, settingsRevision: state.settingsRevision };
  return { ...state, release, shutDownAt: null };
}

/** Rule 9. The first SIM under monitoring is the baseline in whatever mode it is seen. */
export function seeSim(state: LockState, event: SimEvent): Outcome {
  const { iccid, now } = event;
  const sim = { ...state.sim, present: iccid };
  const monitored = state.policy?.simMonitoring === true && state.mode !== 'wiping';
  if (!monitored) return only({ ...state, sim });
  if (iccid === null) {
    const reported: LockState = { ...state, sim: { ...sim, absenceReported: true } };
    return state.sim.absenceReported ? only(reported) : only(reported, { type: 'report', what: 'sim-absent' });
  }
  const baseline = sim.baseline ?? iccid;
  const seen: LockState = { ...state, sim: { ...sim, baseline, absenceReported: false } };
  const expected = iccid === baseline || iccid === sim.tolerated;
  if (expected || state.mode === 'remote' || state.mode === 'sim') return only(seen);
  return only(enterLock(seen, 'sim', now), { type: 'record', what: 'sim-locked', at: now });
}

/** Rule 13. A wipe is not left by it. */
export function deregister(state: LockState): Outcome {
  if (state.mode === 'wiping') return only(state);
  return only({ ...state, mode: 'deregistered', release: null, noKeys: false, shutDownAt: null });
}

/** Rule 14. A wipe that was cut off goes on. */
export function restart(state: LockState, keyPresent: boolean, now: number): Outcome {
  const started = keyPresent ? { ...state, keyPresent } : removeKey(state, now).state;
  return state.wipeId === null ? only(started) : only(started, { type: 'wipe', id: state.wipeId });
}
