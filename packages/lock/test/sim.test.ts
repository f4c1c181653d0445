// Rules 9 and 10: SIM monitoring.
import { describe, expect, it } from 'vitest';
import {
  acknowledged,
  checkIn,
  command,
  fresh,
  HOUR,
  healthy,
  hides,
  inMode,
  keyIn,
  LOCKED_AT,
  PERIOD,
  recorded,
  run,
  shows,
  sim,
  ssid,
  T0,
  tick,
} from './device.ts';

const off = { simMonitoring: false };
const absent = { type: 'report', what: 'sim-absent' };

describe('rule 9: a SIM is seen', () => {
  it('takes the first one ever for the baseline', () => {
    const first = run(fresh(), checkIn(T0), sim(T0, 'home'));
    expect(first.effects).toEqual([]);
    expect(first.state.sim).toMatchObject({ baseline: 'home', present: 'home' });
    expect(run(first.state, sim(T0 + 1, 'home')).state).toEqual(first.state);
  });

  it.each([
    ['unlocked', 'sim', [shows('sim'), recorded('sim-locked', LOCKED_AT + 1)]],
    ['timer', 'sim', [shows('sim'), recorded('sim-locked', LOCKED_AT + 1)]],
    ['remote', 'remote', []],
    ['sim', 'sim', []],
    ['wiping', 'wiping', []],
    ['deregistered', 'deregistered', []],
  ] as const)('another one: %s → %s', (mode, after, effects) => {
    const outcome = run(inMode(mode), sim(LOCKED_AT + 1, 'other'));
    expect(outcome.state.mode).toBe(after);
    expect(outcome.effects).toEqual(effects);
  });

  it('another one ends the release of a timer lock', () => {
    for (const release of [keyIn, ssid]) {
      const outcome = run(inMode('timer'), release(LOCKED_AT), sim(LOCKED_AT + 1, 'thief'));
      expect(outcome.state).toMatchObject({ mode: 'sim', release: null });
      expect(outcome.effects[0]).toEqual(shows('sim'));
    }
  });

  it.each(['remote', 'sim'] as const)('another one leaves a release of %s alone', (mode) => {
    const outcome = run(inMode(mode), keyIn(LOCKED_AT), sim(LOCKED_AT + 1, 'other'));
    expect(outcome.effects).toEqual([]);
    expect(outcome.state.release).not.toBeNull();
  });

  it.each(['unlocked', 'timer', 'remote', 'sim'] as const)('none: reported once, no lock in %s', (mode) => {
    const gone = run(inMode(mode), sim(LOCKED_AT + 1, null));
    expect(gone.state.mode).toBe(mode);
    expect(gone.effects).toEqual([absent]);
    expect(run(gone.state, sim(LOCKED_AT + 2, null)).effects).toEqual([]);
    expect(run(gone.state, sim(LOCKED_AT + 2, 'home'), sim(LOCKED_AT + 3, null)).effects).toEqual([absent]);
  });

  it('none is no baseline', () => {
    expect(run(fresh(), checkIn(T0), sim(T0, null), sim(T0, 'home')).state).toMatchObject({
      mode: 'unlocked',
      sim: { baseline: 'home' },
    });
  });

  it('the baseline does not change with what is seen later', () => {
    const back = run(inMode('sim'), sim(LOCKED_AT + 1, 'home')).state;
    expect(back).toMatchObject({ mode: 'sim', sim: { baseline: 'home' } });
  });

  it('the first one is the baseline in a locked device too', () => {
    const locked = run(fresh(), checkIn(T0), command('lock', T0), sim(T0, 'a'), command('unlock', T0)).state;
    expect(run(locked, sim(T0 + 1, 'b')).state.mode).toBe('sim');
  });

  it('is only remembered before the first check-in and while monitoring is off', () => {
    for (const state of [fresh(), healthy(off)]) {
      const seen = run(state, sim(T0, 'a'), sim(T0, 'b'), sim(T0, null));
      expect(seen.effects).toEqual([]);
      expect(seen.state).toMatchObject({ mode: 'unlocked', sim: { baseline: null, present: null } });
    }
  });

  it('timer lock and another SIM at the same moment: SIM lock', () => {
    expect(run(healthy(), sim(LOCKED_AT, 'thief')).state.mode).toBe('sim');
  });
});

