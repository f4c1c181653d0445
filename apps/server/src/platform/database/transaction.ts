/** Transactions: the only way features write, with work that must wait for the commit. */
import type { Metrics } from '../metrics.ts';
import { type Tracing, tracingOff } from '../tracing/tracing.ts';
import type { Db, Tx } from './tables.ts';

export type RunInTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface Transactions {
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. Never call the network inside. */
  readonly transaction: RunInTransaction;
  /** Registers work to run, in order, after `tx` has committed; forgotten on a roll-back. */
  afterCommit(tx: Tx, task: () => void): void;
}

export interface TransactionWatch {
  readonly tracing: Tracing;
  readonly metrics: Metrics;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** @param watch measures and traces each; without it nobody looks */
export function createTransactions(db: Db, watch: TransactionWatch | null = null): Transactions {
  const tracing = watch?.tracing ?? tracingOff;
  const duration = watch?.metrics.histogram(
    'sekisho_transaction_seconds',
    'How long transactions took, with the wait for a connection',
    secondsBuckets,
  );
  // Extended views of one transaction ($extendTables) share its executor, so that is the identity of a transaction.
  const tasksOf = new WeakMap<object, (() => void)[]>();
  return {
    async transaction(work) {
      const tasks: (() => void)[] = [];
      const end = duration?.startTimer();
      const result = await tracing
        .within('transaction', () =>
          db.transaction().execute(async (tx) => {
            tasksOf.set(tx.getExecutor(), tasks);
            return work(tx);
          }),
        )
        .finally(() => end?.());
      for (const task of tasks) task();
      return result;
    },
    afterCommit(tx, task) {
      const tasks = tasksOf.get(tx.getExecutor());
      if (tasks === undefined) throw new Error('afterCommit needs a transaction opened by the platform');
      tasks.push(task);
    },
  };
}
