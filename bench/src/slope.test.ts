import { expect, test } from 'vitest';
import { exponentOf } from './slope.ts';

test.each([
  { name: 'constant', cost: () => 5, exponent: 0 },
  { name: 'linear', cost: (size: number) => size / 7, exponent: 1 },
  { name: 'square root', cost: (size: number) => Math.sqrt(size), exponent: 0.5 },
])('the exponent of $name growth', ({ cost, exponent }) => {
  const points = [1_000, 10_000, 100_000, 1_000_000].map((size) => [size, cost(size)] as const);
  expect(exponentOf(points)).toBeCloseTo(exponent, 6);
});