describe('unlock out of a SIM lock', () => {
  const unlocked = run(inMode('sim'), command('unlock', LOCKED_AT + 1)).state;

  it('tolerates the SIM then present and keeps the baseline', () => {
    expect(unlocked.sim).toMatchObject({ baseline: 'home', tolerated: 'thief' });
    expect(run(unlocked, sim(LOCKED_AT + 2, 'thief'), sim(LOCKED_AT + 3, 'home')).state.mode).toBe('unlocked');
  });

  it('locks again at a third, and then tolerates that one instead', () => {
    const third = run(unlocked, sim(LOCKED_AT + 2, 'third'));
    expect(third.state.mode).toBe('sim');
    const again = run(third.state, command('unlock', LOCKED_AT + 3)).state;
    expect(run(again, sim(LOCKED_AT + 4, 'thief')).state.mode).toBe('sim');
  });

  it('tolerates none where none is present', () => {
    const none = run(inMode('sim'), sim(LOCKED_AT + 1, null), command('unlock', LOCKED_AT + 2)).state;
    expect(none.sim.tolerated).toBeNull();
    expect(run(none, sim(LOCKED_AT + 3, 'thief')).state.mode).toBe('sim');
  });

  it('tolerates nothing out of a remote lock', () => {
    const state = run(inMode('remote'), sim(LOCKED_AT + 1, 'thief'), command('unlock', LOCKED_AT + 2)).state;
    expect(run(state, sim(LOCKED_AT + 3, 'thief')).state.mode).toBe('sim');
  });
});

describe('a SIM lock behaves as a remote lock and keeps its name', () => {
  it('through lock command, check-in, key, SSID, until the unlock', () => {
    const at = LOCKED_AT + HOUR;
    const held = run(inMode('sim'), command('lock', at), checkIn(at, 5), ssid(at), tick(at + PERIOD)).state;
    expect(held.mode).toBe('sim');
    expect(run(held, command('unlock', at + PERIOD)).effects).toEqual([
      hides,
      acknowledged('unlock', 'done'),
      recorded('unlocked', at + PERIOD),
    ]);
  });
});

describe('rule 10: a check-in with monitoring off', () => {
  it.each(['unlocked', 'timer', 'remote', 'sim'] as const)('clears baseline and toleration in %s', (mode) => {
    const tolerating = run(inMode('sim'), command('unlock', LOCKED_AT)).state;
    const entering = {
      unlocked: tick(LOCKED_AT),
      timer: tick(LOCKED_AT + PERIOD),
      remote: command('lock', LOCKED_AT),
      sim: sim(LOCKED_AT, 'third'),
    };
    const cleared = run(tolerating, entering[mode], checkIn(LOCKED_AT + PERIOD, 2, off)).state;
    expect(cleared.sim).toMatchObject({ baseline: null, tolerated: null });
    expect(cleared.mode).toBe(mode === 'timer' ? 'unlocked' : mode);
  });

  it('makes the next SIM seen after monitoring is on again the baseline', () => {
    const exchanged = run(healthy(), checkIn(T0, 2, off), sim(T0, 'new'), checkIn(T0, 3), sim(T0, 'new')).state;
    expect(exchanged).toMatchObject({ mode: 'unlocked', sim: { baseline: 'new' } });
    expect(run(exchanged, sim(T0 + 1, 'home')).state.mode).toBe('sim');
  });

  it('lets a SIM lock stay until it is unlocked', () => {
    const held = run(inMode('sim'), checkIn(LOCKED_AT, 2, off), sim(LOCKED_AT, 'home')).state;
    expect(held.mode).toBe('sim');
    expect(run(held, command('unlock', LOCKED_AT)).state.mode).toBe('unlocked');
  });

  it('does not forget the SIM that is present: an unlock after it still tolerates that one', () => {
    const unlocked = run(inMode('sim'), checkIn(LOCKED_AT, 2, off), command('unlock', LOCKED_AT)).state;
    expect(unlocked.sim).toMatchObject({ baseline: null, tolerated: 'thief', present: 'thief' });
    const monitored = run(unlocked, checkIn(LOCKED_AT, 3), sim(LOCKED_AT, 'home'), sim(LOCKED_AT, 'thief')).state;
    expect(monitored.mode).toBe('unlocked');
  });

  it('forgets that a missing SIM was reported', () => {
    const missing = run(healthy(), sim(T0, null), checkIn(T0, 2, off), checkIn(T0, 3)).state;
    expect(run(missing, sim(T0, null)).effects).toEqual([absent]);
  });

  it('monitoring left on clears nothing', () => {
    expect(run(healthy(), checkIn(T0 + 1, 2), sim(T0 + 1, 'thief')).state.mode).toBe('sim');
  });
});
