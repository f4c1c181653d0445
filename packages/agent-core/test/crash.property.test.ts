/** A kill at any moment, a disk that is full at any moment: the screen is what the stored state asks for, and a locked device never opens. */
import { screen } from '@sekisho/lock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryStore } from '../src/index.ts';
import { settle } from './fake-time.ts';
import { World } from './world.ts';

type Act = 'lock' | 'unlock' | 'check-in' | 'offline' | 'online' | 'wait' | 'key' | 'kill' | 'save';
const acts: Act[] = ['lock', 'unlock', 'check-in', 'offline', 'online', 'wait', 'key', 'kill', 'save'];

class Crash extends Error {}

/** Dies at one of its commits, before or after having made it. */
class DyingStore extends MemoryStore {
  commitsLeft = Number.POSITIVE_INFINITY;
  dead = false;
  diesAfter = false;

  override commit(change: Parameters<MemoryStore['commit']>[0]): void {
    if (this.dead) throw new Crash();
    this.commitsLeft -= 1;
    if (this.commitsLeft > 0 || this.diesAfter) super.commit(change);
    if (this.commitsLeft > 0) return;
    this.dead = true;
    throw new Crash();
  }
}

async function perform(world: World, act: Act): Promise<void> {
  const { agent, server, device } = world;
  switch (act) {
    case 'lock':
    case 'unlock':
      server.command(device.id, act);
      return settle();
    case 'check-in':
      await agent?.checkInNow();
      return settle();
    case 'offline':
    case 'online':
      server.failure = act === 'offline' ? 'offline' : null;
      return settle();
    case 'wait':
      return world.time.advance(20 * 60_000);
    case 'key':
      world.surroundings.insert(server.unlockKey('A01'))();
      return settle();
    case 'save':
      return server.savePolicy('A01', {});
    case 'kill':
      await world.kill();
      await world.start();
  }
}

function storedScreen(world: World): string {
  return screen(world.store.load().vital?.lock as Parameters<typeof screen>[0]);
}

/** Once everything works again, device and server agree, and every command was answered once. */
async function heals(world: World): Promise<void> {
  world.server.failure = null;
  await world.checkIn();
  await world.time.advance(20 * 60_000);
  // What ended by itself just now, such as the hour of a key, is told with the next check-in.
  await world.checkIn();
  expect(world.screen.shown).toBe(storedScreen(world));
  expect(world.device.lock?.screen).toBe(storedScreen(world));
  expect(world.device.commands.filter(({ state }) => state === 'open')).toEqual([]);
  expect(world.running.status().waitingItems).toBe(0);
  const answered = world.device.items.flatMap((item) =>
    item.kind === 'result' && item.outcome === 'done' ? [item.commandId] : [],
  );
  expect(new Set(answered).size).toBe(answered.length);
  const recorded = world.device.items.filter(
    (item) => item.kind === 'event' && (item.what === 'locked' || item.what === 'unlocked'),
  );
  expect(recorded.length).toBe(answered.length);
}

async function newWorld(store: MemoryStore): Promise<World> {
  const world = new World({ store });
  world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: 3_600_000 } });
  return world.enrolled();
}

test('killed at any store write, before or after it: restarted, the screen is that of the stored state, and all heals', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 25 }),
      fc.boolean(),
      async (story, commitsLeft, diesAfter) => {
        const store = new DyingStore();
        const world = await newWorld(store);
        Object.assign(store, { commitsLeft, diesAfter });
        for (const act of story) {
          await perform(world, act);
          if (!store.dead) expect(world.screen.shown).toBe(storedScreen(world));
          else break;
        }
        await world.kill();
        Object.assign(store, { commitsLeft: Number.POSITIVE_INFINITY, dead: false });
        const lockedBefore = storedScreen(world) !== 'none' && world.server.failure !== null;
        world.server.failure = 'offline';
        await world.start();
        expect(world.screen.shown).toBe(storedScreen(world));
        if (lockedBefore) expect(world.screen.shown).not.toBe('none');
        await heals(world);
      },
    ),
    { numRuns: 150, examples: [[['lock', 'key', 'wait', 'wait', 'lock'], 10, false]] },
  );
});

test('with a disk that is full for a while, what is locked stays locked, and all heals when there is room again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...acts.filter((act) => act !== 'key')), { minLength: 1, maxLength: 10 }),
      fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 6 }),
      async (before, during) => {
        let full = false;
        const store = new MemoryStore({
          beforeCommit: () => {
            if (full) throw new Error('no space left on device');
          },
        });
        const world = await newWorld(store);
        for (const act of before) await perform(world, act);
        full = true;
        const wasLocked = world.screen.shown !== 'none';
        for (const act of during) {
          await perform(world, act);
          if (wasLocked) expect(world.screen.shown).not.toBe('none');
        }
        full = false;
        await heals(world);
      },
    ),
    { numRuns: 150 },
  );
});

test('a lock that cannot be stored covers the screen all the same, and an unlock that cannot be stored opens nothing', async () => {
  let full = false;
  const store = new MemoryStore({
    beforeCommit: () => {
      if (full) throw new Error('no space left on device');
    },
  });
  const world = await newWorld(store);
  full = true;
  const lock = world.server.command(world.device.id, 'lock');
  await settle();
  expect([world.screen.shown, lock.state]).toEqual(['remote', 'open']);
  world.server.command(world.device.id, 'unlock');
  await settle();
  expect(world.screen.shown).toBe('remote');
  full = false;
  await world.checkIn();
  expect(world.screen.shown).toBe('none');
});
