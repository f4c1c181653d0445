/** What releases which lock (N04) and what an unlock key does (N06): each as a person meets it, offline where it must be. */
import { generateSigningKey } from '@sekisho/trust';
import { describe, expect, test } from 'vitest';
import { checkInAgain, goOffline, hour, type Lock, lockedBy, minute, newWorld } from './locked-world.ts';
import type { World } from './world.ts';

type Means = 'unlock key' | 'network' | 'check-in' | 'unlock';
type Result = 'released' | 'unlocked' | 'locked';

const matrix: Record<Lock, Record<Means, Result>> = {
  timer: { 'unlock key': 'released', network: 'released', 'check-in': 'unlocked', unlock: 'unlocked' },
  remote: { 'unlock key': 'released', network: 'locked', 'check-in': 'locked', unlock: 'unlocked' },
  sim: { 'unlock key': 'released', network: 'locked', 'check-in': 'locked', unlock: 'unlocked' },
};

const use: Record<Means, (world: World) => Promise<void>> = {
  'unlock key': async (world) => {
    world.surroundings.insert(world.server.unlockKey('A01'));
  },
  network: async (world) => {
    world.surroundings.networks = ['Office'];
    await world.time.advance(5 * minute);
    world.surroundings.networks = [];
  },
  'check-in': checkInAgain,
  unlock: async (world) => {
    world.server.command(world.device.id, 'unlock');
    await checkInAgain(world);
  },
};

const rows = (Object.keys(matrix) as Lock[]).flatMap((lock) =>
  (Object.keys(matrix[lock]) as Means[]).map((means) => [lock, means, matrix[lock][means]] as const),
);

test.each(rows)('a %s lock and an %s: %s', async (lock, means, result) => {
  const world = await lockedBy(lock);
  await use[means](world);
  expect(world.screen.shown).toBe(result === 'locked' ? lock : 'none');
  expect(world.running.status().mode).toBe(result === 'unlocked' ? 'unlocked' : lock);
  if (result !== 'released') return;
  const { releasedUntil, now } = world.running.status();
  expect((releasedUntil ?? 0) - now).toBeGreaterThan(50 * minute);
  await world.time.advance(54 * minute);
  expect(world.screen.shown).toBe('none');
  await world.time.advance(7 * minute);
  expect(world.screen.shown).toBe(lock);
});

