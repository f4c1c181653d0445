/** Positions on the device (N17): when they are taken, which are kept, how they wait and are sent. */
import { describe, expect, test } from 'vitest';
import { fixesToForget, maxWaitingFixes } from '../src/agent/location-queue.ts';
import type { Item, LocationReading, Position } from '../src/index.ts';
import { settle } from './fake-time.ts';
import { facts, World } from './world.ts';

const minute = 60_000;
const quarter = 15 * minute;

const tokyo: Position = {
  ageMs: 0,
  latitude: 35.681,
  longitude: 139.767,
  accuracyM: 12,
  source: 'satellite',
  altitudeM: 40,
  speedMps: null,
};

/** A device whose position a test says, and who is logged on. */
class Traveller {
  locate = async (): Promise<LocationReading> => ({ found: true, position: tokyo });
  logonUser: string | null = 'hanako';
  searches = 0;
  readonly world = new World({
    platform: {
      location: {
        locate: async () => {
          this.searches += 1;
          return this.locate();
        },
      },
      facts: { read: async () => ({ facts, logonUser: this.logonUser }) },
    },
  });

  async started(enabled = true): Promise<this> {
    this.world.server.savePolicy('A01', { location: { enabled }, checkInIntervalMs: 60 * minute });
    await this.world.enrolled();
    await this.world.time.advance(0);
    return this;
  }

  async allow(enabled: boolean): Promise<void> {
    this.world.server.savePolicy('A01', { location: { enabled } });
    await this.world.checkIn();
    await this.world.time.advance(0);
  }

  at(position: Partial<Position>): void {
    this.locate = async () => ({ found: true, position: { ...tokyo, ...position } });
  }

  get fixes() {
    return this.world.device.items.flatMap((item) => (item.kind === 'location' ? [item] : []));
  }
}

test('while somebody is logged on, a position every 15 minutes, sent at once', async () => {
  const traveller = await new Traveller().started();
  const { world } = traveller;
  expect(traveller.fixes).toMatchObject([
    { latitude: 35.681, longitude: 139.767, accuracyM: 12, source: 'satellite', altitudeM: 40 },
  ]);
  for (let round = 2; round <= 5; round += 1) {
    traveller.at({ latitude: 35 + round / 10 });
    await world.time.advance(quarter);
    expect(traveller.fixes).toHaveLength(round);
  }
  expect(world.eventsCalled('location-state').map(({ detail }) => detail)).toEqual([{ state: 'found' }]);
});

test('nothing is taken while nobody is logged on; soon after the log-on it begins', async () => {
  const traveller = new Traveller();
  traveller.logonUser = null;
  await traveller.started();
  await traveller.world.time.advance(3 * quarter);
  expect(traveller.searches).toBe(0);
  traveller.logonUser = 'hanako';
  await traveller.world.time.advance(minute);
  expect(traveller.fixes).toHaveLength(1);
  traveller.logonUser = null;
  await traveller.world.time.advance(2 * quarter);
  expect(traveller.searches).toBe(1);
});

test('the policy switches it, at once, both ways', async () => {
  const traveller = await new Traveller().started(false);
  await traveller.world.time.advance(2 * quarter);
  expect(traveller.searches).toBe(0);
  await traveller.allow(true);
  expect(traveller.fixes).toHaveLength(1);
  await traveller.allow(false);
  await traveller.world.time.advance(4 * quarter);
  expect(traveller.searches).toBe(1);
});

test('what is found after it was switched off is thrown away; what was taken before is sent', async () => {
  const traveller = await new Traveller().started();
  const { world } = traveller;
  let found = (_reading: LocationReading): void => {};
  traveller.locate = () =>
    new Promise((resolve) => {
      found = resolve;
    });
  await world.time.advance(quarter);
  expect(traveller.searches).toBe(2);
  await traveller.allow(false);
  found({ found: true, position: { ...tokyo, latitude: 1 } });
  await settle();
  await world.checkIn();
  expect(traveller.fixes.map(({ latitude }) => latitude)).toEqual([35.681]);
});

test('offline they wait in order, through a restart, and are sent together, each once', async () => {
  const traveller = await new Traveller().started();
  const { world } = traveller;
  world.server.failure = 'offline';
  for (let round = 1; round <= 6; round += 1) {
    traveller.at({ latitude: round });
    await world.time.advance(quarter);
    if (round === 3) {
      await world.kill();
      await world.start();
    }
  }
  expect(traveller.fixes).toHaveLength(1);
  world.server.failure = null;
  await world.checkIn();
  expect(traveller.fixes.map(({ latitude }) => latitude)).toEqual([35.681, 1, 2, 3, 4, 5, 6]);
  expect(new Set(traveller.fixes.map(({ at }) => at)).size).toBe(7);
});

test('a restart within the quarter of an hour takes none early; a sleep beyond it takes one at wake', async () => {
  const traveller = await new Traveller().started();
  const { world } = traveller;
  await world.time.advance(5 * minute);
  await world.kill();
  await world.start();
  await world.time.advance(9 * minute);
  expect(traveller.searches).toBe(1);
  await world.time.advance(minute);
  expect(traveller.searches).toBe(2);
});

