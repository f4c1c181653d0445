/** When inventories are collected (I01): the rules as a table, and a device that keeps to its policy. */
import type { InventorySchedule, InventoryTimes } from '@sekisho/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InventorySituation, inventoryDueAt } from '../src/agent/inventory-schedule.ts';
import { TransportError } from '../src/index.ts';
import { World, type WorldOptions } from './world.ts';

const hour = 3_600_000;
const day = 24 * hour;
const everyDay = [0, 1, 2, 3, 4, 5, 6];
/** Of a device that has just sent one, on a machine that was started long before, unless told otherwise. */
const dueAt = (schedule: InventorySchedule, since: number, changes: Partial<InventorySituation> = {}) =>
  inventoryDueAt(schedule, { since, deviceId: 'a', startedAt: 0, now: since, ...changes });
const times = (hourOfDay: number, weekdays = everyDay, spreadMs = 0): InventoryTimes => ({
  kind: 'times',
  minuteOfDay: hourOfDay * 60,
  weekdays,
  spreadMs,
});

const ownZone = process.env['TZ'];
const inZone = (zone: string | undefined) => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
};
afterAll(() => inZone(ownZone));

describe('named times', () => {
  // 2027-03-01 is a Monday; summer time in Berlin begins on 2027-03-28 at 02:00 and ends on 2027-10-31 at 03:00.
  test.each([
    ['later today', 'Asia/Tokyo', times(12), '2027-03-01T09:00+09:00', '2027-03-01T12:00+09:00'],
    ['at the moment itself it has been', 'Asia/Tokyo', times(12), '2027-03-01T12:00+09:00', '2027-03-02T12:00+09:00'],
    ['in a week', 'Asia/Tokyo', times(12, [1]), '2027-03-01T13:00+09:00', '2027-03-08T12:00+09:00'],
    ['the next of some weekdays', 'Asia/Tokyo', times(12, [3, 5]), '2027-03-01T13:00+09:00', '2027-03-03T12:00+09:00'],
    ['over the end of a year', 'Asia/Tokyo', times(1), '2027-12-31T05:00+09:00', '2028-01-01T01:00+09:00'],
    ['where the device is', 'America/New_York', times(12), '2027-03-01T09:00+09:00', '2027-03-01T12:00-05:00'],
    ['in an hour that is left out', 'Europe/Berlin', times(2.5), '2027-03-27T12:00+01:00', '2027-03-28T03:30+02:00'],
    ['in an hour that is twice', 'Europe/Berlin', times(2.5), '2027-10-30T12:00+02:00', '2027-10-31T02:30+02:00'],
    ['after the first of the two', 'Europe/Berlin', times(2.5), '2027-10-31T02:30+02:00', '2027-11-01T02:30+01:00'],
    ['midnight that is left out', 'Africa/Cairo', times(0, [5]), '2027-04-29T12:00+02:00', '2027-04-30T01:00+03:00'],
  ])('%s', (_, zone, schedule, since, expected) => {
    inZone(zone);
    expect(new Date(dueAt(schedule, Date.parse(since))).toISOString()).toBe(new Date(expected).toISOString());
  });

  test('a time zone that has changed counts at once', () => {
    const since = Date.parse('2027-03-01T09:00+09:00');
    inZone('Asia/Tokyo');
    const before = dueAt(times(12), since);
    inZone('Europe/London');
    expect(dueAt(times(12), since)).toBe(before + 9 * hour);
  });

  test('each device has its own part of the spread, always the same, and none comes too early or too late', () => {
    inZone('Asia/Tokyo');
    const since = Date.parse('2027-03-01T09:00+09:00');
    const schedule = times(12, everyDay, 2 * hour);
    const late = (id: number, days = 0) =>
      dueAt(schedule, since + days * day, { deviceId: `d${String(id)}` }) -
      Date.parse('2027-03-01T12:00+09:00') -
      days * day;
    const all = Array.from({ length: 1_000 }, (_, id) => late(id));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThan(2 * hour);
    for (let tenth = 0; tenth < 10; tenth += 1)
      expect(all.filter((ms) => Math.floor(ms / (0.2 * hour)) === tenth).length).toBeGreaterThan(60);
    expect(late(7, 3)).toBe(all[7]);
  });
});

