/** Batches: gathered, bounded, never two of one key at once, halved until the item at fault stands alone. */

import { faultOf } from '@sekisho/server/platform/batches/fault.rules';
import { createGather, type GatherOptions } from '@sekisho/server/platform/batches/gather';
import { systemTimers } from '@sekisho/server/platform/clock';
import { SekishoError } from '@sekisho/server/platform/sekisho-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Item {
  readonly key: string;
  readonly value: number;
  readonly weight?: number;
}

const databaseError = (code: string) => Object.assign(new Error(`database error ${code}`), { code });

function gatherWith(run: GatherOptions<Item, number>['run'], changes: Partial<GatherOptions<Item, number>> = {}) {
  const batches: (readonly Item[])[] = [];
  const gather = createGather<Item, number>({
    run: (items) => {
      batches.push(items);
      return run(items);
    },
    keyOf: ({ key }) => key,
    weightOf: ({ weight = 1 }) => weight,
    timers: systemTimers,
    maximumBatch: 100,
    maximumInFlight: 2,
    maximumWaiting: 1_000,
    lingerMs: 1,
    ...changes,
  });
  return { gather, batches };
}

const double = async (items: readonly Item[]) => items.map(({ value }) => value * 2);
const items = (count: number): Item[] => Array.from({ length: count }, (_, value) => ({ key: `k${value}`, value }));

