// The rules as invariants of random lives: repeated commands, restarts, a clock that goes back and forth.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LockEvent, type LockState, nextDeadline, screen, step, stepAll } from '../src/index.ts';
import { frozen, HOUR, MINUTE, tick } from './device.ts';
import { always, beginnings, events, live, longEvents, type Moment, orderedEvents } from './random-life.ts';

const isCommand = (event: LockEvent, ...kinds: string[]): boolean =>
  event.type === 'command' && kinds.includes(event.kind);
const heldRemotely = (state: LockState): boolean => state.mode === 'remote' || state.mode === 'sim';
const entered = ({ before, after }: Moment, mode: string): boolean => before.mode !== mode && after.mode === mode;
const recordsOf = ({ effects }: Moment) => effects.filter((effect) => effect.type === 'record');

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
    always(({ after, event, effects }) => {
      if (event.type !== 'command') return;
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

describe('the timer', () => {
  it('holds: an unlocked device without key had its contact within the period', () => {
    fc.assert(
      fc.property(beginnings, fc.oneof(events, longEvents), (beginning, list) => {
        let contactAt: number | null = null;
        for (const { after, event, notes } of live(beginning, list)) {
          if (event.type === 'check-in' || (isCommand(event, 'unlock') && after.mode === 'unlocked'))
            contactAt = event.now;
          if (after.mode !== 'unlocked' || notes.keyIn || notes.policy?.timerLock.enabled !== true) continue;
          expect(event.now - (contactAt ?? Number.NaN)).toBeLessThan(notes.policy.timerLock.periodMs);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('locks only out of an unlocked device, after its period, with no key in', () => {
    always((moment) => {
      if (!entered(moment, 'timer')) return;
      const { before, event } = moment;
      expect(before.mode).toBe('unlocked');
      expect(before.policy?.timerLock.enabled).toBe(true);
      const elapsed = event.now - (before.lastCheckIn ?? Number.NaN);
      expect(elapsed).toBeGreaterThanOrEqual(before.policy?.timerLock.periodMs ?? Number.NaN);
      if (before.keyPresent) expect(['key-removed', 'restart']).toContain(event.type);
    });
  });
});

describe('the history', () => {
  it('holds exactly the remote locks, the SIM locks and the unlocks by command', () => {
    always((moment) => {
      const { before, event } = moment;
      const expected: string[] = [];
      if (entered(moment, 'remote')) expected.push('locked');
      if (entered(moment, 'sim')) expected.push('sim-locked');
      const ended =
        isCommand(event, 'unlock') && moment.effects.some((effect) => 'outcome' in effect && effect.outcome === 'done');
      if (ended) expected.push('unlocked');
      expect(recordsOf(moment)).toEqual(expected.map((what) => ({ type: 'record', what, at: event.now })));
      if (before.mode === 'timer' && event.type === 'check-in') expect(expected).toEqual([]);
    });
  });
});

describe('the SIM', () => {
  it('an unlocked device shows no SIM but baseline and tolerated one, each of which came about by its rule', () => {
    fc.assert(
      fc.property(beginnings, longEvents, (beginning, list) => {
        let baseline: string | null = null;
        let tolerated: string | null = null;
        let present: string | null = null;
        let monitoring = false;
        for (const { before, after, event } of live(beginning, list)) {
          if (event.type === 'check-in') monitoring = event.policy.simMonitoring;
          if (event.type === 'check-in' && !monitoring) [baseline, tolerated] = [null, null];
          if (event.type === 'sim') present = event.iccid;
          if (event.type === 'sim' && monitoring) baseline ??= event.iccid;
          if (isCommand(event, 'unlock') && before.mode === 'sim') tolerated = present;
          const strange = event.type === 'sim' && monitoring && ![null, baseline, tolerated].includes(event.iccid);
          if (strange) expect(['sim', 'remote']).toContain(after.mode);
          if (!strange && after.mode === 'sim') expect(before.mode).toBe('sim');
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('the shut-down', () => {
  it('comes once per lock, after its delay, and never to a device that was released or unlocked since', () => {
    fc.assert(
      fc.property(beginnings, fc.oneof(events, longEvents), (beginning, list) => {
        let dueAt: number | null = null;
        for (const moment of live(beginning, list)) {
          const { before, after, event, effects, notes } = moment;
          if (entered(moment, 'remote') || entered(moment, 'sim')) {
            const delayMs = notes.policy?.shutDownAfterLockMs ?? null;
            dueAt = delayMs === null ? null : event.now + delayMs;
          }
          if (!heldRemotely(after) || screen(after) === 'none') dueAt = null;
          const asked = effects.at(-1)?.type === 'shut-down';
          expect(asked, JSON.stringify([before, event])).toBe(dueAt !== null && event.now >= dueAt);
          if (asked) dueAt = null;
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('effects', () => {
  it('show and hide are the difference of the screens; after a restart, of nothing and the screen', () => {
    always(({ before, after, event, effects }) => {
      const was = event.type === 'restart' ? 'none' : screen(before);
      const is = screen(after);
      const change = is === 'none' ? { type: 'hide' } : { type: 'show', screen: is };
      const seen = effects.filter((effect) => effect.type === 'show' || effect.type === 'hide');
      expect(seen).toEqual(was === is ? [] : [change]);
      if (seen.length > 0) expect(effects[0]).toEqual(change);
    });
  });

  it('of a batch are those of its events with the screen changed at most once; the state is the same', () => {
    fc.assert(
      fc.property(beginnings, orderedEvents, orderedEvents, (beginning, life, list) => {
        const start = live(beginning, life).at(-1)?.after ?? beginning;
        const now = life.at(-1)?.now ?? 0;
        const batch = frozen(list.filter(({ type }) => type !== 'restart').map((event) => ({ ...event, now })));
        const singly = live(start, batch);
        const whole = stepAll(start, batch);
        const end = singly.at(-1)?.after ?? start;
        expect(whole.state).toEqual(end);
        const [was, is] = [screen(start), screen(end)];
        const change = is === 'none' ? { type: 'hide' } : { type: 'show', screen: is };
        const lasting = ['acknowledge', 'record', 'report', 'wipe'];
        const inOrder = singly.flatMap(({ effects }) => effects).filter(({ type }) => lasting.includes(type));
        const rest = whole.effects.filter(({ type }) => type !== 'shut-down');
        expect(rest).toEqual([...(was === is ? [] : [change]), ...inOrder]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the next deadline', () => {
  it('is the next moment at which a tick changes anything', () => {
    fc.assert(
      fc.property(
        beginnings,
        fc.oneof(orderedEvents, longEvents),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (beginning, list, part) => {
          const last = live(beginning, list).at(-1);
          if (last === undefined) return;
          const settled = step(last.after, tick(last.event.now)).state;
          const deadline = nextDeadline(settled);
          const idle = (now: number) => expect(step(settled, tick(now))).toEqual({ state: settled, effects: [] });
          if (deadline === null) {
            idle(last.event.now + 1000 * HOUR);
            return;
          }
          expect(deadline).toBeGreaterThan(last.event.now);
          idle(last.event.now + Math.floor((deadline - last.event.now - 1) * part));
          idle(deadline - 1);
          expect(step(settled, tick(deadline)).state).not.toEqual(settled);
          expect(step(settled, tick(deadline)).effects.length).toBe(1);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('only ever brings a screen up or shuts down: waiting opens nothing', () => {
    always(({ after, event }) => {
      let state = after;
      for (let turn = 0; turn < 4; turn += 1) {
        const deadline = nextDeadline(state);
        if (deadline === null) return;
        const waited = step(state, tick(Math.max(deadline, event.now + MINUTE)));
        expect(waited.effects).not.toContainEqual({ type: 'hide' });
        if (screen(state) !== 'none') expect(screen(waited.state)).toBe(screen(state));
        state = waited.state;
      }
      throw new Error('the deadlines do not end');
    });
  });
});
