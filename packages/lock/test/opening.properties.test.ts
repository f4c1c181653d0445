// What opens a device and what does not, as invariants of random lives: repeated commands, restarts, a clock that goes back and forth.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screen, step } from '../src/index.ts';
import { HOUR, tick } from './device.ts';
import { always, beginnings, heldRemotely, isCommand, live, longEvents } from './random-life.ts';

describe('what leaves a mode', () => {
  it('remote and SIM: only unlock, wipe, deregistration', () => {
    always(({ before, after, event }) => {
      if (!heldRemotely(before) || before.mode === after.mode) return;
      expect(event.type === 'deregistered' || isCommand(event, 'unlock', 'wipe')).toBe(true);
    });
  });

  it('timer: only a check-in, a command, another SIM, deregistration', () => {
    always(({ before, after, event }) => {
      if (before.mode !== 'timer' || after.mode === 'timer') return;
      expect(['check-in', 'command', 'sim', 'deregistered']).toContain(event.type);
      if (after.mode === 'unlocked') expect(event.type === 'check-in' || isCommand(event, 'unlock')).toBe(true);
    });
  });

  it('a wipe and deregistration: nothing', () => {
    always(({ before, after, effects, event }) => {
      if (before.mode === 'deregistered') {
        expect(after).toEqual(before);
        expect(effects.length).toBe(event.type === 'command' ? 1 : 0);
      }
      if (before.mode !== 'wiping') return;
      expect(after.mode).toBe('wiping');
      expect(screen(after)).toBe('wiping');
      expect(after.wipeId).toBe(before.wipeId);
    });
  });
});

describe('what a command does', () => {
  it('a lock leaves a locked screen, an unlock an open one, a wipe its own; unless refused', () => {
    always(({ before, after, event, effects }) => {
      if (event.type !== 'command') return;
      if (event.kind === 'wipe' && before.mode === 'wiping') expect(effects).toMatchObject([{ outcome: 'already' }]);
      if (effects.some((effect) => effect.type === 'acknowledge' && effect.outcome === 'refused')) return;
      if (event.kind === 'lock') expect(['remote', 'sim']).toContain(screen(after));
      if (event.kind === 'unlock') expect(after.mode).toBe('unlocked');
      if (event.kind === 'wipe') expect(after.mode).toBe('wiping');
    });
  });

  it('each is answered once, a wipe by being begun', () => {
    always(({ before, event, effects }) => {
      const answers = effects.filter((effect) => effect.type === 'acknowledge');
      const begun = effects.filter((effect) => effect.type === 'wipe');
      if (event.type !== 'command') {
        expect(answers).toEqual([]);
        expect(begun.length).toBe(event.type === 'restart' && before.mode === 'wiping' ? 1 : 0);
        return;
      }
      expect([...answers, ...begun].map(({ id }) => id)).toEqual([event.id]);
      expect(begun.length > 0).toBe(event.kind === 'wipe' && !['wiping', 'deregistered'].includes(before.mode));
    });
  });

  it('repeated at once, it changes nothing more and is never done twice', () => {
    always(({ after, event }) => {
      if (event.type !== 'command') return;
      const again = step(after, event);
      expect(again.state).toEqual(after);
      expect(again.effects).toMatchObject([{ type: 'acknowledge', id: event.id }]);
      expect(again.effects).not.toMatchObject([{ outcome: 'done' }]);
    });
  });
});

describe('what opens a device', () => {
  it('a check-in opens a timer lock, a registered SSID releases it, a key put in releases every lock that allows keys', () => {
    always(({ before, after, event, notes }) => {
      if (before.mode === 'timer' && ['check-in', 'ssid-seen'].includes(event.type)) expect(screen(after)).toBe('none');
      const putIn = event.type === 'key-inserted' && !before.keyPresent && !notes.noKeys;
      if (putIn && before.mode !== 'wiping') expect(screen(after)).toBe('none');
    });
  });

  it('after a lock with no keys only an unlock and deregistration do', () => {
    always(({ after, notes }) => {
      if (notes.noKeys && after.mode !== 'deregistered') expect(['remote', 'sim', 'wiping']).toContain(screen(after));
    });
  });

  it('a release is replaced by a key put in and by nothing else; it ends by no removal of the key', () => {
    always(({ before, after, event }) => {
      if (before.release === null || event.now < before.release.from || event.now >= before.release.until) return;
      if (event.type === 'key-inserted' && !before.keyPresent) expect(after.release?.from).toBe(event.now);
      else if (after.release !== null) expect(after.release).toEqual(before.release);
      if (['key-removed', 'ssid-seen', 'tick', 'restart'].includes(event.type)) expect(after.release).not.toBeNull();
    });
  });

  it('only check-in, unlock, key, SSID, deregistration; never the time alone', () => {
    always(({ before, after, event }) => {
      if (screen(before) === 'none' || screen(after) !== 'none') return;
      const opener = ['check-in', 'key-inserted', 'ssid-seen', 'deregistered'].includes(event.type);
      expect(opener || isCommand(event, 'unlock')).toBe(true);
      if (heldRemotely(before)) expect(['check-in', 'ssid-seen']).not.toContain(event.type);
    });
  });

  it('remote and SIM are open only within the hour of a key put in, no settings saved since', () => {
    always(({ after, event, notes }) => {
      if (!heldRemotely(after) || screen(after) !== 'none') return;
      expect(after.noKeys).toBe(false);
      expect(notes.keyPutInAt).not.toBeNull();
      const openFor = event.now - (notes.keyPutInAt ?? Number.NaN);
      expect(openFor >= 0 && openFor < HOUR).toBe(true);
      expect(notes.revision).toBe(notes.revisionAtKey);
    });
  });

  it('no release is longer than an hour, lies in the future, or outlives its hour at any time of the clock', () => {
    always(({ after, event }) => {
      if (after.release === null) return;
      const { from, until } = after.release;
      expect(until - from).toBeLessThanOrEqual(HOUR);
      expect(from).toBeLessThanOrEqual(event.now);
      for (const now of [from - HOUR, from - 1, until, until + 1, until + HOUR]) {
        expect(screen(step(after, tick(now)).state)).toBe(after.mode);
      }
    });
  });

  it('moving the clock never opens: a tick at any time keeps a screen that is up, and so does a restart', () => {
    const anyTime = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
    fc.assert(
      fc.property(beginnings, longEvents, anyTime, fc.boolean(), (beginning, list, now, keyPresent) => {
        const last = live(beginning, list).at(-1);
        if (last === undefined || screen(last.after) === 'none') return;
        expect(screen(step(last.after, tick(now)).state)).toBe(screen(last.after));
        const restarted = step(last.after, { type: 'restart', now, keyPresent });
        expect(screen(restarted.state)).toBe(screen(last.after));
        expect(restarted.effects[0]).toEqual({ type: 'show', screen: screen(last.after) });
      }),
      { numRuns: 400 },
    );
  });

  it('a detour of the clock backward never makes a device more open than without it', () => {
    fc.assert(
      fc.property(beginnings, longEvents, fc.integer({ min: 1, max: 20 * HOUR }), (beginning, list, back) => {
        const last = live(beginning, list).at(-1);
        if (last === undefined) return;
        const direct = screen(step(last.after, tick(last.event.now)).state);
        const detour = step(last.after, tick(last.event.now - back)).state;
        const returned = screen(step(detour, tick(last.event.now)).state);
        if (direct !== 'none') expect(returned).toBe(direct);
      }),
      { numRuns: 400 },
    );
  });
});
