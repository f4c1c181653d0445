// A device for the tests: deep-frozen states reached by events alone, so that a rule that changes its arguments throws.
import {
  type CommandEvent,
  initialState,
  type LockEffect,
  type LockEvent,
  type LockMode,
  type LockPolicy,
  type LockState,
  step,
} from '../src/index.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const PERIOD = 10 * HOUR;
/** The moment of the first check-in. */
export const T0 = 1_800_000_000_000;

const POLICY: LockPolicy = {
  timerLock: { enabled: true, periodMs: PERIOD },
  simMonitoring: true,
  shutDownAfterLockMs: null,
};

export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

/** Events without their time, as the tests write them. */
export const tick = (now: number): LockEvent => ({ type: 'tick', now });
export const checkIn = (now: number, settingsRevision = 1, policy: Partial<LockPolicy> = {}): LockEvent => ({
  type: 'check-in',
  now,
  settingsRevision,
  policy: { ...POLICY, ...policy },
});
export const command = (kind: CommandEvent['kind'], now: number, id: string = kind): LockEvent => ({
  type: 'command',
  kind,
  now,
  id,
});
export const lockNoKeys = (now: number): LockEvent => ({
  type: 'command',
  kind: 'lock',
  now,
  id: 'lock',
  noKeys: true,
});
export const keyIn = (now: number): LockEvent => ({ type: 'key-inserted', now });
export const keyOut = (now: number): LockEvent => ({ type: 'key-removed', now });
export const ssid = (now: number): LockEvent => ({ type: 'ssid-seen', now });
export const sim = (now: number, iccid: string | null): LockEvent => ({ type: 'sim', now, iccid });
export const deregistered = (now: number): LockEvent => ({ type: 'deregistered', now });
export const restart = (now: number, keyPresent?: boolean): LockEvent =>
  keyPresent === undefined ? { type: 'restart', now } : { type: 'restart', now, keyPresent };

/** One event after the other, each carried out by itself; the effects are those of the last. */
export function run(from: LockState, ...events: LockEvent[]): { state: LockState; effects: readonly LockEffect[] } {
  let outcome: { state: LockState; effects: readonly LockEffect[] } = { state: frozen(from), effects: [] };
  for (const event of events) outcome = frozen(step(outcome.state, frozen(event)));
  return outcome;
}

export const fresh = (): LockState => frozen(initialState(T0 - HOUR));

/** A device with SIM `home` as baseline that checked in at T0, or the one given. */
export const healthy = (policy: Partial<LockPolicy> = {}): LockState =>
  run(fresh(), checkIn(T0, 1, policy), sim(T0, 'home')).state;

/** When a device made by `inMode` entered its mode. */
export const LOCKED_AT = T0 + PERIOD;

/** A device in the mode, entered at LOCKED_AT by the shortest way, no key present. */
export function inMode(mode: LockMode, policy: Partial<LockPolicy> = {}): LockState {
  const entering: Record<LockMode, LockEvent> = {
    unlocked: checkIn(LOCKED_AT, 1, policy),
    timer: tick(LOCKED_AT),
    remote: command('lock', LOCKED_AT),
    sim: sim(LOCKED_AT, 'thief'),
    wiping: command('wipe', LOCKED_AT),
    deregistered: deregistered(LOCKED_AT),
  };
  return run(healthy(policy), entering[mode]).state;
}

export const MODES: readonly LockMode[] = ['unlocked', 'timer', 'remote', 'sim', 'wiping', 'deregistered'];

export const acknowledged = (id: string, outcome: 'done' | 'already' | 'refused'): LockEffect => ({
  type: 'acknowledge',
  id,
  outcome,
});
export const shows = (screen: 'timer' | 'remote' | 'sim' | 'wiping'): LockEffect => ({ type: 'show', screen });
export const hides: LockEffect = { type: 'hide' };
export const recorded = (what: 'locked' | 'unlocked' | 'sim-locked', at: number): LockEffect => ({
  type: 'record',
  what,
  at,
});