describe('an unlock key', () => {
  test('that is in when the timer runs out holds the lock off; taken out, it locks at once', async () => {
    const world = await newWorld();
    goOffline(world);
    const takeOut = world.surroundings.insert(world.server.unlockKey('A01'));
    await world.time.advance(12 * hour);
    expect(world.screen.shown).toBe('none');
    takeOut();
    expect(world.screen.shown).toBe('timer');
  });

  test('that is in when a remote lock arrives does not hold it off; put in again, it releases', async () => {
    const world = await newWorld();
    const takeOut = world.surroundings.insert(world.server.unlockKey('A01'));
    world.server.command(world.device.id, 'lock');
    await world.checkIn();
    expect(world.screen.shown).toBe('remote');
    takeOut();
    expect(world.screen.shown).toBe('remote');
    world.surroundings.insert(world.server.unlockKey('A01'));
    expect(world.screen.shown).toBe('none');
    expect(world.device.lock).toMatchObject({ mode: 'remote' });
    await world.checkIn();
    expect(world.device.lock).toMatchObject({ mode: 'remote', screen: 'none', releasedBy: 'key' });
  });

  test('that is left in does nothing more when its hour is over, nor is it an insertion at the next start', async () => {
    const world = await lockedBy('remote');
    const takeOut = world.surroundings.insert(world.server.unlockKey('A01'));
    await world.time.advance(hour + minute);
    expect(world.screen.shown).toBe('remote');
    await world.kill();
    await world.start();
    expect(world.screen.shown).toBe('remote');
    takeOut();
    world.surroundings.insert(world.server.unlockKey('A01'));
    expect(world.screen.shown).toBe('none');
  });

  test('put in while the device was off is no insertion either, but holds the timer lock off', async () => {
    const world = await newWorld();
    await world.kill();
    const takeOut = world.surroundings.insert(world.server.unlockKey('A01'));
    goOffline(world);
    await world.start();
    await world.time.advance(11 * hour);
    expect(world.screen.shown).toBe('none');
    takeOut();
    expect(world.screen.shown).toBe('timer');
  });

  test('taken out while the device was off holds nothing off any more', async () => {
    const world = await newWorld();
    goOffline(world);
    const takeOut = world.surroundings.insert(world.server.unlockKey('A01'));
    await world.time.advance(11 * hour);
    await world.kill();
    takeOut();
    await world.start();
    expect(world.screen.shown).toBe('timer');
  });

  test('does not release a lock that was ordered without keys, until the unlock', async () => {
    const world = await newWorld();
    const insert = () => world.surroundings.insert(world.server.unlockKey('A01'))();
    world.server.command(world.device.id, 'lock', { noKeys: true });
    await world.checkIn();
    insert();
    expect(world.screen.shown).toBe('remote');
    world.server.command(world.device.id, 'lock');
    await world.checkIn();
    insert();
    expect(world.screen.shown).toBe('remote');
    for (const kind of ['unlock', 'lock']) {
      world.server.command(world.device.id, kind);
      await world.checkIn();
    }
    expect(world.screen.shown).toBe('remote');
    insert();
    expect(world.screen.shown).toBe('none');
  });

  test.each([
    ['of another policy', { policy: 'A02' }, 'unlock-key-of-other-policy'],
    ['that a newer one has replaced', { number: 6 }, 'unlock-key-replaced'],
    ['of another organization', { organization: '018f0000-0000-7000-8000-000000000009' }, 'wrong-organization'],
  ])('%s is ignored, and told at the next check-in, once an insertion', async (_, changes, code) => {
    const world = await newWorld({ unlockKey: { number: 7 } });
    world.server.command(world.device.id, 'lock');
    await world.checkIn();
    const file = world.server.unlockKey('A01', changes);
    world.surroundings.insert(file)();
    expect(world.screen.shown).toBe('remote');
    await world.checkIn();
    await world.checkIn();
    const detail = { file: file.name, code };
    expect(world.eventsCalled('unlock-key-ignored').map((event) => event.detail)).toEqual([detail]);
    world.surroundings.insert(file);
    await world.checkIn();
    expect(world.eventsCalled('unlock-key-ignored')).toHaveLength(2);
  });

  test.each([
    ['tampered with', (content: string) => content.replace('A01', 'A02'), 'signature-invalid'],
    ['cut off', (content: string) => content.slice(0, 100), 'statement-malformed'],
    ['that is no key', () => 'hello', 'statement-malformed'],
  ])('%s is ignored and told', async (_, change, code) => {
    const world = await lockedBy('remote');
    const { name, content } = world.server.unlockKey('A01');
    world.surroundings.insert({ name, content: change(content ?? '') });
    await checkInAgain(world);
    expect(world.screen.shown).toBe('remote');
    expect(world.eventsCalled('unlock-key-ignored').map((event) => event.detail)).toEqual([{ file: name, code }]);
  });

  test('that a stranger made, or that stands under another name, is ignored', async () => {
    const world = await lockedBy('remote');
    const own = world.server.unlockKey('A01');
    world.surroundings.insert(world.server.unlockKey('A01', {}, generateSigningKey()));
    world.surroundings.insert({ ...own, name: 'sekisho-unlock-A02.key' });
    world.surroundings.insert({ ...own, content: null });
    await checkInAgain(world);
    expect(world.screen.shown).toBe('remote');
    expect(world.eventsCalled('unlock-key-ignored').map((event) => event.detail?.['code'])).toEqual([
      'signer-unknown',
      'unlock-key-of-other-policy',
      'statement-malformed',
    ]);
  });

  test('among those of other policies on one medium releases, and nothing is told of the others', async () => {
    const world = await lockedBy('remote');
    const keys = ['A03', 'A01', 'A02'].map((code) => world.server.unlockKey(code));
    world.surroundings.insert(...keys);
    expect(world.screen.shown).toBe('none');
    await checkInAgain(world);
    expect(world.eventsCalled('unlock-key-ignored')).toEqual([]);
  });

  test('issued since the last check-in works, beside the one before it', async () => {
    for (const number of [7, 8]) {
      const world = await newWorld({ unlockKey: { number: 7 } });
      goOffline(world);
      await world.time.advance(11 * hour);
      world.surroundings.insert(world.server.unlockKey('A01', { number }));
      expect(world.screen.shown).toBe('none');
    }
  });

  test('that becomes worthless while it is in holds the timer lock off no longer', async () => {
    const world = await newWorld({ unlockKey: { number: 7 } });
    world.surroundings.insert(world.server.unlockKey('A01'));
    world.server.savePolicy('A01', { unlockKey: { number: 8 } });
    await world.checkIn();
    goOffline(world);
    await world.time.advance(10 * hour + minute);
    expect(world.screen.shown).toBe('timer');
  });

  test('that fits only since the device was given another policy is no insertion, but holds the timer lock off', async () => {
    const world = await newWorld();
    world.server.savePolicy('A02', { timerLock: { enabled: true, periodMs: 10 * hour } });
    world.server.command(world.device.id, 'lock');
    await world.checkIn();
    world.surroundings.insert(world.server.unlockKey('A02'));
    world.device.policyCode = 'A02';
    await world.checkIn();
    expect(world.screen.shown).toBe('remote');
    world.server.command(world.device.id, 'unlock');
    await world.checkIn();
    goOffline(world);
    await world.time.advance(11 * hour);
    expect(world.screen.shown).toBe('none');
  });

  test('pulled and put in again within one look of the machine is an insertion', async () => {
    const world = await lockedBy('remote');
    const own = world.server.unlockKey('A01');
    const takeOut = world.surroundings.insert(own);
    await world.time.advance(hour + minute);
    world.surroundings.exchange(takeOut, own);
    expect(world.screen.shown).toBe('none');
  });
});
