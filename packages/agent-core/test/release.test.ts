/** What releases which lock (N04), unlock keys (N06), networks (N11) and SIMs (N19): each as a person meets it, offline where it must be. */
import { generateSigningKey } from '@sekisho/trust';
import { describe, expect, test } from 'vitest';
import { settle } from './fake-time.ts';
import { World } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
const home = '8981100022312345678';
const other = '8981200033387654321';

type Lock = 'timer' | 'remote' | 'sim';
type Means = 'unlock key' | 'network' | 'check-in' | 'unlock';
type Result = 'released' | 'unlocked' | 'locked';

const matrix: Record<Lock, Record<Means, Result>> = {
  timer: { 'unlock key': 'released', network: 'released', 'check-in': 'unlocked', unlock: 'unlocked' },
  remote: { 'unlock key': 'released', network: 'locked', 'check-in': 'locked', unlock: 'unlocked' },
  sim: { 'unlock key': 'released', network: 'locked', 'check-in': 'locked', unlock: 'unlocked' },
};

async function newWorld(settings: Parameters<World['server']['savePolicy']>[1] = {}): Promise<World> {
  const world = new World({ live: false });
  world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: 10 * hour }, ssids: ['Office'], ...settings });
  await world.enrolled();
  return world;
}

function goOffline(world: World): void {
  world.server.failure = 'offline';
}

async function checkInAgain(world: World): Promise<void> {
  world.server.failure = null;
  await world.checkIn();
}

/** A device under this lock, out of reach of its server. */
async function lockedBy(lock: Lock): Promise<World> {
  const world = await newWorld({ simMonitoring: lock === 'sim' });
  if (lock === 'remote') {
    world.server.command(world.device.id, 'lock');
    await world.checkIn();
  }
  if (lock === 'sim') {
    world.surroundings.sims = [home];
    await world.time.advance(minute);
    world.surroundings.sims = [other];
    await world.time.advance(minute);
  }
  goOffline(world);
  if (lock === 'timer') await world.time.advance(10 * hour + minute);
  expect(world.screen.shown).toBe(lock);
  return world;
}

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

describe('a registered network', () => {
  test.each([
    ['Office', ['Cafe', 'Office'], 'none'],
    ['Office', ['office', 'OFFICE', 'Office ', 'Office-5G', 'Offic'], 'timer'],
    ['0ffice', ['Office'], 'timer'],
    ['Office', [], 'timer'],
    ['Office', null, 'timer'],
    ['a:b\\c', ['a:b\\c'], 'none'],
  ])('%s among %j: %s', async (ssid, networks, screen) => {
    const world = await newWorld({ ssids: [ssid] });
    goOffline(world);
    world.surroundings.networks = networks;
    await world.time.advance(10 * hour + minute);
    expect(world.screen.shown).toBe(screen);
  });

  test('is looked for at once when the timer locks and every five minutes after, and at no other time', async () => {
    let scans = 0;
    const wifi = {
      networks: async () => {
        scans += 1;
        return world.surroundings.networks;
      },
    };
    const world = new World({ live: false, platform: { wifi } });
    world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: hour }, ssids: ['Office'] });
    await world.enrolled();
    goOffline(world);
    await world.time.advance(hour - minute);
    expect(scans).toBe(0);
    await world.time.advance(minute + 1);
    expect(scans).toBe(1);
    await world.time.advance(10 * minute);
    expect(scans).toBe(3);
    world.surroundings.networks = ['Office'];
    await world.time.advance(5 * minute);
    expect([scans, world.screen.shown]).toEqual([4, 'none']);
    await world.time.advance(30 * minute);
    expect(scans).toBe(4);
    await checkInAgain(world);
    await world.time.advance(30 * minute);
    expect(scans).toBe(4);
  });

  test('that is still in reach when the hour is over releases again', async () => {
    const world = await lockedBy('timer');
    world.surroundings.networks = ['Office'];
    await world.time.advance(5 * minute);
    world.screen.history = [];
    await world.time.advance(hour);
    expect(world.screen.history).toEqual(['timer', 'none']);
  });

  test('counts as the policy has it since the last check-in', async () => {
    const world = await newWorld({ ssids: [] });
    world.server.savePolicy('A01', { ssids: ['Office'] });
    goOffline(world);
    world.surroundings.networks = ['Office'];
    await world.time.advance(11 * hour);
    expect(world.screen.shown).toBe('timer');
  });

  test('a scan that fails or never ends keeps nothing else from working', async () => {
    const scans = [
      () => Promise.reject(new Error('no nmcli')),
      () => new Promise<null>(() => {}),
      () => Promise.resolve(['Office']),
    ];
    const wifi = { networks: async () => scans.shift()?.() ?? null };
    const world = new World({ live: false, platform: { wifi } });
    world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: hour }, ssids: ['Office'] });
    await world.enrolled();
    goOffline(world);
    await world.time.advance(hour + 8 * minute);
    expect(world.screen.shown).toBe('timer');
    await world.time.advance(3 * minute);
    expect(world.screen.shown).toBe('none');
  });
});