describe('no position', () => {
  test.each<[string, Partial<Position>]>([
    ['worse than 25 km', { accuracyM: 25_001 }],
    ['no number', { latitude: Number.NaN }],
    ['beyond the pole', { latitude: 90.1 }],
    ['beyond the globe', { longitude: -181 }],
    ['accuracy below zero', { accuracyM: -1 }],
    ['endless accuracy', { accuracyM: Number.POSITIVE_INFINITY }],
    ['of no age', { ageMs: Number.NaN }],
  ])('%s', async (_what, position) => {
    const traveller = new Traveller();
    traveller.at(position);
    await traveller.started();
    expect(traveller.fixes).toEqual([]);
    expect(traveller.world.eventsCalled('location-state')).toMatchObject([{ detail: { state: 'no-fix' } }]);
  });

  test('exactly 25 km is one', async () => {
    const traveller = new Traveller();
    traveller.at({ accuracyM: 25_000 });
    await traveller.started();
    expect(traveller.fixes).toHaveLength(1);
  });

  test('a fix that is not newer than the last says nothing new', async () => {
    const traveller = await new Traveller().started();
    traveller.at({ ageMs: quarter });
    await traveller.world.time.advance(quarter);
    expect(traveller.searches).toBe(2);
    expect(traveller.fixes).toHaveLength(1);
  });

  test('altitude and speed that cannot be are left out, the position stays', async () => {
    const traveller = new Traveller();
    traveller.at({ altitudeM: Number.NaN, speedMps: -3 });
    await traveller.started();
    expect(traveller.fixes[0]).not.toHaveProperty('altitudeM');
    expect(traveller.fixes[0]).not.toHaveProperty('speedMps');
  });

  test('why is told once, and again when it changes', async () => {
    const traveller = new Traveller();
    traveller.locate = async () => ({ found: false, why: 'no-permission' });
    await traveller.started();
    await traveller.world.time.advance(2 * quarter);
    traveller.at({});
    await traveller.world.time.advance(quarter);
    expect(traveller.world.eventsCalled('location-state').map(({ detail }) => detail?.['state'])).toEqual([
      'no-permission',
      'found',
    ]);
  });

  test('a source that hangs or breaks keeps nothing from going on', async () => {
    const traveller = new Traveller();
    traveller.locate = () => new Promise(() => {});
    await traveller.started();
    await traveller.world.time.advance(4 * minute);
    expect(traveller.world.running.status().live).toBe('connected');
    traveller.locate = () => Promise.reject(new Error('broken'));
    await traveller.world.time.advance(quarter);
    traveller.at({});
    await traveller.world.time.advance(quarter);
    expect(traveller.fixes).toHaveLength(1);
  });

  test('a platform without any says so', async () => {
    const world = new World();
    world.server.savePolicy('A01', { location: { enabled: true } });
    await world.enrolled();
    await world.time.advance(0);
    expect(world.eventsCalled('location-state')).toMatchObject([{ detail: { state: 'not-supported-here' } }]);
  });
});

describe('months offline', () => {
  const fix = (number: number): Item => ({
    number,
    kind: 'location',
    at: number,
    latitude: 1,
    longitude: 1,
    accuracyM: 1,
    source: 'wifi',
  });

  test('the older half is thinned, never the first nor the newest', () => {
    const waiting = Array.from({ length: maxWaitingFixes }, (_, index) => fix(index + 1));
    const forgotten = fixesToForget(waiting);
    expect(forgotten).toHaveLength(maxWaitingFixes / 4);
    expect(forgotten[0]).toBe(2);
    expect(Math.max(...forgotten)).toBeLessThanOrEqual(maxWaitingFixes / 2);
    expect(fixesToForget(waiting.slice(1))).toEqual([]);
  });

  test('the queue stays bounded, says so, and all that is left arrives in order', async () => {
    const traveller = await new Traveller().started();
    const { world } = traveller;
    world.server.failure = 'offline';
    const rounds = maxWaitingFixes + 400;
    for (let round = 1; round <= rounds; round += 1) {
      traveller.at({ latitude: (round % 180) - 90, longitude: round / 100 });
      await world.time.advance(quarter);
    }
    expect(world.running.status().waitingItems).toBeLessThan(maxWaitingFixes + 20);
    world.server.failure = null;
    await world.checkIn();
    await settle();
    await world.time.advance(10 * minute);
    expect(world.running.status().waitingItems).toBe(0);
    const thinned = world.eventsCalled('locations-thinned');
    expect(thinned.length).toBeGreaterThan(0);
    const forgotten = thinned.reduce((sum, { detail }) => sum + Number(detail?.['forgotten']), 0);
    expect(traveller.fixes).toHaveLength(1 + rounds - forgotten);
    expect(traveller.fixes.map(({ at }) => at)).toEqual(traveller.fixes.map(({ at }) => at).sort((a, b) => a - b));
    expect(traveller.fixes.at(-1)?.longitude).toBe(rounds / 100);
  });
});
