/** What happens to a device, from registration to the end, under a clock in hand and with the real protocol. */

import { expect, test } from 'vitest';
import { TransportError } from '../src/index.ts';
import { settle } from './fake-time.ts';
import { facts, World } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;

test('register, check in, lock, unlock: the screen follows, the server knows', async () => {
  const world = await new World().enrolled();
  expect(world.device.checkIns.length).toBeGreaterThan(0);
  expect(world.running.status()).toMatchObject({
    live: 'connected',
    mode: 'unlocked',
    lastFailure: null,
    waitingItems: 0,
  });

  const lock = world.server.command(world.device.id, 'lock');
  await settle();
  expect(world.screen.shown).toBe('remote');
  expect(lock.state).toBe('done');
  expect(world.eventsCalled('screen-shown')).toMatchObject([{ commandId: lock.id }]);
  expect(world.device.lock).toMatchObject({ mode: 'remote', screen: 'remote' });

  const unlock = world.server.command(world.device.id, 'unlock');
  await settle();
  expect(world.screen.shown).toBe('none');
  expect(unlock.state).toBe('done');
  expect(world.told).toEqual([
    'registered',
    'started',
    'done',
    'locked',
    'screen-shown',
    'done',
    'unlocked',
    'screen-hidden',
  ]);
  expect(world.running.status().waitingItems).toBe(0);
});

test('a wrong serial number is refused with the sentence of the server, and nothing is stored but the key', async () => {
  const world = new World();
  expect(await world.enrol('WRONG')).toMatchObject({ ok: false, failure: 'enrolment-refused', detail: 'wrong serial' });
  expect(world.store.load()).toMatchObject({ identity: null, pendingKey: expect.any(String) });
});

test('a registration whose answer was lost leads to the same device', async () => {
  const world = new World();
  world.server.mangle = () => new TransportError('offline', 'lost');
  expect(await world.enrol()).toMatchObject({ ok: false, failure: 'offline' });
  world.server.mangle = (_request, answer) => answer;
  expect(await world.enrol()).toMatchObject({ ok: true, trustedOnFirstUse: true });
  expect(world.server.devices.size).toBe(1);
});

test('offline, the timer locks by itself; the next check-in unlocks, and both are told', async () => {
  const world = new World();
  world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: hour } });
  await world.enrolled();
  world.server.failure = 'offline';
  world.server.dropLive(world.device.id);
  await world.time.advance(hour - minute);
  expect(world.screen.shown).toBe('none');
  await world.time.advance(2 * minute);
  expect(world.screen.shown).toBe('timer');

  world.server.failure = null;
  await world.time.advance(10 * minute);
  expect(world.screen.shown).toBe('none');
  expect(world.told).toEqual([
    'registered',
    'started',
    'timer-locked',
    'screen-shown',
    'timer-unlocked',
    'screen-hidden',
  ]);
  expect(world.eventsCalled('screen-shown')[0]).not.toHaveProperty('commandId');
});

test('setting the clock back does not put the timer off; setting it forward locks', async () => {
  const world = new World({ live: false });
  world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: hour } });
  await world.enrolled();
  world.server.failure = 'offline';
  world.time.wallOffsetMs = -24 * hour;
  await world.time.advance(hour + minute);
  expect(world.screen.shown).toBe('timer');

  world.server.failure = null;
  await world.time.advance(10 * minute);
  expect(world.screen.shown).toBe('none');
  expect(world.eventsCalled('clock-moved')).toHaveLength(1);
  world.server.failure = 'offline';
  world.time.wallOffsetMs = 0;
  await world.time.advance(2 * minute);
  expect(world.screen.shown).toBe('timer');
});

test('a lock given while the device was off is obeyed at its next start', async () => {
  const world = await new World().enrolled();
  await world.kill();
  const lock = world.server.command(world.device.id, 'lock');
  await world.start();
  expect(world.screen.shown).toBe('remote');
  expect(lock.state).toBe('done');
});

test('the screen of a locked device is up before anything is sent', async () => {
  const world = await new World().enrolled();
  world.server.command(world.device.id, 'lock');
  await settle();
  await world.kill();
  world.server.requests = [];
  const started = world.start();
  expect(world.screen.shown).toBe('remote');
  expect(world.server.requests).toEqual([]);
  await started;
});