describe('at the start of the machine', () => {
  const schedule = { kind: 'start-up' } as const;

  test('one is due after each start, once', () => {
    fc.assert(
      fc.property(fc.nat(400 * day), fc.nat(400 * day), (earlier, later) => {
        const startedAt = 1_800_000_000_000;
        const now = startedAt + later;
        expect(inventoryDueAt(schedule, { since: startedAt - 1 - earlier, deviceId: 'a', startedAt, now })).toBe(now);
        expect(
          inventoryDueAt(schedule, { since: startedAt + Math.min(earlier, later), deviceId: 'a', startedAt, now }),
        ).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe('on request alone', () => {
  test('after the first, none is ever due by itself, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat(), (since, startedAt, now) => {
        const situation = { deviceId: 'a', startedAt, now };
        expect(inventoryDueAt({ kind: 'request' }, { since, ...situation })).toBe(Number.POSITIVE_INFINITY);
        expect(inventoryDueAt({ kind: 'request' }, { since: null, ...situation })).toBe(now);
      }),
    );
  });
});

describe('of a schedule by the clock', () => {
  const schedules = fc.oneof(
    fc.record({ kind: fc.constant('interval' as const), everyMs: fc.integer({ min: hour, max: 31 * day }) }),
    fc.record({
      kind: fc.constant('times' as const),
      minuteOfDay: fc.integer({ min: 0, max: 1439 }),
      weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
      spreadMs: fc.integer({ min: 0, max: 12 * hour }),
    }),
  );
  beforeAll(() => inZone('Europe/Berlin'));

  test('once sent, the next is due later, and not later than it may be', () => {
    fc.assert(
      fc.property(
        schedules,
        fc.integer({ min: 1_800_000_000_000, max: 1_900_000_000_000 }),
        fc.uuid(),
        (schedule: InventorySchedule, since, deviceId) => {
          const next = dueAt(schedule, since, { deviceId });
          const longest = schedule.kind === 'interval' ? 1.1 * schedule.everyMs : 7 * day + hour;
          expect(next).toBeGreaterThan(since);
          expect(next).toBeLessThanOrEqual(since + longest);
        },
      ),
    );
  });

  test('the first, and one after a mark from the future, are due now', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 400 * day }), (schedule, ahead) => {
        const now = 1_800_000_000_000;
        for (const since of [null, now + ahead])
          expect(inventoryDueAt(schedule, { since, deviceId: 'a', startedAt: 0, now })).toBe(now);
      }),
    );
  });
});

