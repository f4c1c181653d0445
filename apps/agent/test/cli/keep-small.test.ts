/** Memory is given back once the start is over, then again and again, and nothing comes of it where that fails. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepSmall } from '../../src/cli/keep-small.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('after the start, and every half hour until the agent ends', () => {
  const returnMemory = vi.fn();
  const small = keepSmall({ returnMemory }, { warn: () => {} });
  vi.advanceTimersByTime(10_000);
  expect(returnMemory).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20_000);
  expect(returnMemory).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(3_600_000);
  expect(returnMemory).toHaveBeenCalledTimes(3);
  small.close();
  vi.advanceTimersByTime(3_600_000);
  expect(returnMemory).toHaveBeenCalledTimes(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('where it cannot be done it is said once', () => {
  const warn = vi.fn();
  const returnMemory = vi.fn(() => {
    throw new Error('no such library');
  });
  keepSmall({ returnMemory }, { warn });
  vi.advanceTimersByTime(7_200_000);
  expect(warn.mock.calls).toEqual([['memory cannot be given back', { reason: 'no such library' }]]);
  expect(returnMemory).toHaveBeenCalledTimes(1);
});

test('a system without a way is left alone', () => {
  keepSmall({}, { warn: () => {} });
  expect(vi.getTimerCount()).toBe(0);
});
