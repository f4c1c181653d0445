// Rules 5 to 8: unlock key, SSID and the end of a release.
import { describe, expect, it } from 'vitest';
import { screen } from '../src/index.ts';
import { checkIn, HOUR, hides, inMode, keyIn, keyOut, LOCKED_AT, MINUTE, run, shows, ssid, tick } from './device.ts';

const LOCKED = ['timer', 'remote', 'sim'] as const;
const CLOSED = ['unlocked', 'wiping', 'deregistered'] as const;

describe('rule 5: unlock key inserted', () => {
  it.each(LOCKED)('releases %s for 60 minutes', (mode) => {
    const outcome = run(inMode(mode), keyIn(LOCKED_AT + 1));
    expect(outcome.effects).toEqual([hides]);
    expect(outcome.state).toMatchObject({
      mode,
      keyPresent: true,
      release: { by: 'key', from: LOCKED_AT + 1, until: LOCKED_AT + 1 + HOUR },
    });
  });

  it.each(CLOSED)('stores no release in %s', (mode) => {
    const outcome = run(inMode(mode), keyIn(LOCKED_AT + 1));
    expect(outcome.effects).toEqual([]);
    expect(outcome.state.release).toBeNull();
    expect(outcome.state.mode).toBe(mode);
  });

  it.each(LOCKED)('is nothing while it is present: %s', (mode) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT)).state;
    expect(run(released, keyIn(LOCKED_AT + MINUTE)).state).toEqual(released);
    const runOut = run(released, tick(LOCKED_AT + HOUR)).state;
    expect(run(runOut, keyIn(LOCKED_AT + HOUR + 1))).toEqual({ state: runOut, effects: [] });
  });

  it.each(LOCKED)('replaces its own release when put in again: %s', (mode) => {
    const again = run(inMode(mode), keyIn(LOCKED_AT), keyOut(LOCKED_AT + 1), keyIn(LOCKED_AT + 30 * MINUTE));
    expect(again.effects).toEqual([]);
    expect(again.state.release?.until).toBe(LOCKED_AT + 90 * MINUTE);
  });

  it('replaces a release by SSID', () => {
    const replaced = run(inMode('timer'), ssid(LOCKED_AT), keyIn(LOCKED_AT + 30 * MINUTE));
    expect(replaced.state.release).toMatchObject({ by: 'key', until: LOCKED_AT + 90 * MINUTE });
  });
});

describe('rule 6: unlock key taken out', () => {
  it.each(LOCKED)('lets the release of %s go on', (mode) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT)).state;
    const out = run(released, keyOut(LOCKED_AT + MINUTE));
    expect(out.effects).toEqual([]);
    expect(out.state).toEqual({ ...released, keyPresent: false });
  });

  it('is nothing where none is present', () => {
    const state = inMode('remote');
    expect(run(state, keyOut(LOCKED_AT + 1))).toEqual({ state, effects: [] });
  });
});

describe('rule 7: registered SSID seen', () => {
  it('releases a timer lock for 60 minutes', () => {
    const outcome = run(inMode('timer'), ssid(LOCKED_AT + 1));
    expect(outcome.effects).toEqual([hides]);
    expect(outcome.state.release).toMatchObject({ by: 'ssid', from: LOCKED_AT + 1, until: LOCKED_AT + 1 + HOUR });
  });

  it('does not lengthen a running release, by key or by SSID', () => {
    for (const first of [ssid(LOCKED_AT), keyIn(LOCKED_AT)]) {
      const released = run(inMode('timer'), first).state;
      expect(run(released, ssid(LOCKED_AT + 5 * MINUTE))).toEqual({ state: released, effects: [] });
    }
  });

  it('releases anew once the first has run out, without the screen between', () => {
    const again = run(inMode('timer'), ssid(LOCKED_AT), ssid(LOCKED_AT + HOUR));
    expect(again.effects).toEqual([]);
    expect(again.state.release?.from).toBe(LOCKED_AT + HOUR);
  });

  it.each(['unlocked', 'remote', 'sim', 'wiping', 'deregistered'] as const)('is nothing in %s', (mode) => {
    const state = inMode(mode);
    expect(run(state, ssid(LOCKED_AT + 1))).toEqual({ state, effects: [] });
  });
});

describe('rule 8: the end of a release', () => {
  it.each(LOCKED)('brings the screen of %s back after 60 minutes', (mode) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT)).state;
    expect(run(released, tick(LOCKED_AT + HOUR - 1))).toEqual({ state: released, effects: [] });
    expect(run(released, tick(LOCKED_AT + HOUR))).toMatchObject({
      state: { mode, release: null },
      effects: [shows(mode)],
    });
  });

  it.each(LOCKED)('brings it back where %s was released in the future', (mode) => {
    const released = run(inMode(mode), keyIn(LOCKED_AT)).state;
    expect(run(released, tick(LOCKED_AT)).effects).toEqual([]);
    expect(run(released, tick(LOCKED_AT - 1)).effects).toEqual([shows(mode)]);
  });

  it('comes before the row of any event', () => {
    const released = run(inMode('remote'), keyIn(LOCKED_AT)).state;
    for (const event of [ssid, keyOut, (now: number) => checkIn(now, 1)]) {
      expect(run(released, event(LOCKED_AT + HOUR)).effects).toEqual([shows('remote')]);
    }
  });

  it('ends at an odd time rather than staying', () => {
    const released = run(inMode('remote'), keyIn(LOCKED_AT)).state;
    expect(screen(run(released, tick(Number.NaN)).state)).toBe('remote');
  });

  it('is not undone by moving the time about', () => {
    const ended = run(inMode('remote'), keyIn(LOCKED_AT), tick(LOCKED_AT + HOUR)).state;
    for (const now of [LOCKED_AT - HOUR, LOCKED_AT + 1, LOCKED_AT + 2 * HOUR]) {
      expect(run(ended, tick(now))).toEqual({ state: ended, effects: [] });
    }
  });
});
