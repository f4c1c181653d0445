// Rules 1, 2 and 11: the timer and the check-in.
import { describe, expect, it } from 'vitest';
import { initialState, type LockMode, lockedState, screen } from '../src/index.ts';
import {
  checkIn,
  command,
  fresh,
  HOUR,
  healthy,
  hides,
  inMode,
  keyIn,
  keyOut,
  LOCKED_AT,
  lockNoKeys,
  MODES,
  PERIOD,
  restart,
  run,
  shows,
  sim,
  ssid,
  T0,
  tick,
} from './device.ts';

describe('states to begin with', () => {
  it('a registered device is open', () => {
    expect(initialState(T0)).toMatchObject({ version: 1, mode: 'unlocked', registeredAt: T0, stateLost: false });
    expect(screen(initialState(T0))).toBe('none');
  });

  it('a device whose state cannot be read is locked, and says so until a check-in', () => {
    const lost = lockedState(T0);
    expect(lost).toMatchObject({ mode: 'timer', stateLost: true });
    expect(run(lost, restart(T0)).effects).toEqual([shows('timer')]);
    expect(run(lost, restart(T0), command('lock', T0)).state.stateLost).toBe(true);
    expect(run(lost, checkIn(T0))).toMatchObject({ state: { mode: 'unlocked', stateLost: false }, effects: [hides] });
  });
});

describe('rule 1: the timer', () => {
  it.each([
    ['tick', tick(LOCKED_AT)],
    ['ssid-seen', ssid(LOCKED_AT)],
    ['key-removed', keyOut(LOCKED_AT)],
    ['sim', sim(LOCKED_AT, 'home')],
    ['restart', restart(LOCKED_AT)],
  ])('locks at any event at its time: %s', (type, event) => {
    const { state } = run(healthy(), event);
    expect(state.mode).toBe('timer');
    expect(screen(state)).toBe(type === 'ssid-seen' ? 'none' : 'timer');
  });

  it('does not lock a moment before', () => {
    expect(run(healthy(), tick(LOCKED_AT - 1))).toEqual({ state: healthy(), effects: [] });
  });

  it('shows its screen and records nothing', () => {
    expect(run(healthy(), tick(LOCKED_AT)).effects).toEqual([shows('timer')]);
  });

  it('does not run before the first check-in, not even after an unlock', () => {
    const far = T0 + 1000 * PERIOD;
    expect(run(fresh(), tick(far)).state.mode).toBe('unlocked');
    expect(run(fresh(), command('unlock', T0), tick(far)).state.mode).toBe('unlocked');
  });

  it('does not run where it is off', () => {
    const off = { timerLock: { enabled: false, periodMs: PERIOD } };
    expect(run(healthy(off), tick(T0 + 1000 * PERIOD)).state.mode).toBe('unlocked');
  });

  it('waits while an unlock key is present and locks when it is taken out', () => {
    const held = run(healthy(), keyIn(T0 + HOUR), tick(LOCKED_AT + HOUR));
    expect(held.state.mode).toBe('unlocked');
    expect(run(held.state, keyOut(LOCKED_AT + HOUR))).toMatchObject({
      state: { mode: 'timer', release: null, keyPresent: false },
      effects: [shows('timer')],
    });
  });

  it('lets a key be taken out before the time', () => {
    expect(run(healthy(), keyIn(T0 + HOUR), keyOut(LOCKED_AT - 1)).state.mode).toBe('unlocked');
  });

  it('locks before a key put in too late is looked at, which then releases', () => {
    const late = run(healthy(), keyIn(LOCKED_AT));
    expect(late.state).toMatchObject({ mode: 'timer', release: { by: 'key', from: LOCKED_AT } });
    expect(late.effects).toEqual([]);
  });

  it.each<LockMode>(['remote', 'sim', 'wiping', 'deregistered'])('means nothing in %s', (mode) => {
    const state = inMode(mode);
    expect(run(state, tick(LOCKED_AT + 1000 * PERIOD)).state).toEqual(state);
  });

  it('counts from an unlock too', () => {
    const unlocked = run(healthy(), command('unlock', T0 + HOUR)).state;
    expect(run(unlocked, tick(LOCKED_AT + HOUR - 1)).state.mode).toBe('unlocked');
    expect(run(unlocked, tick(LOCKED_AT + HOUR)).state.mode).toBe('timer');
  });
});