test('an answer that was lost is given again, and nothing is done twice', async () => {
  const world = await new World().enrolled();
  let lose = true;
  world.server.mangle = (request, answer) => {
    const carriesResult = request.path.endsWith('/check-in') && (request.body ?? '').includes('"result"');
    if (!carriesResult || !lose) return answer;
    lose = false;
    return new TransportError('offline', 'lost');
  };
  const lock = world.server.command(world.device.id, 'lock');
  await world.time.advance(minute);
  expect(lock.state).toBe('done');
  expect(world.told.filter((word) => word === 'locked')).toHaveLength(1);
  expect(world.running.status().waitingItems).toBe(0);
});

test('a command delivered again after its answer was stored is answered again, not obeyed again', async () => {
  const world = await new World().enrolled();
  const lock = world.server.command(world.device.id, 'lock');
  await settle();
  world.server.command(world.device.id, 'unlock');
  await settle();
  lock.state = 'open';
  await world.checkIn();
  expect(world.screen.shown).toBe('none');
  expect(lock.state).toBe('done');
  expect(world.told.filter((word) => word === 'locked')).toHaveLength(1);
});

test('lock and unlock in one answer never show the lock', async () => {
  const world = await new World({ live: false }).enrolled();
  const lock = world.server.command(world.device.id, 'lock');
  const unlock = world.server.command(world.device.id, 'unlock');
  lock.state = 'open';
  await world.checkIn();
  expect([lock.state, unlock.state]).toEqual(['done', 'done']);
  expect(world.screen.history.filter((shown) => shown !== 'none')).toEqual([]);
});

test('a lock over a timer lock changes the screen without the desktop in between', async () => {
  const world = new World();
  world.server.savePolicy('A01', { timerLock: { enabled: true, periodMs: hour } });
  await world.enrolled();
  world.server.failure = 'offline';
  world.server.dropLive(world.device.id);
  await world.time.advance(hour + minute);
  const lock = world.server.command(world.device.id, 'lock');
  world.server.failure = null;
  await world.time.advance(10 * minute);
  expect(lock.state).toBe('done');
  expect(world.screen.history.slice(-2)).toEqual(['timer', 'remote']);
});

test('a signed notice deregisters: the lock is away and everything stops, for good', async () => {
  const world = await new World().enrolled();
  world.server.command(world.device.id, 'lock');
  await settle();
  world.server.deregister(world.device.id);
  await world.time.advance(minute);
  expect(world.screen.shown).toBe('none');
  expect(world.running.status().mode).toBe('deregistered');
  expect(world.time.armedCount).toBe(0);
  expect(world.observations.at(-1)).toEqual({ type: 'deregistered' });
  const asked = world.server.requests.length;
  await world.kill();
  await world.start();
  await world.time.advance(hour);
  expect(world.server.requests.length).toBe(asked);
});

test('an unreadable state locks, is told, and the server locks again in the same answer', async () => {
  const world = await new World().enrolled();
  world.server.command(world.device.id, 'lock');
  await settle();
  await world.kill();
  world.store.commit({ vital: { lock: { broken: true } } as never });
  world.server.failure = 'offline';
  await world.start();
  expect(world.screen.shown).toBe('timer');
  world.server.failure = null;
  await world.checkIn();
  expect(world.told).toContain('state-lost');
  expect(world.screen.history).toEqual(['timer', 'remote']);
});

test('a state lost without a lock on the server heals at the next check-in', async () => {
  const world = await new World().enrolled();
  await world.kill();
  world.store.commit({ vital: { lock: null } as never });
  await world.start();
  expect(world.screen.history).toEqual(['timer', 'none']);
});

test('items of a device that lost its queue get numbers that the server has not seen', async () => {
  const world = await new World().enrolled();
  world.device.itemNumber = 9_000_000_000_000_000;
  world.server.command(world.device.id, 'lock');
  await settle();
  expect(world.told.slice(-3)).toEqual(['done', 'locked', 'screen-shown']);
  expect(world.running.status().waitingItems).toBe(0);
});

