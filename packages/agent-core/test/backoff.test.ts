/** The one back-off, and what a Retry-After says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBackoff, jitter, retryAfterMsOf } from '../src/index.ts';

const bounds = { baseMs: 1_000, capMs: 60_000 };

describe('back-off', () => {
  test.each([
    [0, [1_000, 1_000, 1_000]],
    [0.5, [2_000, 3_500, 5_750]],
    [0.999999, [3_000, 9_000, 27_000, 60_000, 60_000]],
  ])('with chance %d: %j', (fraction, expected) => {
    const backoff = createBackoff(bounds, () => fraction);
    for (const value of expected) expect(Math.round(backoff.next())).toBeCloseTo(value, -2);
  });

  test('lies between base and cap, grows at most threefold, and begins anew after a reset', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 2, maxLength: 50 }),
        (chances) => {
          let index = 0;
          const backoff = createBackoff(bounds, () => chances[index++ % chances.length] ?? 0);
          let before = bounds.baseMs;
          for (const _ of chances) {
            const now = backoff.next();
            expect(now).toBeGreaterThanOrEqual(bounds.baseMs);
            expect(now).toBeLessThanOrEqual(Math.min(bounds.capMs, before * 3));
            before = now;
          }
          backoff.reset();
          expect(backoff.next()).toBeLessThanOrEqual(bounds.baseMs * 3);
        },
      ),
    );
  });

  test.each([
    [30_000, 30_000, 33_000],
    [0, 1_000, 3_000],
    [86_400_000, 3_600_000, 3_960_000],
  ])('never comes back before a Retry-After of %d ms, within reason', (retryAfterMs, least, most) => {
    for (const fraction of [0, 0.5, 0.99]) {
      const waited = createBackoff(bounds, () => fraction).next(retryAfterMs);
      expect(waited).toBeGreaterThanOrEqual(least);
      expect(waited).toBeLessThanOrEqual(most);
    }
  });
});

test.each([
  ['120', undefined, 120_000],
  [' 5 ', undefined, 5_000],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:27:00 GMT', 60_000],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:29:00 GMT', 0],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined, null],
  ['soon', undefined, null],
  ['-3', undefined, null],
  [undefined, undefined, null],
])('Retry-After %j (Date %j) is %j ms', (header, date, expected) => {
  expect(retryAfterMsOf(header, date)).toBe(expected);
});

test('jitter stays within its share', () => {
  expect([0, 0.5, 1].map((fraction) => jitter(1_000, 0.1, () => fraction))).toEqual([900, 1_000, 1_100]);
});
