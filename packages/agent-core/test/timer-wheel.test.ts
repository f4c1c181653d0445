/** The agent's deadlines on one armed timer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTimerWheel } from '../src/agent/timer-wheel.ts';
import { FakeTime } from './fake-time.ts';

type Name = 'a' | 'b' | 'c';

function wheelOf(onFire: (name: Name) => void = () => {}) {
  const time = new FakeTime();
  const fired: [Name, number][] = [];
  const wheel = createTimerWheel<Name>(time, (name) => {
    fired.push([name, time.monotonicMs]);
    onFire(name);
  });
  const begin = time.monotonicMs;
  return { time, wheel, fired, at: (ms: number) => begin + ms };
}

test('fires each deadline once, in order of time, with one timer armed', async () => {
  const { time, wheel, fired, at } = wheelOf();
  wheel.set('b', at(200));
  wheel.set('a', at(100));
  wheel.set('c', at(300));
  expect(time.armedCount).toBe(1);
  await time.advance(1_000);
  expect(fired).toEqual([
    ['a', at(100)],
    ['b', at(200)],
    ['c', at(300)],
  ]);
  expect(time.armedCount).toBe(0);
});

test('a deadline moved, taken away or long past', async () => {
  const { time, wheel, fired, at } = wheelOf();
  wheel.set('a', at(100));
  wheel.set('a', at(500));
  wheel.set('b', at(200));
  wheel.set('b', null);
  wheel.set('c', at(-1_000));
  expect(wheel.dueAt('a')).toBe(at(500));
  await time.advance(0);
  expect(fired).toEqual([['c', at(0)]]);
  await time.advance(1_000);
  expect(fired).toEqual([
    ['c', at(0)],
    ['a', at(500)],
  ]);
});

test('a deadline set by one that fires counts', async () => {
  const world = wheelOf((name) => {
    if (name === 'a') world.wheel.set('b', world.time.monotonicMs + 50);
  });
  world.wheel.set('a', world.at(100));
  await world.time.advance(1_000);
  expect(world.fired).toEqual([
    ['a', world.at(100)],
    ['b', world.at(150)],
  ]);
});

test('an error in one does not lose the others', async () => {
  const world = wheelOf((name) => {
    if (name === 'a') throw new Error('a');
  });
  world.wheel.set('a', world.at(100));
  world.wheel.set('b', world.at(200));
  await expect(world.time.advance(150)).rejects.toThrow('a');
  await world.time.advance(1_000);
  expect(world.fired.map(([name]) => name)).toEqual(['a', 'b']);
});

test('stopped, nothing fires any more', async () => {
  const { time, wheel, fired, at } = wheelOf();
  wheel.set('a', at(100));
  wheel.stop();
  wheel.set('b', at(100));
  await time.advance(1_000);
  expect([fired, time.armedCount]).toEqual([[], 0]);
});

test('a deadline beyond what a timer can hold is reached all the same', async () => {
  const { time, wheel, fired, at } = wheelOf();
  wheel.set('a', at(40 * 86_400_000));
  await time.advance(41 * 86_400_000);
  expect(fired).toEqual([['a', at(40 * 86_400_000)]]);
});

test('whatever is set and taken away, each fires at its last deadline and one timer is armed at most', async () => {
  const change = fc.record({
    name: fc.constantFrom<Name>('a', 'b', 'c'),
    dueInMs: fc.option(fc.integer({ min: 0, max: 500 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 20 }), async (changes) => {
      const { time, wheel, fired, at } = wheelOf();
      const last = new Map<Name, number>();
      for (const { name, dueInMs } of changes) {
        wheel.set(name, dueInMs === null ? null : at(dueInMs));
        if (dueInMs === null) last.delete(name);
        else last.set(name, at(dueInMs));
        expect(time.armedCount).toBeLessThanOrEqual(1);
      }
      await time.advance(1_000);
      expect(new Map(fired)).toEqual(last);
    }),
    { numRuns: 50 },
  );
});
