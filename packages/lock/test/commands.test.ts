// Rules 3, 4, 12, 13 and 14: lock, unlock, wipe, deregistration, restart.
import { describe, expect, it } from 'vitest';
import { screen } from '../src/index.ts';
import {
  acknowledged,
  checkIn,
  command,
  deregistered,
  HOUR,
  healthy,
  hides,
  inMode,
  keyIn,
  keyOut,
  LOCKED_AT,
  lockNoKeys,
  MODES,
  recorded,
  restart,
  run,
  shows,
  sim,
  ssid,
  T0,
  tick,
} from './device.ts';

const AT = LOCKED_AT + HOUR / 2;

describe('rule 3: lock', () => {
  it.each([
    ['unlocked', 'remote', [shows('remote'), acknowledged('lock', 'done'), recorded('locked', AT)]],
    ['timer', 'remote', [shows('remote'), acknowledged('lock', 'done'), recorded('locked', AT)]],
    ['remote', 'remote', [acknowledged('lock', 'already')]],
    ['sim', 'sim', [acknowledged('lock', 'already')]],
    ['wiping', 'wiping', [acknowledged('lock', 'refused')]],
    ['deregistered', 'deregistered', [acknowledged('lock', 'refused')]],
  ] as const)('%s → %s', (mode, after, effects) => {
    const outcome = run(inMode(mode), command('lock', AT));
    expect(outcome.state.mode).toBe(after);
    expect(outcome.effects).toEqual(effects);
  });

  it('locks although a key is present', () => {
    const { state } = run(healthy(), keyIn(T0), command('lock', T0));
    expect(state).toMatchObject({ mode: 'remote', release: null, keyPresent: true });
  });

  it.each(['timer', 'remote', 'sim'] as const)('ends a release of %s', (mode) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT)).state;
    const outcome = run(released, command('lock', AT));
    expect(outcome.state.release).toBeNull();
    expect(outcome.effects[0]).toEqual(shows(mode === 'timer' ? 'remote' : mode));
  });

  it('turns a timer lock released by SSID into a remote lock that no SSID releases', () => {
    const locked = run(inMode('timer'), ssid(LOCKED_AT), command('lock', AT), ssid(AT + 1)).state;
    expect(screen(locked)).toBe('remote');
  });
});

describe('a lock with no keys', () => {
  it('is released by no key, but by an unlock, which lifts it', () => {
    const stolen = run(healthy(), lockNoKeys(T0), keyIn(T0 + 1), keyOut(T0 + 2), keyIn(T0 + 3)).state;
    expect(stolen).toMatchObject({ noKeys: true, keyPresent: true, release: null });
    expect(screen(stolen)).toBe('remote');
    const again = run(stolen, command('unlock', T0 + 4), command('lock', T0 + 5), keyOut(T0 + 6), keyIn(T0 + 7));
    expect(again.state.noKeys).toBe(false);
    expect(again.effects).toEqual([hides]);
  });

  it.each(['remote', 'sim'] as const)('tightens %s, and a plain lock after it does not loosen it', (mode) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT)).state;
    const tightened = run(released, lockNoKeys(AT));
    expect(tightened.effects).toEqual([shows(mode), acknowledged('lock', 'already')]);
    const later = run(tightened.state, command('lock', AT), keyOut(AT), keyIn(AT)).state;
    expect(screen(later)).toBe(mode);
  });

  it.each(['unlock', 'wipe'] as const)('says nothing when it comes with an %s', (kind) => {
    const { state } = run(inMode('remote'), { type: 'command', kind, id: 'x', now: AT, noKeys: true });
    expect(state.noKeys).toBe(false);
  });

  it('does not outlive the lock: wipe, deregistration', () => {
    const stolen = run(healthy(), lockNoKeys(T0)).state;
    expect(run(stolen, command('wipe', T0)).state.noKeys).toBe(false);
    expect(run(stolen, deregistered(T0)).state.noKeys).toBe(false);
  });
});

describe('rule 4: unlock', () => {
  it.each([
    ['unlocked', 'unlocked', [acknowledged('unlock', 'already')]],
    ['timer', 'unlocked', [hides, acknowledged('unlock', 'done'), recorded('unlocked', AT)]],
    ['remote', 'unlocked', [hides, acknowledged('unlock', 'done'), recorded('unlocked', AT)]],
    ['sim', 'unlocked', [hides, acknowledged('unlock', 'done'), recorded('unlocked', AT)]],
    ['wiping', 'wiping', [acknowledged('unlock', 'refused')]],
    ['deregistered', 'deregistered', [acknowledged('unlock', 'refused')]],
  ] as const)('%s → %s', (mode, after, effects) => {
    const outcome = run(inMode(mode), command('unlock', AT));
    expect(outcome.state.mode).toBe(after);
    expect(outcome.effects).toEqual(effects);
  });

  it.each(['unlocked', 'timer', 'remote', 'sim'] as const)('counts as contact in %s', (mode) => {
    expect(run(inMode(mode), command('unlock', AT)).state.lastCheckIn).toBe(AT);
  });

  it.each(['timer', 'remote', 'sim'] as const)('takes the release of %s away with the lock', (mode) => {
    const outcome = run(inMode(mode), keyIn(LOCKED_AT), command('unlock', AT));
    expect(outcome.state).toMatchObject({ mode: 'unlocked', release: null, keyPresent: true });
    expect(outcome.effects).toEqual([acknowledged('unlock', 'done'), recorded('unlocked', AT)]);
  });

  it('ends a timer lock that falls due at that very moment', () => {
    const outcome = run(healthy(), command('unlock', LOCKED_AT));
    expect(outcome.effects).toEqual([acknowledged('unlock', 'done'), recorded('unlocked', LOCKED_AT)]);
  });
});

