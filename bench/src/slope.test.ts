import { expect, test } from 'vitest';
import { costOf, exponentOf, sizesUpTo, slopesOf } from './slope.ts';

test.each([
  { name: 'constant', cost: () => 5, exponent: 0 },
  { name: 'linear', cost: (size: number) => size / 7, exponent: 1 },
  { name: 'square root', cost: (size: number) => Math.sqrt(size), exponent: 0.5 },
])('the exponent of $name growth', ({ cost, exponent }) => {
  const points = [1_000, 10_000, 100_000, 1_000_000].map((size) => [size, cost(size)] as const);
  expect(exponentOf(points)).toBeCloseTo(exponent, 6);
});

test.each([
  { figures: { bytesEach: 5_000, serverMicros: 60, perSecond: 10 }, of: 'memory', value: 5_000 },
  { figures: { serverMicros: 60, databaseMicros: 15, perSecond: 10, p50Ms: 3 }, of: 'processor time', value: 75 },
  { figures: { perSecond: 500, p50Ms: 7 }, of: 'time by the rate', value: 2 },
  { figures: { p50Ms: 7 }, of: 'median', value: 7 },
  { figures: {}, of: 'median', value: Number.NaN },
])('what a piece of work costs: $of', ({ figures, of, value }) => {
  expect(costOf(figures)).toEqual({ of, value });
});

test('each figure has its own slope, and none that was not taken', () => {
  const at = (size: number) => [size, { perSecond: 1e6 / size, p99Ms: 4, ratio: Math.sqrt(size) }] as const;
  expect(slopesOf([at(1_000), at(10_000)])).toEqual({
    cost: 'time by the rate',
    slope: 1,
    slopeOfP99: 0,
    slopeOfMemory: null,
    slopeOfRatio: 0.5,
  });
});

test('a slope goes no further than it is asked to', () => {
  expect(sizesUpTo(1_000_000)).toEqual([1_000, 10_000, 100_000, 1_000_000]);
  expect(sizesUpTo(99_999)).toEqual([1_000, 10_000]);
});