test('a token is renewed before it ends, and once after a refusal', async () => {
  const world = await new World({ live: false }).enrolled();
  const tokens = (): number => world.server.requests.filter(({ path }) => path.endsWith('/token')).length;
  expect(tokens()).toBe(1);
  await world.time.advance(2 * hour);
  expect(world.running.status().lastFailure).toBe(null);
  expect(tokens()).toBe(3);
  let refuse = true;
  world.server.mangle = (request, answer) => {
    if (!request.path.endsWith('/check-in') || !refuse) return answer;
    refuse = false;
    return { status: 401, headers: {}, body: '{}' };
  };
  expect(await world.checkIn()).toMatchObject({ ok: true });
  expect(tokens()).toBe(4);
});

test('inventory is sent at registration, then daily by hash, and whole where it changed or the server asks', async () => {
  const world = await new World({ live: false }).enrolled();
  expect([...world.device.inventory.keys()].sort()).toEqual(['software', 'users']);
  const uploads = () => world.server.requests.filter(({ path }) => path.endsWith('/inventory'));
  expect(uploads()).toHaveLength(1);
  await world.time.advance(27 * hour);
  expect(uploads()).toHaveLength(2);
  expect(uploads()[1]?.body).not.toContain('content');
  world.device.inventory.delete('users');
  world.inventory = { ...world.inventory, software: { packages: [] }, disks: { disks: [], volumes: [] } };
  await world.time.advance(27 * hour);
  expect([...world.device.inventory.keys()].sort()).toEqual(['disks', 'software', 'users']);
  expect(uploads()).toHaveLength(4);
});

test('changed facts go with the next check-in, once, and set off an inventory', async () => {
  const world = await new World({ live: false }).enrolled();
  const uploads = world.server.requests.filter(({ path }) => path.endsWith('/inventory')).length;
  world.facts = { ...facts, computerName: '営業-02' };
  await world.time.advance(11 * minute);
  expect(world.device.facts.computerName).toBe('営業-02');
  expect(world.device.checkIns.filter((request) => request.facts !== undefined)).toHaveLength(1);
  expect(world.server.requests.filter(({ path }) => path.endsWith('/inventory'))).toHaveLength(uploads + 1);
});

test('a server that was restored is told the facts again, once, and the inventory', async () => {
  const world = await new World({ live: false }).enrolled();
  const uploads = () => world.server.requests.filter(({ path }) => path.endsWith('/inventory')).length;
  const before = uploads();
  world.server.tellAnew = true;
  await world.time.advance(6 * minute);
  world.server.tellAnew = false;
  await world.time.advance(30 * minute);
  expect(world.device.checkIns.filter((request) => request.facts !== undefined)).toHaveLength(1);
  expect(uploads()).toBe(before + 1);
});

test('the live connection comes back by itself, and a check-in follows', async () => {
  const world = await new World().enrolled();
  world.server.dropLive(world.device.id);
  expect(world.running.status().live).toBe('connecting');
  const before = world.device.checkIns.length;
  await world.time.advance(15_000);
  expect(world.running.status().live).toBe('connected');
  expect(world.device.checkIns.length).toBeGreaterThan(before);
});

test.each([
  ['in as much time as the server gave', 600_000, 600_000],
  ['in ten minutes, whatever it gave', 86_400_000, 600_000],
])('after a server that said it closes the live connection comes back %s', async (_when, withinMs, mostMs) => {
  const world = await new World().enrolled();
  for (const handlers of world.device.handlers) handlers.message(JSON.stringify({ type: 'reconnect', withinMs }));
  expect(world.running.status().live).toBe('connected');
  world.server.dropLive(world.device.id);
  await world.time.advance(15_000);
  // By the chances of this world it is not among the first.
  expect(world.running.status().live).toBe('connecting');
  await world.time.advance(mostMs - 15_000);
  expect(world.running.status().live).toBe('connected');
});

test('a screen that fails is asked for again and told once; its lock is reported when it is up', async () => {
  const world = await new World().enrolled();
  world.screen.failing = 'no display';
  const lock = world.server.command(world.device.id, 'lock');
  await world.time.advance(20_000);
  expect(lock.state).toBe('done');
  expect(world.eventsCalled('screen-failed')).toHaveLength(1);
  expect(world.eventsCalled('screen-shown')).toHaveLength(0);
  world.screen.failing = null;
  await world.time.advance(minute);
  expect(world.screen.shown).toBe('remote');
  expect(world.eventsCalled('screen-shown')).toMatchObject([{ commandId: lock.id }]);
  world.screen.die('killed');
  await world.time.advance(minute);
  await world.checkIn();
  expect(world.screen.shown).toBe('remote');
  expect(world.eventsCalled('screen-shown').map(({ commandId }) => commandId)).toEqual([lock.id, undefined]);
});