describe('a device under a policy', () => {
  beforeAll(() => inZone('Asia/Tokyo'));

  /** Counts what is asked of its collector. */
  function observed(options: WorldOptions = {}) {
    const asked: (readonly string[] | null)[] = [];
    const world = new World({
      ...options,
      platform: {
        inventory: {
          collect: async (wanted) => {
            asked.push(wanted);
            return { users: { logonUser: null, sessions: [] } };
          },
        },
      },
    });
    return { world, asked };
  }

  async function under(
    schedule: InventorySchedule,
    sections: ('users' | 'disks')[] = ['users'],
    options: WorldOptions = {},
  ) {
    const { world, asked } = observed(options);
    world.server.savePolicy('A01', { inventory: { schedule, sections } });
    await world.enrolled();
    await world.time.advance(0);
    return { world, asked };
  }

  test('the first goes at once, of the sections of the policy; then once at each of its times', async () => {
    const { world, asked } = await under(times(12));
    expect(asked).toEqual([['users']]);
    for (let days = 2; days <= 4; days += 1) {
      await world.time.advance(day);
      expect(asked).toHaveLength(days);
    }
  });

  test('what changes on the device waits for the time that was named', async () => {
    const { world, asked } = await under(times(12));
    world.facts = { ...world.facts, computerName: 'other' };
    await world.checkIn();
    expect(asked).toHaveLength(1);
    world.server.savePolicy('A01', {
      inventory: { schedule: { kind: 'interval', everyMs: day }, sections: ['users'] },
    });
    await world.checkIn();
    world.facts = { ...world.facts, computerName: 'third' };
    await world.checkIn();
    expect(asked).toHaveLength(2);
  });

  /** The machine is off for so long. */
  async function startAgain(world: World, offMs: number): Promise<void> {
    await world.kill();
    world.time.trueMs += offMs;
    world.time.monotonicMs = 5_000;
    await world.start();
    await world.time.advance(0);
  }

  /** The client alone: the machine runs on. */
  async function restartClient(world: World): Promise<void> {
    await world.kill();
    await world.start();
    await world.time.advance(hour);
  }

  test('what has changed on the device is told, though the first attempts fail', async () => {
    const { world, asked } = await under({ kind: 'interval', everyMs: 7 * day });
    world.server.mangle = (request, answer) =>
      request.path === '/device/v1/inventory' ? new TransportError('offline', 'cut') : answer;
    world.facts = { ...world.facts, computerName: 'other' };
    await world.checkIn();
    await world.time.advance(hour);
    expect(asked.length).toBeGreaterThan(3);
    world.server.mangle = (_request, answer) => answer;
    await world.time.advance(hour);
    const attempts = asked.length;
    await world.time.advance(day);
    expect(asked).toHaveLength(attempts);
  });

  test('off for some turns, it makes up for them with one', async () => {
    const { world, asked } = await under(times(12));
    await startAgain(world, 5 * day);
    expect(asked).toHaveLength(2);
    await world.time.advance(hour);
    expect(asked).toHaveLength(2);
  });

  test('an interval that the policy makes shorter counts from the next check-in', async () => {
    const { world, asked } = await under({ kind: 'interval', everyMs: 7 * day });
    await world.time.advance(2 * day);
    expect(asked).toHaveLength(1);
    world.server.savePolicy('A01', {
      inventory: { schedule: { kind: 'interval', everyMs: hour }, sections: ['disks', 'users'] },
    });
    await world.checkIn();
    await world.time.advance(0);
    expect(asked).toEqual([['users'], ['disks', 'users']]);
  });

  test('without a word of the policy: all sections, daily', async () => {
    const { world, asked } = observed();
    await world.enrolled();
    await world.time.advance(day * 1.2);
    expect(asked).toEqual([null, null]);
  });

  test('at start-up: once for each start of the machine, not of the client', async () => {
    const { world, asked } = await under({ kind: 'start-up' });
    await world.time.advance(3 * day);
    await restartClient(world);
    world.facts = { ...world.facts, computerName: 'other' };
    await world.checkIn();
    expect(asked).toHaveLength(1);
    for (let starts = 2; starts <= 4; starts += 1) {
      await startAgain(world, hour);
      await world.time.advance(2 * day);
      expect(asked).toHaveLength(starts);
    }
  });

  test('on request alone: the first, and what is asked for', async () => {
    const { world, asked } = await under({ kind: 'request' });
    await world.time.advance(30 * day);
    await startAgain(world, day);
    expect(asked).toHaveLength(1);
    world.server.command(world.device.id, 'collect-inventory');
    await world.time.advance(0);
    expect(asked).toEqual([['users'], ['users']]);
  });

  describe('whose installer leaves the first inventory to its turn', () => {
    const later = { inventoryAtOnce: false };

    test('at start-up: the next start, not the one it was installed in', async () => {
      const { world, asked } = await under({ kind: 'start-up' }, ['users'], later);
      await restartClient(world);
      expect(asked).toEqual([]);
      await startAgain(world, hour);
      expect(asked).toHaveLength(1);
    });

    test('on request alone: none before somebody asks', async () => {
      const { world, asked } = await under({ kind: 'request' }, ['users'], later);
      await world.time.advance(10 * day);
      expect(asked).toEqual([]);
      world.server.command(world.device.id, 'collect-inventory');
      await world.time.advance(0);
      expect(asked).toHaveLength(1);
    });
  });

  describe('installed once more', () => {
    const schedule = times(12);

    test.each([true, false])(
      'over what it held: as before, whatever the installer says (%s)',
      async (inventoryAtOnce) => {
        const { world } = await under(schedule);
        await world.kill();
        const { world: again, asked } = observed({ inventoryAtOnce, store: world.store, after: world });
        await again.start();
        await again.time.advance(hour);
        expect(asked).toEqual([]);
      },
    );

    test.each([
      [true, [['users']]],
      [false, []],
    ])(
      'with nothing left: as the installer says (%s), and never more than the policy names',
      async (inventoryAtOnce, expected) => {
        const { world } = await under(schedule);
        await world.kill();
        const { world: again, asked } = observed({ inventoryAtOnce, after: world });
        await again.enrolled();
        await again.time.advance(hour);
        expect(asked).toEqual(expected);
        await again.time.advance(day);
        expect(asked.length).toBe(expected.length + 1);
      },
    );
  });
});
