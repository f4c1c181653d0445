/** Transactions: the only way features write, with work that must wait for the commit. */
import { type Tracing, tracingOff } from '../tracing/tracing.ts';
import type { Db, Tx } from './tables.ts';

export type RunInTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface Transactions {
  /** Runs `work` in one transaction; commits when it resolves, rolls back when it rejects. Never call the network inside. */
  readonly transaction: RunInTransaction;
  /** Registers work to run, in order, after `tx` has committed; forgotten on a roll-back. */
  afterCommit(tx: Tx, task: () => void): void;
}

export function createTransactions(db: Db, tracing: Tracing = tracingOff): Transactions {
  // Extended views of one transaction ($extendTables) share its executor, so that is the identity of a transaction.
  const tasksOf = new WeakMap<object, (() => void)[]>();
  return {
    async transaction(work) {
      const tasks: (() => void)[] = [];
      const result = await tracing.within('transaction', () =>
        db.transaction().execute(async (tx) => {
          tasksOf.set(tx.getExecutor(), tasks);
          return work(tx);
        }),
      );
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