describe('rule 2: the check-in', () => {
  it.each([
    ['unlocked', 'unlocked', []],
    ['timer', 'unlocked', [hides]],
    ['remote', 'remote', []],
    ['sim', 'sim', []],
    ['wiping', 'wiping', []],
    ['deregistered', 'deregistered', []],
  ] as const)('%s → %s', (mode, after, effects) => {
    const outcome = run(inMode(mode), checkIn(LOCKED_AT + HOUR));
    expect(outcome.state.mode).toBe(after);
    expect(outcome.effects).toEqual(effects);
  });

  it.each(MODES.filter((mode) => mode !== 'deregistered'))('counts as contact in %s', (mode) => {
    expect(run(inMode(mode), checkIn(LOCKED_AT + HOUR, 7)).state).toMatchObject({
      lastCheckIn: LOCKED_AT + HOUR,
      settingsRevision: 7,
    });
  });

  it('ends the release of a timer lock with the lock', () => {
    const released = run(inMode('timer'), keyIn(LOCKED_AT));
    expect(run(released.state, checkIn(LOCKED_AT + 1))).toMatchObject({
      state: { mode: 'unlocked', release: null },
      effects: [],
    });
  });

  it.each(['remote', 'sim'] as const)('leaves a release of %s where nothing was saved', (mode) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT));
    const after = run(released.state, checkIn(LOCKED_AT + 1, 1), checkIn(LOCKED_AT + 2, 1));
    expect(after.effects).toEqual([]);
    expect(after.state.release).toEqual(released.state.release);
  });

  it.each([
    ['remote', 2],
    ['sim', 2],
    ['remote', 0],
  ] as const)('ends a release of %s where the revision became %d', (mode, revision) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT));
    expect(run(released.state, checkIn(LOCKED_AT + 1, revision))).toMatchObject({
      state: { mode, release: null },
      effects: [shows(mode)],
    });
  });

  it('compares with the revision held when the release began, not when the lock did', () => {
    const released = run(inMode('remote'), checkIn(LOCKED_AT, 2), keyIn(LOCKED_AT + 1));
    expect(run(released.state, checkIn(LOCKED_AT + 2, 2)).effects).toEqual([]);
    expect(run(released.state, checkIn(LOCKED_AT + 2, 3)).effects).toEqual([shows('remote')]);
  });

  it('ends a release that began before any revision was known', () => {
    const released = run(lockedState(T0), command('lock', T0), keyIn(T0));
    expect(run(released.state, checkIn(T0 + 1)).effects).toEqual([shows('remote')]);
  });

  it('ends no stricter lock together with no keys', () => {
    expect(run(healthy(), lockNoKeys(T0), checkIn(T0 + 1, 2)).state).toMatchObject({ mode: 'remote', noKeys: true });
  });
});

describe('rule 11: other timer settings', () => {
  const shorter = { timerLock: { enabled: true, periodMs: HOUR } };

  it('count from the check-in that brings them', () => {
    const changed = run(healthy(), checkIn(T0 + 5 * HOUR, 2, shorter)).state;
    expect(run(changed, tick(T0 + 6 * HOUR - 1)).state.mode).toBe('unlocked');
    expect(run(changed, tick(T0 + 6 * HOUR)).state.mode).toBe('timer');
  });

  it.each(['timer', 'remote', 'sim'] as const)('count from it in %s too', (mode) => {
    const at = LOCKED_AT + HOUR;
    const changed = run(inMode(mode), checkIn(at, 2, shorter), command('unlock', at)).state;
    expect(run(changed, tick(at + HOUR - 1)).state.mode).toBe('unlocked');
    expect(run(changed, tick(at + HOUR)).state.mode).toBe('timer');
  });

  it('keep only what the lock obeys', () => {
    const wide = { ...shorter, name: 'A01', timerLock: { ...shorter.timerLock, ssids: ['x'] } };
    expect(run(fresh(), checkIn(T0, 1, wide)).state.policy).toEqual({
      timerLock: { enabled: true, periodMs: HOUR },
      simMonitoring: true,
      shutDownAfterLockMs: null,
    });
  });
});
