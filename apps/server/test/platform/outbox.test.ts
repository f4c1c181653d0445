/** The outbox: what is delivered over the bus, exactly when the transaction says, and never lost. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@sekisho/server/platform/bus/bus';
import { systemClock, systemTimers, type Timers } from '@sekisho/server/platform/clock';
import { openDatabase } from '@sekisho/server/platform/database/connections';
import { createTransactions } from '@sekisho/server/platform/database/transaction';
import { createMetrics } from '@sekisho/server/platform/metrics';
import { createOutbox, relayBatch } from '@sekisho/server/platform/outbox/outbox';
import { tracingOff } from '@sekisho/server/platform/tracing/tracing';
import { eventually } from '@sekisho/testkit/eventually';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BusWorld, collect, createBusWorld, endNats, log, nats, numbers, settled, texts } from './bus-world.ts';

let world: BusWorld;

beforeEach(async () => {
  world = await createBusWorld();
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

afterAll(endNats);

describe('outbox', () => {
  /** Only wakes by commits: the poll never comes. */
  const wokenOnly: Timers = { after: systemTimers.after, every: () => () => {} };

  function outboxOn(bus: Bus, timers: Timers = wokenOnly) {
    const transactions = createTransactions(world.database.db);
    const outbox = createOutbox({
      db: world.database.db,
      transactions,
      bus,
      clock: systemClock,
      timers,
      log,
      metrics: createMetrics({ process: false }),
      tracing: tracingOff,
    });
    world.closeLater(() => outbox.stop());
    return { outbox, transaction: transactions.transaction };
  }

  test('what commits is delivered at once, what rolls back never', async () => {
    const bus = await world.bus();
    const { received } = collect(await world.bus(), texts);
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
    expect(await world.database.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
  });

  test('what another process left behind is found by asking again', async () => {
    const bus = await world.bus();
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
    const bus = await world.bus();
    const { received } = collect(await world.bus(), numbers);
    const { outbox, transaction } = outboxOn(bus);
    const many = Array.from({ length: 1200 }, (_, index) => index);
    await transaction((tx) => outbox.enqueueAll(tx, numbers, many));
    const dying = openDatabase(world.database.access.application, log, 1);
    const dyingBus: Bus = {
      ...bus,
      async publish(topic, payloads, tx) {
        await bus.publish(topic, payloads, tx);
        await sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'`.execute(world.database.db);
        await pause(0);
      },
    };
    await expect(relayBatch(dying.db, dyingBus)).rejects.toThrow();
    await dying.close();
    expect(received).toEqual([]);
    const work = async () => {
      while ((await relayBatch(world.database.db, bus)).length > 0);
    };
    await Promise.all([work(), work()]);
    await eventually(
      () => received.length,
      (count) => count >= 1200,
    );
    expect(received.toSorted((left, right) => left - right)).toEqual(many);
  });

  test('over NATS: a relay that dies repeats and loses nothing, also while NATS is gone', async () => {
    const [bus, listener] = [await world.bus('NATS'), await world.bus('NATS')];
    const { received } = collect(listener, numbers);
    await settled(listener);
    const { outbox, transaction } = outboxOn(bus, systemTimers);
    const many = Array.from({ length: 1200 }, (_, index) => index);
    await transaction((tx) => outbox.enqueueAll(tx, numbers, many));
    const dying: Bus = {
      ...bus,
      async publish() {
        throw new Error('died');
      },
    };
    await expect(relayBatch(world.database.db, dying)).rejects.toThrow('died');
    await (await nats()).end();
    outbox.start();
    await expect(relayBatch(world.database.db, bus)).rejects.toThrow();
    // As a relay leaves it that was killed between claim and publication: others wait until its claim is over.
    await sql`update outbox set claimed_until = now() + interval '1 second' where id % 2 = 0`.execute(
      world.database.db,
    );
    await (await nats()).startAgain();
    await eventually(
      () => new Set(received).size,
      (count) => count === 1200,
    );
    await eventually(
      () => world.database.db.selectFrom('outbox').select('id').execute(),
      (rows) => rows.length === 0,
    );
  });

  test('over NATS: several relays at once deliver each message once, while none of them dies', async () => {
    const [bus, listener] = [await world.bus('NATS'), await world.bus('NATS')];
    const { received } = collect(listener, numbers);
    await settled(listener);
    const { outbox, transaction } = outboxOn(bus);
    const many = Array.from({ length: 1200 }, (_, index) => index);
    await transaction((tx) => outbox.enqueueAll(tx, numbers, many));
    const work = async () => {
      while ((await relayBatch(world.database.db, bus)).length > 0);
    };
    await Promise.all([work(), work(), work()]);
    await eventually(
      () => received.length,
      (count) => count >= 1200,
    );
    expect(received.toSorted((left, right) => left - right)).toEqual(many);
  });

  test('enqueueing outside a transaction of the platform is refused', async () => {
    const { outbox } = outboxOn(await world.bus());
    const foreign = world.database.db.transaction().execute((tx) => outbox.enqueue(tx, texts, 'x'));
    await expect(foreign).rejects.toThrow('needs a transaction opened by the platform');
  });
});

test('work registered for after the commit runs then, and not after a roll-back', async () => {
  const { transactions } = world.database;
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