describe('a gather', () => {
  it('answers each with its own output, in few batches', async () => {
    const { gather, batches } = gatherWith(double);
    const outputs = await Promise.all(items(250).map((item) => gather.submit(item)));
    expect(outputs).toEqual(items(250).map(({ value }) => value * 2));
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
  });

  it('never has one key under way twice, and keeps the order of a key', async () => {
    const underWay = new Set<string>();
    const seen: number[] = [];
    const { gather } = gatherWith(async (batch) => {
      for (const { key, value } of batch) {
        expect(underWay.has(key)).toBe(false);
        underWay.add(key);
        if (key === 'same') seen.push(value);
      }
      await new Promise(setImmediate);
      for (const { key } of batch) underWay.delete(key);
      return double(batch);
    });
    const mixed = items(60).map((item) => (item.value % 3 === 0 ? { ...item, key: 'same' } : item));
    await Promise.all(mixed.map((item) => gather.submit(item)));
    expect(seen).toEqual(mixed.filter(({ key }) => key === 'same').map(({ value }) => value));
  });

  it('lets an item at fault spoil only itself, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 49 }), { maxLength: 6 }), async (bad) => {
        const stored: number[] = [];
        const { gather } = gatherWith(async (batch) => {
          if (batch.some(({ value }) => bad.includes(value))) throw databaseError('23505');
          stored.push(...batch.map(({ value }) => value));
          return double(batch);
        });
        const results = await Promise.allSettled(items(50).map((item) => gather.submit(item)));
        expect(results.map(({ status }) => status === 'rejected')).toEqual(
          items(50).map(({ value }) => bad.includes(value)),
        );
        expect([...stored].sort((left, right) => left - right)).toEqual(
          items(50).flatMap(({ value }) => (bad.includes(value) ? [] : [value])),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('tries again after a collision, and gives up on the whole batch when the database is gone', async () => {
    let collisions = 2;
    const { gather, batches } = gatherWith(async (batch) => {
      if (collisions-- > 0) throw databaseError('40P01');
      return double(batch);
    });
    expect(await gather.submit({ key: 'a', value: 1 })).toBe(2);
    expect(batches).toHaveLength(3);
    const gone = gatherWith(async () => {
      throw databaseError('ECONNREFUSED');
    });
    const results = await Promise.allSettled(items(10).map((item) => gone.gather.submit(item)));
    expect(gone.batches).toHaveLength(1);
    for (const result of results)
      expect(result.status === 'rejected' && (result.reason as SekishoError).code).toBe('service-unavailable');
  });

  it('refuses at once when too much waits, and says when to come again', async () => {
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { gather } = gatherWith(
      async (batch) => {
        await blocked;
        return double(batch);
      },
      { maximumWaiting: 10, maximumBatch: 2 },
    );
    const submitted = items(4).map((item) => gather.submit(item));
    await new Promise((resolve) => setTimeout(resolve, 10));
    const waiting = items(10).map((item) => gather.submit({ ...item, key: `w${item.value}` }));
    expect(gather.waiting()).toBe(10);
    const error: unknown = await gather.submit({ key: 'late', value: 0 }).catch((cause: unknown) => cause);
    expect(error instanceof SekishoError && [error.code, error.options.retryAfterSeconds]).toEqual([
      'service-unavailable',
      5,
    ]);
    release();
    await Promise.all([...submitted, ...waiting]);
    await gather.idle();
    expect(gather.waiting()).toBe(0);
  });

  it('never mixes lanes in a batch, lets them take turns, and answers all', async () => {
    const laneOf = ({ value }: Item) => `lane${value % 3}`;
    const { gather, batches } = gatherWith(double, { laneOf, maximumBatch: 10, maximumInFlight: 1 });
    const outputs = await Promise.all(items(60).map((item) => gather.submit(item)));
    expect(outputs).toEqual(items(60).map(({ value }) => value * 2));
    expect(batches.map((batch) => [...new Set(batch.map(laneOf))])).toEqual(
      ['lane0', 'lane1', 'lane2', 'lane0', 'lane1', 'lane2'].map((lane) => [lane]),
    );
  });

  it('goes on with another lane while the one in front waits for its own keys', async () => {
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { gather, batches } = gatherWith(
      async (batch) => {
        if (batch.some(({ value }) => value === 0)) await blocked;
        return double(batch);
      },
      { laneOf: ({ key }) => key },
    );
    const first = gather.submit({ key: 'a', value: 0 });
    const second = gather.submit({ key: 'a', value: 1 });
    expect(await gather.submit({ key: 'b', value: 2 })).toBe(4);
    expect(gather.waiting()).toBe(1);
    release();
    expect(await Promise.all([first, second])).toEqual([0, 2]);
    await gather.idle();
    expect(batches.map((batch) => batch.map(({ value }) => value))).toEqual([[0], [2], [1]]);
  });

  it('has no more batches of a lane under way than it may, and goes on with others', async () => {
    const { promise: blocked, resolve: release } = Promise.withResolvers<void>();
    const { gather, batches } = gatherWith(
      async (batch) => {
        if (batch.some(({ value }) => value === 0)) await blocked;
        return double(batch);
      },
      { laneOf: ({ key }) => key.slice(0, 1), maximumInFlight: 3, maximumInLane: 1 },
    );
    const first = gather.submit({ key: 'a0', value: 0 });
    await Promise.resolve();
    const second = new Promise((resolve) => setTimeout(resolve, 5)).then(() => gather.submit({ key: 'a1', value: 1 }));
    expect(await gather.submit({ key: 'b0', value: 2 })).toBe(4);
    expect(await new Promise((resolve) => setTimeout(resolve, 20)).then(() => gather.waiting())).toBe(1);
    release();
    expect(await Promise.all([first, second])).toEqual([0, 2]);
    expect(batches.map((batch) => batch.map(({ value }) => value))).toEqual([[0], [2], [1]]);
  });

  it('takes an item heavier than a batch alone', async () => {
    const { gather, batches } = gatherWith(double);
    await Promise.all([
      gather.submit({ key: 'a', value: 1 }),
      gather.submit({ key: 'b', value: 2, weight: 500 }),
      gather.submit({ key: 'c', value: 3 }),
    ]);
    expect(batches.map((batch) => batch.map(({ key }) => key))).toEqual([['a', 'c'], ['b']]);
  });
});

describe('a fault', () => {
  it.each([
    [databaseError('22P02'), 'item'],
    [databaseError('23505'), 'item'],
    [Object.assign(databaseError('XX000'), { routine: 'ReportCopyError' }), 'item'],
    [databaseError('XX000'), 'database'],
    [databaseError('40P01'), 'passing'],
    [databaseError('40001'), 'passing'],
    [databaseError('57P01'), 'database'],
    [databaseError('53300'), 'database'],
    [databaseError('ECONNRESET'), 'database'],
    [new Error('Connection terminated unexpectedly'), 'database'],
    [new TypeError('x is undefined'), 'item'],
    [new SekishoError('not-found'), 'item'],
    [new SekishoError('service-unavailable'), 'database'],
    ['no error at all', 'database'],
  ])('%s is of the %s', (error, fault) => {
    expect(faultOf(error)).toBe(fault);
  });
});
