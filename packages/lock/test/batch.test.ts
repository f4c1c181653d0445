// Batches, the next deadline, and the first three stories an administrator would tell.
import { describe, expect, it } from 'vitest';
import { initialState, type LockEvent, lockedState, nextDeadline, stepAll } from '../src/index.ts';
import {
  acknowledged,
  checkIn,
  command,
  deregistered,
  frozen,
  HOUR,
  healthy,
  hides,
  inMode,
  keyIn,
  keyOut,
  LOCKED_AT,
  lockNoKeys,
  MINUTE,
  PERIOD,
  recorded,
  restart,
  run,
  shows,
  ssid,
  T0,
} from './device.ts';

const AT = LOCKED_AT + MINUTE;
const batch = (state = healthy(), ...events: LockEvent[]) => stepAll(state, frozen(events));

describe('stepAll', () => {
  it('of nothing is nothing', () => {
    expect(batch(inMode('remote'))).toEqual({ state: inMode('remote'), effects: [] });
  });

  it('never shows the desktop between a timer lock and the remote lock that it becomes', () => {
    const outcome = batch(inMode('timer'), checkIn(AT, 2), command('lock', AT));
    expect(outcome.effects).toEqual([shows('remote'), acknowledged('lock', 'done'), recorded('locked', AT)]);
  });

  it('sends an open lock again to a device that lost its state, in the same batch', () => {
    const outcome = batch(lockedState(T0), restart(AT), checkIn(AT, 2), lockNoKeys(AT));
    expect(outcome.state).toMatchObject({ mode: 'remote', noKeys: true, stateLost: false });
    expect(outcome.effects[0]).toEqual(shows('remote'));
  });

  it('shows nothing for a lock and an unlock in one batch, but acknowledges both', () => {
    const outcome = batch(healthy(), checkIn(AT, 2), command('lock', AT), command('unlock', AT));
    expect(outcome.effects).toEqual([
      acknowledged('lock', 'done'),
      recorded('locked', AT),
      acknowledged('unlock', 'done'),
      recorded('unlocked', AT),
    ]);
  });

  it('covers the screen again for an unlock and a lock only where it was away', () => {
    const events = [checkIn(AT, 1), command('unlock', AT), command('lock', AT)];
    expect(batch(inMode('remote'), ...events).effects).not.toContainEqual(shows('remote'));
    const released = run(inMode('remote'), keyIn(LOCKED_AT)).state;
    expect(batch(released, ...events).effects[0]).toEqual(shows('remote'));
  });

  it('lets an unlock prevent a shut-down that falls due at the check-in before it', () => {
    const locked = inMode('remote', { shutDownAfterLockMs: MINUTE });
    expect(batch(locked, checkIn(AT), command('unlock', AT)).effects).toEqual([
      hides,
      acknowledged('unlock', 'done'),
      recorded('unlocked', AT),
    ]);
    expect(batch(locked, checkIn(AT)).effects).toEqual([{ type: 'shut-down' }]);
  });

  it('shows the screen after a restart, whatever was shown before it', () => {
    expect(batch(inMode('timer'), restart(AT)).effects).toEqual([shows('timer')]);
    expect(batch(inMode('timer'), restart(AT), checkIn(AT)).effects).toEqual([]);
  });

  it('refuses what comes after a wipe', () => {
    expect(batch(healthy(), command('wipe', T0), command('unlock', T0), command('lock', T0)).effects).toEqual([
      shows('wiping'),
      { type: 'wipe', id: 'wipe' },
      acknowledged('unlock', 'refused'),
      acknowledged('lock', 'refused'),
    ]);
  });
});

describe('nextDeadline', () => {
  const shuttingDown = { shutDownAfterLockMs: MINUTE };

  it.each([
    ['a new device', initialState(T0), null],
    ['a device that lost its state', lockedState(T0), null],
    ['the timer', healthy(), T0 + PERIOD],
    ['the timer from an unlock', run(healthy(), command('unlock', T0 + 1)).state, T0 + 1 + PERIOD],
    ['no timer', healthy({ timerLock: { enabled: false, periodMs: PERIOD } }), null],
    ['an unlock before the first check-in', run(initialState(T0), command('unlock', T0)).state, null],
    ['a key present', run(healthy(), keyIn(T0)).state, null],
    ['a key taken out again', run(healthy(), keyIn(T0), keyOut(T0)).state, T0 + PERIOD],
    ['a timer lock', inMode('timer'), null],
    ['its release', run(inMode('timer'), ssid(AT)).state, AT + HOUR],
    ['a remote lock', inMode('remote'), null],
    ['its release', run(inMode('remote', shuttingDown), keyIn(LOCKED_AT)).state, LOCKED_AT + HOUR],
    ['its shut-down', inMode('remote', shuttingDown), LOCKED_AT + MINUTE],
    ['the shut-down of a SIM lock', inMode('sim', shuttingDown), LOCKED_AT + MINUTE],
    ['a wipe', inMode('wiping', shuttingDown), null],
    ['deregistration', run(healthy(), deregistered(T0)).state, null],
  ])('%s', (_, state, deadline) => {
    expect(nextDeadline(state)).toBe(deadline);
  });
});
