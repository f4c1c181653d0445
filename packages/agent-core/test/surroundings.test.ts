/** Networks that release a timer lock (N11) and SIMs that set a lock (N19), as the agent meets them. */
import { describe, expect, test } from 'vitest';
import { settle } from './fake-time.ts';
import { checkInAgain, goOffline, home, hour, lockedBy, minute, newWorld, other } from './locked-world.ts';
import { World } from './world.ts';

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
