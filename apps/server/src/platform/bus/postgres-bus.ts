/** The bus over LISTEN and NOTIFY: one connection listens for the whole process and is made again when it breaks. */
import { sql } from 'kysely';
import pg from 'pg';
import type { Cancel, Timers } from '../clock.ts';
import type { ConnectionOptions } from '../database/connections.ts';
import type { Db } from '../database/tables.ts';
import type { Log } from '../log.ts';
import { batchPayloads } from './batching.ts';
import type { Bus, Json, Subscription } from './bus.ts';

export interface PostgresBusPorts {
  readonly db: Db;
  readonly connection: ConnectionOptions;
  readonly timers: Timers;
  readonly log: Log;
}

export interface RunningBus extends Bus {
  start(): Promise<void>;
  stop(): Promise<void>;
}

const firstRetryMs = 100;
const longestRetryMs = 5_000;
const heartbeatMs = 15_000;

type AnySubscription = Subscription<Json>;

function payloadsOf(text: string): Json[] | null {
  try {
    const payloads: unknown = JSON.parse(text);
    return Array.isArray(payloads) ? payloads : null;
  } catch {
    return null;
  }
}

const channelOf = (topicName: string) => `sekisho.${topicName}`;

export function createPostgresBus(ports: PostgresBusPorts): RunningBus {
  const subscriptions = new Map<string, Set<AnySubscription>>();
  let client: pg.Client | null = null;
  let wanted = false;
  let retryMs = firstRetryMs;
  let cancelRetry: Cancel = () => {};
  let cancelHeartbeat: Cancel = () => {};

  /** Anybody with a connection to the database can notify: nothing that comes from there may end the process. */
  function receive(channel: string, text: string): void {
    const payloads = payloadsOf(text);
    if (payloads === null) {
      ports.log.warn({ channel }, 'a notification that is no message of the bus');
      return;
    }
    for (const subscription of subscriptions.get(channel) ?? []) {
      try {
        subscription.onMessages(payloads);
      } catch (cause) {
        ports.log.error({ err: cause, channel }, 'a listener of the bus failed');
      }
    }
  }

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ ...ports.connection, keepAlive: true });
    fresh.on('notification', ({ channel, payload }) => receive(channel, payload ?? '[]'));
    fresh.on('error', (cause) => lose(fresh, cause));
    fresh.on('end', () => lose(fresh, new Error('the connection ended')));
    await fresh.connect();
    if (!wanted) return fresh.end();
    client = fresh;
    for (const channel of subscriptions.keys()) await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    retryMs = firstRetryMs;
  }

  function lose(lost: pg.Client, cause: Error): void {
    if (client !== lost) return;
    client = null;
    lost.end().catch(() => {});
    if (!wanted) return;
    ports.log.warn({ err: cause }, 'the bus lost its connection');
    retryLater();
  }

  function retryLater(): void {
    cancelRetry = ports.timers.after(retryMs, () => {
      retryMs = Math.min(retryMs * 2, longestRetryMs);
      reconnect().catch(() => {});
    });
  }

  async function reconnect(): Promise<void> {
    if (!wanted) return;
    try {
      await connect();
    } catch (cause) {
      client = null;
      ports.log.warn({ err: cause }, 'the bus could not connect, will try again');
      retryLater();
      return;
    }
    for (const set of subscriptions.values()) for (const subscription of set) subscription.onGap?.();
  }

  /** A connection that a firewall forgot reports nothing: asking now and then finds out. */
  function beat(): void {
    const asked = client;
    if (asked === null) return;
    const cancel = ports.timers.after(heartbeatMs / 2, () => lose(asked, new Error('no answer to the heartbeat')));
    asked.query('select 1').then(cancel, cancel);
  }

  return {
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
      await last?.end().catch(() => {});
    },
    async publish(topic, payloads, tx) {
      const batches = batchPayloads(payloads);
      if (batches.length === 0) return;
      const channel = channelOf(topic.name);
      await sql`select pg_notify(${channel}, batch) from unnest(${batches}::text[]) with ordinality as b(batch, n) order by n`.execute(
        tx ?? ports.db,
      );
    },
    subscribe(topic, subscription) {
      const channel = channelOf(topic.name);
      const set = subscriptions.get(channel) ?? new Set();
      const entry = subscription as unknown as AnySubscription;
      set.add(entry);
      subscriptions.set(channel, set);
      const current = client;
      if (current !== null && set.size === 1) {
        current.query(`listen ${current.escapeIdentifier(channel)}`).catch((cause: Error) => lose(current, cause));
      }
      return () => set.delete(entry);
    },
  };
}
