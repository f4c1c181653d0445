/** Bus and outbox: between processes, through broken connections, exactly when and as often as the transaction says. */
import { setTimeout as pause } from 'node:timers/promises';
import { batchPayloads } from '@sekisho/server/platform/bus/batching';
import { type Bus, defineTopic, type Json } from '@sekisho/server/platform/bus/bus';
import { createPostgresBus, type RunningBus } from '@sekisho/server/platform/bus/postgres-bus';
import { systemTimers, type Timers } from '@sekisho/server/platform/clock';
import { openDatabase } from '@sekisho/server/platform/database/connections';
import { createTransactions } from '@sekisho/server/platform/database/transaction';
import { createLog } from '@sekisho/server/platform/log';
import { createOutbox, relayBatch } from '@sekisho/server/platform/outbox/outbox';
import { eventually } from '@sekisho/testkit/eventually';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const log = createLog('silent');
const numbers = defineTopic<number>('numbers');
const texts = defineTopic<string>('texts');

let database: TestDatabase;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  database = await createTestDatabase();
  closing = [];
});

afterEach(async () => {
  for (const close of closing.reverse()) await close();
  await database.drop();
});

/** A bus as another process would have it: with connections of its own. */
async function anotherBus(): Promise<RunningBus> {
  const pool = openDatabase(database.access.application, log, 2);
  const bus = createPostgresBus({ db: pool.db, connection: database.access.application, timers: systemTimers, log });
  await bus.start();
  closing.push(
    () => pool.close(),
    () => bus.stop(),
  );
  return bus;
}

function collect<T extends Json>(bus: Bus, topic: { name: string; payload?: T }) {
  const received: T[] = [];
  const gaps = { count: 0 };
  bus.subscribe<T>(topic, {
    onMessages: (payloads) => received.push(...payloads),
    onGap: () => {
      gaps.count += 1;
    },
  });
  return { received, gaps };
}

describe('bus', () => {
  test('what no server of ours sent, or what a listener cannot take, stops neither process nor bus', async () => {
    const bus = await anotherBus();
    bus.subscribe(numbers, {
      onMessages: () => {
        throw new Error('not to be taken');
      },
    });
    const { received } = collect(bus, numbers);
    for (const text of ['not JSON', '{}']) await sql`select pg_notify('sekisho.numbers', ${text})`.execute(database.db);
    await bus.publish(numbers, [1]);
    await eventually(
      () => received,
      (all) => all.length === 1,
    );
  });

  test('every process that listens receives all of a topic, in order, and nothing of another', async () => {
    const [publisher, listener] = [await anotherBus(), await anotherBus()];
    const [here, there, other] = [collect(publisher, numbers), collect(listener, numbers), collect(listener, texts)];
    const many = Array.from({ length: 5000 }, (_, index) => index);
    await publisher.publish(numbers, many);
    await eventually(
      () => [here.received.length, there.received.length],
      ([mine, its]) => mine === 5000 && its === 5000,
    );
    expect(there.received).toEqual(many);
    expect(other.received).toEqual([]);
  });

  test('within a transaction a message goes out with the commit, or not at all', async () => {
    const [publisher, listener] = [await anotherBus(), await anotherBus()];
    const { received } = collect(listener, texts);
    const failing = database.db.transaction().execute(async (tx) => {
      await publisher.publish(texts, ['never'], tx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await database.db.transaction().execute((tx) => publisher.publish(texts, ['日本語'], tx));
    await eventually(
      () => received,
      (seen) => seen.length > 0,
    );
    expect(received).toEqual(['日本語']);
  });

  test('a broken connection is made again, and subscribers are told that they may have missed something', async () => {
    const [publisher, listener] = [await anotherBus(), await anotherBus()];
    const { received, gaps } = collect(listener, texts);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen%'`.execute(database.db);
    await eventually(
      () => gaps.count,
      (count) => count === 1,
    );
    await publisher.publish(texts, ['after']);
    await eventually(
      () => received,
      (seen) => seen.length === 1,
    );
  });

  test('whoever has ended a subscription hears nothing more', async () => {
    const bus = await anotherBus();
    const kept = collect(bus, texts);
    const ended: string[] = [];
    bus.subscribe(texts, { onMessages: (payloads) => ended.push(...payloads) })();
    await bus.publish(texts, ['x']);
    await eventually(
      () => kept.received,
      (seen) => seen.length === 1,
    );
    expect(ended).toEqual([]);
  });

  test('batches stay below the limit, keep order and lose nothing; one that is too large is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2000, unit: 'grapheme' })), (payloads) => {
        const batches = batchPayloads(payloads);
        for (const batch of batches) expect(Buffer.byteLength(batch)).toBeLessThan(8000);
        expect(batches.flatMap((batch) => JSON.parse(batch) as string[])).toEqual(payloads);
      }),
    );
    expect(() => batchPayloads(['x'.repeat(8000)])).toThrow('does not fit the bus');
  });
});

