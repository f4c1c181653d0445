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
    [30_000, 30_000, 60_000],
    [0, 1_000, 3_000],
    [86_400_000, 3_600_000, 7_200_000],
  ])('never comes back before a Retry-After of %d ms, within reason', (retryAfterMs, least, most) => {
    for (const fraction of [0, 0.5, 0.99]) {
      const waited = createBackoff(bounds, () => fraction).next(retryAfterMs);
      expect(waited).toBeGreaterThanOrEqual(least);
      expect(waited).toBeLessThanOrEqual(most);
    }
  });
});

describe('a fleet that lost its server at one moment', () => {
  /** How many of 10,000 come in the fullest of twenty equal parts of the time from `fromMs` to `toMs`. */
  function fullest(waits: readonly number[], fromMs: number, toMs: number): number {
    const parts = Array<number>(20).fill(0);
    for (const wait of waits) {
      const part = Math.min(19, Math.floor(((wait - fromMs) / (toMs - fromMs)) * 20));
      parts[part] = (parts[part] ?? 0) + 1;
    }
    return Math.max(...parts);
  }

  /** Chances of one agent; the same at every run. */
  function chancesOf(agent: number): () => number {
    let state = (agent + 1) * 2_654_435_761;
    return () => {
      state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
      return state / 2 ** 32;
    };
  }

  const agents = Array.from({ length: 10_000 }, (_, agent) => agent);

  test('comes back over the whole of the first wait, not in a wave', () => {
    const waits = agents.map((agent) => createBackoff({ ...bounds, firstMs: 15_000 }, chancesOf(agent)).next());
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_000);
    expect(fullest(waits, 1_000, 15_000)).toBeLessThan(700);
  });

  test('that is told to come back in 30 seconds comes over 30 seconds more', () => {
    const waits = agents.map((agent) => createBackoff(bounds, chancesOf(agent)).next(30_000));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(30_000);
    expect(fullest(waits, 30_000, 60_000)).toBeLessThan(700);
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