test('what a lock lacks is told once for as long as it lasts, stands in the status, and ends with the lock', async () => {
  const world = await new World().enrolled();
  world.server.command(world.device.id, 'lock');
  await settle();
  world.screen.tellFault('system-message-refused');
  world.screen.tellFault('system-message-refused');
  world.screen.tellFault('own-screen-behind');
  await settle();
  const told = () => world.eventsCalled('screen-incomplete').map(({ detail }) => detail?.['fault']);
  expect(told()).toEqual(['system-message-refused', 'own-screen-behind']);
  expect(world.running.status()).toMatchObject({ screenShown: true, screenFaults: told() });
  world.screen.tellFault('own-screen-behind', true);
  expect(world.running.status().screenFaults).toEqual(['system-message-refused']);
  world.screen.tellFault('own-screen-behind');
  await settle();
  expect(told()).toHaveLength(3);
  world.server.command(world.device.id, 'unlock');
  await settle();
  expect(world.running.status().screenFaults).toEqual([]);
});

test('the screen says what the policy says, also after a restart, and follows when it is changed under a lock', async () => {
  const world = await new World().enrolled();
  const lockScreen = { message: 'お返しください。', telephone: '03-1234-5678' };
  world.server.savePolicy('A01', { lockScreen });
  world.server.command(world.device.id, 'lock');
  await settle();
  expect(world.screen.content).toMatchObject({ screen: 'remote', ...lockScreen });
  await world.kill();
  world.server.failure = 'offline';
  await world.start();
  expect(world.screen.content).toMatchObject({ screen: 'remote', ...lockScreen });
  world.server.failure = null;
  world.server.savePolicy('A01', { lockScreen: { message: 'ありがとう。', telephone: '' } });
  await world.checkIn();
  expect(world.screen.content).toMatchObject({ message: 'ありがとう。', telephone: '' });
  expect(world.screen.history).not.toContain('none');
  expect(world.eventsCalled('screen-shown')).toHaveLength(2);
});

test('a shut-down after the lock is reported, then carried out once', async () => {
  let shutDowns = 0;
  const power = {
    shutDown: async () => {
      shutDowns += 1;
    },
  };
  const world = new World({ platform: { power } });
  world.server.savePolicy('A01', { shutDownAfterLockMs: 5 * minute });
  await world.enrolled();
  world.server.command(world.device.id, 'lock');
  await world.time.advance(4 * minute);
  expect(shutDowns).toBe(0);
  await world.time.advance(2 * minute);
  expect(shutDowns).toBe(1);
  expect(world.told).toContain('shut-down');
  await world.kill();
  await world.start();
  await world.time.advance(hour);
  expect(shutDowns).toBe(1);
  expect(world.screen.shown).toBe('remote');
});

test('a key releases the lock for an hour, and saved settings end it', async () => {
  const world = await new World({ live: false }).enrolled();
  world.server.command(world.device.id, 'lock');
  await world.checkIn();
  world.surroundings.insert(world.server.unlockKey('A01'));
  expect(world.screen.shown).toBe('none');
  await world.time.advance(10 * minute);
  expect(world.screen.shown).toBe('none');
  world.server.savePolicy('A01', {});
  await world.checkIn();
  expect(world.screen.shown).toBe('remote');
  await world.checkIn();
  expect(world.told).toEqual(expect.arrayContaining(['released', 'release-ended']));
});

test('settings that were taken are confirmed at once, so that the server need not wait an interval to know', async () => {
  const world = await new World({ live: false }).enrolled();
  world.server.savePolicy('A01', {});
  const wanted = world.server.settingsOf(world.device).settingsRevision;
  const before = world.device.checkIns.length;
  await world.checkIn();
  await settle();
  const asked = world.device.checkIns.slice(before).map(({ settingsRevision }) => settingsRevision);
  expect(asked).toEqual([expect.any(Number), wanted]);
  expect(asked[0]).toBeLessThan(wanted);
});