describe('SIM monitoring', () => {
  async function monitored(sims: readonly string[] | null = [home]): Promise<World> {
    const world = new World({ live: false });
    world.surroundings.sims = sims;
    world.server.savePolicy('A01', { simMonitoring: true });
    world.server.savePolicy('A10', { simMonitoring: false });
    await world.enrolled();
    await world.time.advance(minute);
    return world;
  }

  async function useSims(world: World, sims: readonly string[] | null): Promise<void> {
    world.surroundings.sims = sims;
    await world.time.advance(minute);
  }

  async function assign(world: World, code: string): Promise<void> {
    world.device.policyCode = code;
    await world.checkIn();
  }

  test('the first SIM is registered, another one locks, and both are told', async () => {
    const world = await monitored();
    await useSims(world, [other]);
    expect(world.screen.shown).toBe('sim');
    await world.checkIn();
    expect(world.eventsCalled('sim-registered').map(({ detail }) => detail)).toEqual([{ iccid: home }]);
    expect(world.eventsCalled('sim-locked').map(({ detail }) => detail)).toEqual([{ iccid: other, expected: home }]);
    expect(world.device.lock).toMatchObject({ mode: 'sim', sim: { registered: home, present: other } });
  });

  test('locks offline, and at the start of a device whose SIM was exchanged while it was off', async () => {
    const world = await monitored();
    await world.kill();
    goOffline(world);
    world.surroundings.sims = [other];
    await world.start();
    expect(world.screen.shown).toBe('sim');
  });

  test('a SIM that is taken out is told once and locks nothing; the same one put in again is no exchange', async () => {
    const world = await monitored();
    await useSims(world, []);
    await useSims(world, []);
    await useSims(world, [home]);
    await world.checkIn();
    expect(world.screen.shown).toBe('none');
    expect(world.eventsCalled('sim-absent')).toHaveLength(1);
  });

  test.each([
    ['no modem, or one that does not answer, is no news', null, 'none'],
    ['a second modem beside the first is no exchange', [other, home], 'none'],
    ['another SIM alone is one', [other], 'sim'],
    ['another SIM in each of two modems is one', [other, '8981300000000000001'], 'sim'],
  ])('%s', async (_, sims, screen) => {
    const world = await monitored();
    await useSims(world, sims);
    expect(world.screen.shown).toBe(screen);
  });

  test('to exchange the SIM: a policy without monitoring first, the exchange, and the policy again', async () => {
    const world = await monitored();
    await assign(world, 'A10');
    await useSims(world, [other]);
    expect(world.screen.shown).toBe('none');
    await assign(world, 'A01');
    await settle();
    expect(world.screen.shown).toBe('none');
    await useSims(world, [home]);
    expect(world.screen.shown).toBe('sim');
  });

  test('an unlock tolerates the SIM that is there, until a third one comes', async () => {
    const world = await monitored();
    await useSims(world, [other]);
    world.server.command(world.device.id, 'unlock');
    await world.checkIn();
    await useSims(world, [other]);
    expect(world.screen.shown).toBe('none');
    await useSims(world, ['8981300000000000001']);
    expect(world.screen.shown).toBe('sim');
  });

  test('writes nothing while nothing changes', async () => {
    const world = await monitored();
    const { vital } = world.store.load();
    await world.time.advance(minute);
    const { vital: later } = world.store.load();
    expect(later?.lock).toBe(vital?.lock);
  });
});
