import { expect, test } from 'vitest';
import { readSteadily } from './others-meanwhile.ts';

test('reads go on while one has not come back, and each has its time', async () => {
  const waiting: (() => void)[] = [];
  const twoUnderWay = Promise.withResolvers<void>();
  const end = readSteadily(
    () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 2) twoUnderWay.resolve();
      }),
    1,
  );
  await twoUnderWay.promise;
  const ended = end();
  const count = waiting.length;
  for (const come of waiting) come();
  const samples = await ended;
  expect(samples).toHaveLength(count);
  expect(samples.every((ms) => ms >= 0)).toBe(true);
});

test('a read that failed is heard of at the end', async () => {
  const end = readSteadily(() => Promise.reject(new Error('503')), 1_000);
  await expect(end()).rejects.toThrow('503');
});
