// Reads a stored lock state strictly: whatever this lock could not have written itself is no state.
import {
  type LockMode,
  type LockPolicy,
  type LockState,
  RELEASE_MS,
  type Release,
  type SimMemory,
} from './lock-state.ts';

type Check<T> = (value: unknown) => value is T;
type Shape<T> = { readonly [K in keyof T]-?: Check<T[K]> };

const isTime: Check<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
const isText: Check<string> = (value): value is string => typeof value === 'string';
const isFlag: Check<boolean> = (value): value is boolean => typeof value === 'boolean';

function oneOf<const T extends string | number>(...allowed: readonly T[]): Check<T> {
  return (value): value is T => (allowed as readonly unknown[]).includes(value);
}

function orNull<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value);
}

/** Exactly these fields, no more and no fewer. */
function shaped<T>(shape: Shape<T>): Check<T> {
  const names = Object.keys(shape) as (keyof T & string)[];
  return (value): value is T => {
    if (typeof value !== 'object' || value === null) return false;
    const fields = new Map(Object.entries(value));
    return fields.size === names.length && names.every((name) => fields.has(name) && shape[name](fields.get(name)));
  };
}

const isPolicy = shaped<LockPolicy>({
  timerLock: shaped<LockPolicy['timerLock']>({ enabled: isFlag, periodMs: isTime }),
  simMonitoring: isFlag,
  shutDownAfterLockMs: orNull(isTime),
});

const isRelease = shaped<Release>({
  by: oneOf('key', 'ssid'),
  from: isTime,
  until: isTime,
  settingsRevision: orNull(isTime),
});

const isSimMemory = shaped<SimMemory>({
  baseline: orNull(isText),
  tolerated: orNull(isText),
  present: orNull(isText),
  absenceReported: isFlag,
});

const isLockState = shaped<LockState>({
  version: oneOf(1),
  mode: oneOf<LockMode>('unlocked', 'timer', 'remote', 'sim', 'wiping', 'deregistered'),
  registeredAt: isTime,
  stateLost: isFlag,
  lastCheckIn: orNull(isTime),
  settingsRevision: orNull(isTime),
  policy: orNull(isPolicy),
  release: orNull(isRelease),
  keyPresent: isFlag,
  noKeys: isFlag,
  sim: isSimMemory,
  shutDownAt: orNull(isTime),
  wipeId: orNull(isText),
});

/** A stored state, or null where it is none: then `lockedState` is to be used. Another version than this one's is none. */
export function parseLockState(value: unknown): LockState | null {
  return isLockState(value) && isCoherent(value) ? value : null;
}

/** The invariants written at `LockState`: a state that breaks one was damaged or made by hand. */
function isCoherent(state: LockState): boolean {
  const { mode, release, policy } = state;
  const heldRemotely = mode === 'remote' || mode === 'sim';
  const checkedIn = state.lastCheckIn !== null && state.settingsRevision !== null;
  return (
    (policy === null ? state.settingsRevision === null : checkedIn) &&
    (release === null || isPossibleRelease(release, state, heldRemotely)) &&
    (!state.noKeys || heldRemotely) &&
    (state.shutDownAt === null || (heldRemotely && release === null && policy !== null)) &&
    (state.wipeId !== null) === (mode === 'wiping')
  );
}

function isPossibleRelease(release: Release, state: LockState, heldRemotely: boolean): boolean {
  const allowed = heldRemotely ? release.by === 'key' && !state.noKeys : state.mode === 'timer';
  return allowed && release.until === release.from + RELEASE_MS;
}
