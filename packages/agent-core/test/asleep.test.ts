/** A machine that sleeps: no timer of ours runs meanwhile, and its time counts all the same (N02). */
import { expect, test } from 'vitest';
import { settle } from './fake-time.ts';
import { goOffline, hour, minute, newWorld } from './locked-world.ts';

test.each([
  ['within its period', 9 * hour, 'none'],
  ['past its period', 10 * hour, 'timer'],
  ['for days', 100 * hour, 'timer'],
])('slept %s: as soon as the system says that it woke, before any timer', async (_what, asleepMs, screen) => {
  const world = await newWorld();
  goOffline(world);
  await world.time.advance(minute);
  world.time.sleep(asleepMs);
  expect(world.screen.shown).toBe('none');
  world.running.notice({ type: 'woke' });
  await settle();
  expect(world.screen.shown).toBe(screen);
});
