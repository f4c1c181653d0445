// What a device remembers of its lock: plain JSON, versioned, and the screen that follows from it.

/** `sim` behaves as `remote` in every rule but keeps its name; `wiping` and `deregistered` are final. */
export type LockMode = 'unlocked' | 'timer' | 'remote' | 'sim' | 'wiping' | 'deregistered';

/** What covers the desktop. */
export type Screen = 'none' | 'timer' | 'remote' | 'sim' | 'wiping';

/** The part of a device's policy that the lock obeys. */
export interface LockPolicy {
  readonly timerLock: { readonly enabled: boolean; readonly periodMs: number };
  readonly simMonitoring: boolean;
  /** Time from a remote or SIM lock to the shut-down; null: never. */
  readonly shutDownAfterLockMs: number | null;
}

/** The screen is away from `from` until just before `until` (trusted epoch milliseconds); the mode stays. */
export interface Release {
  readonly by: 'key' | 'ssid';
  readonly from: number;
  readonly until: number;
  /** The settings revision held when it began; another one at a check-in ends it (N05). */
  readonly settingsRevision: number | null;
}

/** SIM monitoring: what was seen, and what may be seen without a lock. */
export interface SimMemory {
  /** The first SIM seen under monitoring. */
  readonly baseline: string | null;
  /** The SIM present at the last unlock out of a SIM lock. */
  readonly tolerated: string | null;
  readonly present: string | null;
  /** So that a missing SIM is reported once, not at every look. */
  readonly absenceReported: boolean;
}

/**
 * Times are trusted epoch milliseconds. Invariants, checked again by `parseLockState`: a release only in `timer`, `remote` or `sim` (by SSID only in
 * `timer`); `shutDownAt` and `noKeys` only in `remote` or `sim`, never beside a release; `wipeId` exactly in `wiping`.
 */
export interface LockState {
  readonly version: 1;
  readonly mode: LockMode;
  readonly registeredAt: number;
  /** The state before this one could not be read; to be said at every check-in until one has succeeded. */
  readonly stateLost: boolean;
  /** The last check-in or unlock, from which the timer counts. */
  readonly lastCheckIn: number | null;
  /** Null until the first check-in, as is `policy`: until then no timer runs. */
  readonly settingsRevision: number | null;
  readonly policy: LockPolicy | null;
  readonly release: Release | null;
  readonly keyPresent: boolean;
  /** The lock was ordered with 'no keys': an unlock key releases nothing until the unlock. */
  readonly noKeys: boolean;
  readonly sim: SimMemory;
  readonly shutDownAt: number | null;
  readonly wipeId: string | null;
}

/** A temporary release lasts 60 minutes (N04). */
export const RELEASE_MS = 60 * 60 * 1000;

/** The state of a device that has just been registered. */
export function initialState(registeredAt: number): LockState {
  return {
    version: 1,
    mode: 'unlocked',
    registeredAt,
    stateLost: false,
    lastCheckIn: null,
    settingsRevision: null,
    policy: null,
    release: null,
    keyPresent: false,
    noKeys: false,
    sim: { baseline: null, tolerated: null, present: null, absenceReported: false },
    shutDownAt: null,
    wipeId: null,
  };
}

/** The state of a registered device whose stored state cannot be read: locked until its next check-in, which says so. */
export function lockedState(registeredAt: number): LockState {
  return { ...initialState(registeredAt), mode: 'timer', stateLost: true };
}

/** What must cover the desktop in this state. */
export function screen(state: LockState): Screen {
  switch (state.mode) {
    case 'unlocked':
    case 'deregistered':
      return 'none';
    case 'wiping':
      return 'wiping';
    case 'timer':
    case 'remote':
    case 'sim':
      return state.release === null ? state.mode : 'none';
  }
}

/**
 * The trusted time of the next moment at which a tick would change something: a release ends, the timer runs out, the shut-down is due. Null: none is set.
 * It may lie in the past; then a tick is due at once.
 */
export function nextDeadline(state: LockState): number | null {
  if (state.release !== null) return state.release.until;
  if (state.shutDownAt !== null) return state.shutDownAt;
  return timerDue(state);
}

/** When the timer lock falls due, or null where none is running. An unlock key that is present holds it off. */
export function timerDue(state: LockState): number | null {
  const { mode, policy, lastCheckIn, keyPresent } = state;
  if (mode !== 'unlocked' || keyPresent || policy === null || lastCheckIn === null) return null;
  return policy.timerLock.enabled ? lastCheckIn + policy.timerLock.periodMs : null;
}
