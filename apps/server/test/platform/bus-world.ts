/** Buses as several processes would have them, over PostgreSQL and over NATS, on a database of the test's own. */
import { type Bus, defineTopic, type Json, type RunningBus } from '@sekisho/server/platform/bus/bus';
import { createNatsBus, type NatsAddress } from '@sekisho/server/platform/bus/nats-bus';
import { createPostgresBus } from '@sekisho/server/platform/bus/postgres-bus';
import { systemTimers } from '@sekisho/server/platform/clock';
import { openDatabase } from '@sekisho/server/platform/database/connections';
import { createLog } from '@sekisho/server/platform/log';
import { type NatsServer, startNatsServer } from '@sekisho/testkit/nats-server';
import { createTestDatabase, type TestDatabase } from '@sekisho/testkit/postgres';

export type Carrier = 'PostgreSQL' | 'NATS';
export const carriers: readonly Carrier[] = ['PostgreSQL', 'NATS'];

export const log = createLog('silent');
export const numbers = defineTopic<number>('numbers');
export const texts = defineTopic<string>('texts');

export interface BusWorld extends AsyncDisposable {
  readonly database: TestDatabase;
  /** Another process's: with connections of its own. */
  bus(carrier?: Carrier): Promise<RunningBus>;
  natsBus(address: NatsAddress, installation?: string): Promise<RunningBus>;
  /** Closed before the database, the last first. */
  closeLater(close: () => Promise<unknown>): void;
}

let sharedNats: Promise<NatsServer> | undefined;

/** One for all tests of a file. */
export function nats(): Promise<NatsServer> {
  sharedNats ??= startNatsServer();
  return sharedNats;
}

export async function endNats(): Promise<void> {
  await (await sharedNats)?.[Symbol.asyncDispose]();
}

export async function createBusWorld(): Promise<BusWorld> {
  const database = await createTestDatabase();
  const closing: (() => Promise<unknown>)[] = [];

  async function natsBus(address: NatsAddress, installation = 'one'): Promise<RunningBus> {
    const bus = createNatsBus({ address, installation, timers: systemTimers, log });
    await bus.start();
    closing.push(() => bus.stop());
    return bus;
  }

  async function postgresBus(): Promise<RunningBus> {
    const { application } = database.access;
    const pool = openDatabase(application, log, 2);
    const bus = createPostgresBus({ db: pool.db, connection: application, timers: systemTimers, log });
    await bus.start();
    closing.push(
      () => pool.close(),
      () => bus.stop(),
    );
    return bus;
  }

  return {
    database,
    bus: async (carrier = 'PostgreSQL') => (carrier === 'NATS' ? natsBus({ url: (await nats()).url }) : postgresBus()),
    natsBus,
    closeLater: (close) => closing.push(close),
    async [Symbol.asyncDispose]() {
      for (const close of closing.reverse()) await close();
      await database.drop();
    },
  };
}

export function collect<T extends Json>(bus: Bus, topic: { name: string; payload?: T }) {
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

/** What `bus` has said to its carrier before, subscriptions too, has been taken. */
export const settled = (bus: Bus) => bus.publish(defineTopic<string>('settled'), ['']);
