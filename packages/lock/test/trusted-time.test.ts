// Trusted time: forward by anybody, backward by the server alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyServerTime,
  type ClockReading,
  parseTrustedTime,
  raiseHighWater,
  startTrustedTime,
  trustedNow,
} from '../src/index.ts';
import { frozen, HOUR, MINUTE, T0 } from './device.ts';

const DAY = 24 * HOUR;
const at = (wallMs: number, monotonicMs: number): ClockReading => frozen({ wallMs, monotonicMs });

describe('trusted time', () => {
  it('is the wall clock where no server time is known', () => {
    const time = startTrustedTime(at(T0, 100));
    expect(trustedNow(time, at(T0, 100))).toBe(T0);
    expect(trustedNow(time, at(T0 + MINUTE, 100 + MINUTE))).toBe(T0 + MINUTE);
  });

  it('is the server time once it is known, however wrong the wall clock', () => {
    for (const wrong of [-1000 * DAY, 1000 * DAY]) {
      const time = frozen(applyServerTime(T0, at(T0 + wrong, 0)));
      expect(trustedNow(time, at(T0 + wrong, 0))).toBe(T0);
      expect(trustedNow(time, at(T0 + wrong + HOUR, HOUR))).toBe(T0 + HOUR);
    }
  });

  it('goes on by the monotonic clock where the wall clock is put back', () => {
    const time = applyServerTime(T0, at(T0, 0));
    expect(trustedNow(time, at(T0 - DAY, HOUR))).toBe(T0 + HOUR);
  });

  it('goes on by the wall clock through a sleep that the monotonic clock does not count', () => {
    const time = applyServerTime(T0, at(T0, 0));
    expect(trustedNow(time, at(T0 + DAY, MINUTE))).toBe(T0 + DAY);
  });

  it('runs on after the wall clock was put forward and back, so that no release grows', () => {
    const time = applyServerTime(T0, at(T0, 0));
    const forward = raiseHighWater(time, at(T0 + DAY, MINUTE));
    expect(trustedNow(forward, at(T0 + 2 * MINUTE, 2 * MINUTE))).toBe(T0 + DAY + MINUTE);
  });

  it('does not fall below the mark after a reboot with the wall clock put back', () => {
    const time = raiseHighWater(applyServerTime(T0, at(T0, 5 * DAY)), at(T0 + HOUR, 5 * DAY + HOUR));
    const rebooted = raiseHighWater(time, at(T0 - DAY, MINUTE));
    expect(trustedNow(rebooted, at(T0 - DAY, MINUTE))).toBe(T0 + HOUR);
    expect(trustedNow(rebooted, at(T0 - DAY + MINUTE, 2 * MINUTE))).toBe(T0 + HOUR + MINUTE);
  });

  it('heals by a server time, backward too', () => {
    const future = raiseHighWater(applyServerTime(T0, at(T0, 0)), at(T0 + 1000 * DAY, MINUTE));
    expect(trustedNow(future, at(T0 + 1000 * DAY, MINUTE))).toBe(T0 + 1000 * DAY);
    const reading = at(T0 + 1000 * DAY, 2 * MINUTE);
    const healed = applyServerTime(T0 + 2 * MINUTE, reading);
    expect(trustedNow(healed, reading)).toBe(T0 + 2 * MINUTE);
    expect(trustedNow(healed, at(T0 + 3 * MINUTE, 3 * MINUTE))).toBe(T0 + 3 * MINUTE);
  });

  it('is told in whole milliseconds and loses none by being read often', () => {
    let time = applyServerTime(T0, at(T0 - DAY, 0));
    for (let step = 1; step <= 1000; step += 1) time = raiseHighWater(time, at(0, step * 0.3));
    expect(trustedNow(time, at(0, 300.4))).toBe(T0 + 300);
  });

  it('takes a clock that gives no number for one that says nothing', () => {
    const time = applyServerTime(T0, at(T0, 0));
    expect(trustedNow(time, at(Number.NaN, MINUTE))).toBe(T0 + MINUTE);
    expect(trustedNow(time, at(T0 + HOUR, Number.NaN))).toBe(T0 + HOUR);
    expect(trustedNow(time, at(Number.NaN, Number.NaN))).toBe(T0);
    expect(trustedNow(time, at(Number.POSITIVE_INFINITY, 0))).toBe(T0);
  });
});

describe('trusted time, whatever the clocks do', () => {
  const wall = fc.integer({ min: -2 * DAY, max: 2 * DAY });
  const passing = fc.array(fc.record({ elapsed: fc.nat(2 * HOUR), wall, reboot: fc.boolean() }), { maxLength: 30 });

  it('never goes back, and never counts less than has passed since the machine started', () => {
    fc.assert(
      fc.property(wall, passing, (firstWall, moments) => {
        let monotonicMs = 0;
        let time = applyServerTime(T0, at(T0 + firstWall, monotonicMs));
        let before = T0;
        for (const moment of moments) {
          monotonicMs = moment.reboot ? 0 : monotonicMs + moment.elapsed;
          const reading = at(T0 + moment.wall, monotonicMs);
          const now = trustedNow(time, reading);
          expect(now).toBeGreaterThanOrEqual(moment.reboot ? before : before + moment.elapsed);
          time = frozen(raiseHighWater(time, reading));
          expect(trustedNow(time, reading)).toBe(now);
          expect(parseTrustedTime(JSON.parse(JSON.stringify(time)))).toEqual(time);
          before = now;
        }
      }),
    );
  });

  it('is exactly the server time at every contact', () => {
    fc.assert(
      fc.property(wall, wall, fc.nat(DAY), (server, local, monotonicMs) => {
        const reading = at(T0 + local, monotonicMs);
        expect(trustedNow(applyServerTime(T0 + server, reading), reading)).toBe(T0 + server);
      }),
    );
  });
});

describe('parseTrustedTime', () => {
  it('reads what was written', () => {
    const time = applyServerTime(T0, at(T0 - DAY, 5.5));
    expect(parseTrustedTime(JSON.parse(JSON.stringify(time)))).toEqual(time);
  });

  it.each(['highWater', 'offsetMs', 'lastTrusted', 'monotonicAtLastTrusted'])('needs %s as a number', (name) => {
    const time = startTrustedTime(at(T0, 0));
    for (const value of [null, '1', undefined, Number.NaN]) {
      expect(parseTrustedTime({ ...time, [name]: value })).toBeNull();
    }
  });

  it.each([null, undefined, 1, 'x'])('refuses %j', (value) => {
    expect(parseTrustedTime(value)).toBeNull();
  });
});