describe('rule 12: wipe', () => {
  it.each(['unlocked', 'timer', 'remote', 'sim'] as const)('%s → wiping, under a screen of its own', (mode) => {
    const outcome = run(inMode(mode), command('wipe', AT, 'w1'));
    expect(outcome.state).toMatchObject({ mode: 'wiping', wipeId: 'w1' });
    expect(outcome.effects).toEqual([shows('wiping'), { type: 'wipe', id: 'w1' }]);
  });

  it.each(['timer', 'remote', 'sim'] as const)('covers a released %s', (mode) => {
    const outcome = run(inMode(mode), keyIn(LOCKED_AT), command('wipe', AT));
    expect(outcome.effects[0]).toEqual(shows('wiping'));
    expect(outcome.state.release).toBeNull();
  });

  it('is not begun twice', () => {
    const outcome = run(inMode('wiping'), command('wipe', AT, 'another'));
    expect(outcome.effects).toEqual([acknowledged('another', 'already')]);
    expect(outcome.state.wipeId).toBe('wipe');
  });

  it('is refused when deregistered', () => {
    expect(run(inMode('deregistered'), command('wipe', AT)).effects).toEqual([acknowledged('wipe', 'refused')]);
  });

  it.each([
    tick(AT),
    checkIn(AT, 9),
    keyIn(AT),
    keyOut(AT),
    ssid(AT),
    sim(AT, 'thief'),
    sim(AT, null),
    deregistered(AT),
  ])('is left by nothing and shows nothing else: $type', (event) => {
    const outcome = run(inMode('wiping'), event);
    expect(outcome.state.mode).toBe('wiping');
    expect(outcome.effects).toEqual([]);
  });
});

describe('rule 13: deregistration', () => {
  it.each([
    ['unlocked', []],
    ['timer', [hides]],
    ['remote', [hides]],
    ['sim', [hides]],
  ] as const)('%s → deregistered', (mode, effects) => {
    const outcome = run(inMode(mode), deregistered(AT));
    expect(outcome.state).toMatchObject({ mode: 'deregistered', release: null });
    expect(outcome.effects).toEqual(effects);
  });

  it('takes a release along', () => {
    const outcome = run(inMode('remote'), keyIn(LOCKED_AT), deregistered(AT), tick(AT + 2 * HOUR));
    expect(outcome.effects).toEqual([]);
    expect(outcome.state.release).toBeNull();
  });

  it.each([tick(AT), checkIn(AT, 9), keyIn(AT), ssid(AT), sim(AT, 'thief'), deregistered(AT), restart(AT)])(
    'is the end: $type',
    (event) => {
      const state = inMode('deregistered');
      expect(run(state, event)).toEqual({ state, effects: [] });
    },
  );
});

describe('rule 14: restart', () => {
  it.each([
    ['unlocked', []],
    ['timer', [shows('timer')]],
    ['remote', [shows('remote')]],
    ['sim', [shows('sim')]],
    ['wiping', [shows('wiping'), { type: 'wipe', id: 'wipe' }]],
    ['deregistered', []],
  ] as const)('%s stays and shows its screen again', (mode, effects) => {
    const state = inMode(mode);
    expect(run(state, restart(LOCKED_AT + 1))).toEqual({ state, effects });
  });

  it('leaves a running release running', () => {
    const released = run(inMode('remote'), keyIn(LOCKED_AT)).state;
    expect(run(released, restart(AT))).toEqual({ state: released, effects: [] });
  });

  it('brings the screen back where the release has run out meanwhile', () => {
    const released = run(inMode('remote'), keyIn(LOCKED_AT)).state;
    expect(run(released, restart(LOCKED_AT + HOUR)).effects).toEqual([shows('remote')]);
  });

  it.each(MODES)('takes a key found at start for no insertion: %s', (mode) => {
    const state = inMode(mode);
    const started = run(state, restart(LOCKED_AT + 1, true)).state;
    expect(screen(started)).toBe(screen(state));
    expect(started.release).toBeNull();
    const stillIn = run(started, keyIn(LOCKED_AT + 2)).state;
    expect(screen(stillIn)).toBe(screen(state));
  });

  it('lets the key found at start be taken out and put in again', () => {
    const again = run(inMode('remote'), restart(AT, true), keyOut(AT), keyIn(AT));
    expect(again.effects).toEqual([hides]);
  });

  it('lets the key found at start hold off a timer that runs out later', () => {
    expect(run(healthy(), restart(T0, true), tick(LOCKED_AT)).state.mode).toBe('unlocked');
  });

  it('locks by timer before it looks at the key found at start', () => {
    expect(run(healthy(), restart(LOCKED_AT, true)).state).toMatchObject({ mode: 'timer', keyPresent: true });
  });

  it('asks rule 1 again where the key has gone', () => {
    const held = run(healthy(), keyIn(T0)).state;
    expect(run(held, restart(LOCKED_AT)).state.mode).toBe('unlocked');
    expect(run(held, restart(LOCKED_AT, true)).state.mode).toBe('unlocked');
    expect(run(held, restart(LOCKED_AT, false))).toMatchObject({
      state: { mode: 'timer', keyPresent: false },
      effects: [shows('timer')],
    });
  });
});
