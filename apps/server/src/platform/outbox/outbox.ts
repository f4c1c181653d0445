/** Messages for the bus that must go out exactly when the transaction that causes them commits. */
import { sql } from 'kysely';
import type { Bus, Json, Topic } from '../bus/bus.ts';
import type { Clock, Timers } from '../clock.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { Transactions } from '../database/transaction.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Tracing } from '../tracing/tracing.ts';

export interface Outbox {
  /** Stores `payload` in the caller's transaction; the relay publishes it after the commit. */
  enqueue<T extends Json>(tx: Tx, topic: Topic<T>, payload: T): Promise<void>;
  /** The same for many at once, in one statement. */
  enqueueAll<T extends Json>(tx: Tx, topic: Topic<T>, payloads: readonly T[]): Promise<void>;
}

export interface OutboxRelay {
  start(): void;
  /** Resolves when a running batch is through. */
  stop(): Promise<void>;
}

export interface OutboxPorts {
  readonly db: Db;
  readonly transactions: Transactions;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

const batchSize = 500;
const pollIntervalMs = 1_000;
/** Of many at once the first few are traced. */
const tracedAtOnce = 10;
/** Longer than a publication may take. */
const claimSeconds = 5;

export interface RelayedMessage {
  readonly id: string;
  readonly topic: string;
  readonly payload: unknown;
  readonly created_at: Date;
  readonly traceparent: string | null;
}

const columns = ['id', 'topic', 'payload', 'created_at', 'traceparent'] as const;

async function publishRows(rows: readonly RelayedMessage[], bus: Bus, tx?: Tx): Promise<void> {
  const payloadsByTopic = new Map<string, Json[]>();
  for (const row of rows.toSorted((left, right) => (BigInt(left.id) < BigInt(right.id) ? -1 : 1))) {
    const payloads = payloadsByTopic.get(row.topic) ?? [];
    payloads.push(row.payload as Json);
    payloadsByTopic.set(row.topic, payloads);
  }
  for (const [name, payloads] of payloadsByTopic) await bus.publish({ name }, payloads, tx);
}

/** Publishes one batch in one transaction with its deletion, so that a killed relay has either done both or neither. */
function relayWithin(db: Db, bus: Bus): Promise<readonly RelayedMessage[]> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .deleteFrom('outbox')
      .where('id', 'in', (query) =>
        query.selectFrom('outbox').select('id').orderBy('id').limit(batchSize).forUpdate().skipLocked(),
      )
      .returning(columns)
      .execute();
    await publishRows(rows, bus, tx);
    return rows;
  });
}

/**
 * Where the bus knows no transactions: claims a batch for a while, publishes it, deletes it. A relay that is killed between has its batch
 * published again when the claim is over: at least once, never lost; messages of the bus may come twice.
 */
async function relayClaimed(db: Db, bus: Bus): Promise<readonly RelayedMessage[]> {
  const rows = await db
    .updateTable('outbox')
    .set({ claimed_until: sql`now() + make_interval(secs => ${claimSeconds})` })
    .where('id', 'in', (query) =>
      query
        .selectFrom('outbox')
        .select('id')
        .where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<', sql<Date>`now()`)]))
        .orderBy('id')
        .limit(batchSize)
        .forUpdate()
        .skipLocked(),
    )
    .returning(columns)
    .execute();
  if (rows.length === 0) return rows;
  const ids = rows.map(({ id }) => id);
  try {
    await publishRows(rows, bus);
  } catch (cause) {
    await db.updateTable('outbox').set({ claimed_until: null }).where('id', 'in', ids).execute();
    throw cause;
  }
  await db.deleteFrom('outbox').where('id', 'in', ids).execute();
  return rows;
}

/** One batch; returns what it has published. */
export function relayBatch(db: Db, bus: Bus): Promise<readonly RelayedMessage[]> {
  return bus.isTransactional ? relayWithin(db, bus) : relayClaimed(db, bus);
}

/** How long messages waited, by the database's clock and ours. */
function createRelayFigures({ metrics, clock, tracing }: OutboxPorts): (message: RelayedMessage) => void {
  const waited = metrics.histogram(
    'sekisho_outbox_relay_seconds',
    'Time from the transaction that wrote a message to the bus having taken it',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  );
  return ({ topic, created_at: createdAt, traceparent: parent }) => {
    waited.observe(Math.max(0, clock.now() - createdAt.getTime()) / 1_000);
    tracing.begin({ name: 'outbox', parent, startedAtMs: createdAt.getTime() })?.end({ 'sekisho.topic': topic });
  };
}

/** One loop per process: runs when woken and once a second, again at once while batches come back full. */
export function createOutbox(ports: OutboxPorts): Outbox & OutboxRelay {
  const tell = createRelayFigures(ports);
  let started = false;
  let wanted = false;
  let running: Promise<void> | null = null;
  let cancelPoll = () => {};

  async function relay(): Promise<number> {
    const messages = await relayBatch(ports.db, ports.bus);
    for (const message of messages) tell(message);
    return messages.length;
  }

  async function drain(): Promise<void> {
    try {
      do {
        wanted = false;
        while (started && (await relay()) === batchSize);
      } while (wanted && started);
    } catch (cause) {
      ports.log.warn({ err: cause }, 'outbox not delivered, will be tried again');
    } finally {
      running = null;
    }
  }

  function wake(): void {
    wanted = true;
    if (started && running === null) running = drain();
  }

  async function enqueueAll<T extends Json>(tx: Tx, topic: Topic<T>, payloads: readonly T[]): Promise<void> {
    if (payloads.length === 0) return;
    const trace = ports.tracing.current();
    const rows = payloads.map((payload, index) => ({
      topic: topic.name,
      payload: JSON.stringify(payload),
      traceparent: index < tracedAtOnce ? trace : null,
    }));
    await tx.insertInto('outbox').values(rows).execute();
    ports.transactions.afterCommit(tx, wake);
  }

  return {
    enqueue: (tx, topic, payload) => enqueueAll(tx, topic, [payload]),
    enqueueAll,
    start() {
      started = true;
      cancelPoll = ports.timers.every(pollIntervalMs, wake);
      wake();
    },
    async stop() {
      started = false;
      cancelPoll();
      await running;
    },
  };
}
