/** The bus over LISTEN and NOTIFY: one connection listens for the whole process and is made again when it breaks. */
import { sql } from 'kysely';
import pg from 'pg';
import type { Cancel, Timers } from '../clock.ts';
import type { ConnectionOptions } from '../database/connections.ts';
import type { Db } from '../database/tables.ts';
import type { Log } from '../log.ts';
import { batchPayloads } from './batching.ts';
import type { RunningBus } from './bus.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface PostgresBusPorts {
  readonly db: Db;
  readonly connection: ConnectionOptions;
  readonly timers: Timers;
  readonly log: Log;
}

const firstRetryMs = 100;
const longestRetryMs = 5_000;
const heartbeatMs = 15_000;
const farewellMs = 1_000;

const channelPrefix = 'sekisho.';

export function createPostgresBus(ports: PostgresBusPorts): RunningBus {
  const subscriptions = createSubscriptions(ports.log);
  let client: pg.Client | null = null;
  let wanted = false;
  let retryMs = firstRetryMs;
  let cancelRetry: Cancel = () => {};
  let cancelHeartbeat: Cancel = () => {};

  /** The last statement of the connection there is: the next one waits for it. */
  let saying: Promise<unknown> = Promise.resolve();

  function say(by: pg.Client, statement: string): Promise<unknown> {
    const said = saying.then(() => by.query(statement));
    saying = said.catch(() => {});
    return said;
  }

  const listenTo = (by: pg.Client, topic: string) => say(by, `listen ${by.escapeIdentifier(channelPrefix + topic)}`);

  /** @returns whether it is connected: a connection that is lost on the way is made anew by whoever noticed */
  async function connect(): Promise<boolean> {
    const fresh = new pg.Client({ ...ports.connection, keepAlive: true });
    fresh.on('notification', ({ channel, payload }) =>
      subscriptions.receive(channel.slice(channelPrefix.length), payload ?? '[]'),
    );
    fresh.on('error', (cause) => lose(fresh, cause));
    fresh.on('end', () => lose(fresh, new Error('the connection ended')));
    await fresh.connect();
    if (!wanted) {
      await fresh.end();
      return false;
    }
    client = fresh;
    saying = Promise.resolve();
    try {
      for (const topic of subscriptions.topics()) await listenTo(fresh, topic);
    } catch (cause) {
      if (client !== fresh) return false;
      client = null;
      partFrom(fresh);
      throw cause;
    }
    retryMs = firstRetryMs;
    return client === fresh;
  }

  /** From a connection that is broken: how it ends interests nobody. */
  function partFrom(broken: pg.Client): void {
    broken.end().catch(() => {});
  }

  function lose(lost: pg.Client, cause: Error): void {
    if (client !== lost) return;
    client = null;
    partFrom(lost);
    if (!wanted) return;
    ports.log.warn({ err: cause }, 'the bus lost its connection');
    retryLater();
  }

  function retryLater(): void {
    cancelRetry = ports.timers.after(retryMs, () => {
      retryMs = Math.min(retryMs * 2, longestRetryMs);
      void reconnect();
    });
  }

  async function reconnect(): Promise<void> {
    if (!wanted) return;
    try {
      if (await connect()) subscriptions.tellGap();
    } catch (cause) {
      ports.log.warn({ err: cause }, 'the bus could not connect, will try again');
      retryLater();
    }
  }

  /** A connection that a firewall forgot reports nothing: asking now and then finds out. */
  function beat(): void {
    const asked = client;
    if (asked === null) return;
    const cancel = ports.timers.after(heartbeatMs / 2, () => lose(asked, new Error('no answer to the heartbeat')));
    say(asked, 'select 1').then(cancel, cancel);
  }

  return {
    isTransactional: true,
    async start() {
      wanted = true;
      await connect();
      cancelHeartbeat = ports.timers.every(heartbeatMs, beat);
    },
    async stop() {
      wanted = false;
      cancelRetry();
      cancelHeartbeat();
      const last = client;
      client = null;
      // Whoever does not answer any more need not be taken leave of.
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = ports.timers.after(farewellMs, resolve);
      await Promise.race([last?.end().catch(() => {}), late]);
      cancel();
    },
    async publish(topic, payloads, tx) {
      const batches = batchPayloads(payloads);
      if (batches.length === 0) return;
      const channel = channelPrefix + topic.name;
      await sql`select pg_notify(${channel}, batch) from unnest(${batches}::text[]) with ordinality as b(batch, n) order by n`.execute(
        tx ?? ports.db,
      );
    },
    subscribe(topic, subscription) {
      const { isFirst, end } = subscriptions.add(topic, subscription);
      const current = client;
      if (current !== null && isFirst) listenTo(current, topic.name).catch((cause: Error) => lose(current, cause));
      return end;
    },
  };
}
