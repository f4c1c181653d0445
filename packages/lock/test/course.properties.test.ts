// Timer, history, SIM, shut-down, effects and deadlines, as invariants of random lives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDeadline, screen, step, stepAll } from '../src/index.ts';
import { frozen, HOUR, MINUTE, tick } from './device.ts';
import {
  always,
  beginnings,
  events,
  heldRemotely,
  isCommand,
  live,
  longEvents,
  type Moment,
  orderedEvents,
} from './random-life.ts';

const entered = ({ before, after }: Moment, mode: string): boolean => before.mode !== mode && after.mode === mode;
const recordsOf = ({ effects }: Moment) => effects.filter((effect) => effect.type === 'record');

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
