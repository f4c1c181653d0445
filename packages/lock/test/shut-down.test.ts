// Shut down after lock (N10).
import { describe, expect, it } from 'vitest';
import {
  acknowledged,
  checkIn,
  command,
  deregistered,
  healthy,
  hides,
  inMode,
  keyIn,
  keyOut,
  LOCKED_AT,
  MINUTE,
  recorded,
  restart,
  run,
  shows,
  sim,
  ssid,
  T0,
  tick,
} from './device.ts';

const DELAY = 10 * MINUTE;
const DUE = LOCKED_AT + DELAY;
const policy = { shutDownAfterLockMs: DELAY };
const shutDown = { type: 'shut-down' };

describe('shut down after lock', () => {
  it.each(['remote', 'sim'] as const)('falls due some minutes after %s, once', (mode) => {
    const locked = inMode(mode, policy);
    expect(run(locked, tick(DUE - 1)).effects).toEqual([]);
    const due = run(locked, tick(DUE));
    expect(due.effects).toEqual([shutDown]);
    expect(due.state.mode).toBe(mode);
    expect(run(due.state, tick(DUE + DELAY), command('lock', DUE + DELAY), tick(DUE + 3 * DELAY)).effects).toEqual([]);
  });

  it.each(['remote', 'sim'] as const)('is not asked for where the policy says never: %s', (mode) => {
    expect(inMode(mode).shutDownAt).toBeNull();
    expect(run(inMode(mode), tick(DUE + DELAY)).effects).toEqual([]);
  });

  it('does not follow a timer lock, but the lock that it becomes', () => {
    const timer = inMode('timer', policy);
    expect(run(timer, tick(DUE)).effects).toEqual([]);
    const at = LOCKED_AT + MINUTE;
    expect(run(timer, command('lock', at), tick(at + DELAY)).effects).toEqual([shutDown]);
    expect(run(timer, sim(at, 'thief'), tick(at + DELAY)).effects).toEqual([shutDown]);
  });

  it('without a policy there is none', () => {
    expect(run(healthy(policy), command('lock', T0)).state.shutDownAt).toBe(T0 + DELAY);
    expect(run(healthy(), command('lock', T0)).state.shutDownAt).toBeNull();
  });

  it('follows at once where the delay is none', () => {
    expect(run(healthy({ shutDownAfterLockMs: 0 }), command('lock', T0)).effects).toEqual([
      shows('remote'),
      acknowledged('lock', 'done'),
      recorded('locked', T0),
      shutDown,
    ]);
  });

  it.each([
    ['a release', keyIn(DUE - 1)],
    ['an unlock', command('unlock', DUE - 1)],
    ['a wipe', command('wipe', DUE - 1)],
    ['deregistration', deregistered(DUE - 1)],
    ['an unlock at the very moment', command('unlock', DUE)],
    ['an unlock that comes late', command('unlock', DUE + DELAY)],
    ['a key at the very moment', keyIn(DUE)],
    ['a wipe at the very moment', command('wipe', DUE)],
  ])('is called off by %s', (_, event) => {
    const off = run(inMode('remote', policy), event);
    expect(off.state.shutDownAt).toBeNull();
    expect(off.effects).not.toContainEqual(shutDown);
    expect(run(off.state, tick(DUE + DELAY)).effects).not.toContainEqual(shutDown);
  });

  it('is not set again when the release that called it off ends', () => {
    const released = run(inMode('remote', policy), keyIn(LOCKED_AT)).state;
    for (const event of [command('lock', DUE), checkIn(DUE, 2, policy), tick(DUE + 60 * MINUTE)]) {
      const ended = run(released, event);
      expect(ended.effects[0]).toEqual(shows('remote'));
      expect(ended.state.shutDownAt).toBeNull();
    }
  });

  it.each([
    ['another lock command', command('lock', DUE - 1)],
    ['a check-in, whatever its policy', checkIn(DUE - 1, 2, { shutDownAfterLockMs: null })],
    ['an SSID', ssid(DUE - 1)],
    ['a key taken out', keyOut(DUE - 1)],
    ['a SIM', sim(DUE - 1, 'other')],
    ['a restart', restart(DUE - 1)],
    ['a key found at start', restart(DUE - 1, true)],
  ])('is not moved by %s', (_, event) => {
    expect(run(inMode('remote', policy), event).state.shutDownAt).toBe(DUE);
  });

  it('that fell due while the device was off happens at the restart, under the screen', () => {
    expect(run(inMode('remote', policy), restart(DUE + DELAY)).effects).toEqual([shows('remote'), shutDown]);
  });

  it('can be set anew by the next lock', () => {
    const relocked = run(inMode('remote', policy), command('unlock', DUE), command('lock', DUE));
    expect(relocked.state.shutDownAt).toBe(DUE + DELAY);
    expect(run(relocked.state, command('unlock', DUE + 1)).effects[0]).toEqual(hides);
  });
});