describe('outbox', () => {
  /** Only wakes by commits: the poll never comes. */
  const wokenOnly: Timers = { after: systemTimers.after, every: () => () => {} };

  function outboxOn(bus: Bus, timers: Timers = wokenOnly) {
    const transactions = createTransactions(database.db);
    const outbox = createOutbox({ db: database.db, transactions, bus, timers, log });
    closing.push(() => outbox.stop());
    return { outbox, transaction: transactions.transaction };
  }

  test('what commits is delivered at once, what rolls back never', async () => {
    const bus = await anotherBus();
    const { received } = collect(await anotherBus(), texts);
    const { outbox, transaction } = outboxOn(bus);
    outbox.start();
    const failing = transaction(async (tx) => {
      await outbox.enqueue(tx, texts, 'never');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await transaction((tx) => outbox.enqueueAll(tx, texts, ['one', 'two']));
    await eventually(
      () => received,
      (seen) => seen.length === 2,
    );
    expect(received).toEqual(['one', 'two']);
    expect(await database.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
  });

  test('what another process left behind is found by asking again', async () => {
    const bus = await anotherBus();
    const { received } = collect(bus, texts);
    const stopped = outboxOn(bus);
    await stopped.transaction((tx) => stopped.outbox.enqueue(tx, texts, 'left'));
    const { outbox } = outboxOn(bus, systemTimers);
    outbox.start();
    await eventually(
      () => received,
      (seen) => seen.length === 1,
    );
  });

  test('a relay that dies between publishing and the end has delivered nothing; two others deliver everything once', async () => {
    const bus = await anotherBus();
    const { received } = collect(await anotherBus(), numbers);
    const { outbox, transaction } = outboxOn(bus);
    const many = Array.from({ length: 1200 }, (_, index) => index);
    await transaction((tx) => outbox.enqueueAll(tx, numbers, many));
    const dying = openDatabase(database.access.application, log, 1);
    const dyingBus: Bus = {
      subscribe: bus.subscribe,
      async publish(topic, payloads, tx) {
        await bus.publish(topic, payloads, tx);
        await sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'`.execute(database.db);
        await pause(0);
      },
    };
    await expect(relayBatch(dying.db, dyingBus)).rejects.toThrow();
    await dying.close();
    expect(received).toEqual([]);
    const work = async () => {
      while ((await relayBatch(database.db, bus)) > 0);
    };
    await Promise.all([work(), work()]);
    await eventually(
      () => received.length,
      (count) => count >= 1200,
    );
    expect(received.toSorted((left, right) => left - right)).toEqual(many);
  });

  test('enqueueing outside a transaction of the platform is refused', async () => {
    const { outbox } = outboxOn(await anotherBus());
    const foreign = database.db.transaction().execute((tx) => outbox.enqueue(tx, texts, 'x'));
    await expect(foreign).rejects.toThrow('needs a transaction opened by the platform');
  });
});

test('work registered for after the commit runs then, and not after a roll-back', async () => {
  const { transactions } = database;
  const ran: string[] = [];
  await transactions.transaction(async (tx) => {
    transactions.afterCommit(tx.$extendTables<{ other: { id: number } }>(), () => ran.push('committed'));
    expect(ran).toEqual([]);
  });
  const failing = transactions.transaction(async (tx) => {
    transactions.afterCommit(tx, () => ran.push('rolled back'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(ran).toEqual(['committed']);
});
