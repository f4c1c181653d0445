/** Every night: weeks to come are made, and what no policy keeps any more is deleted, of deregistered devices too. */
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import type { Log } from '../../platform/log.ts';
import * as store from './retention.store.ts';
import { isWeekAffected, isWeekOver, weeksToMake } from './weeks.rules.ts';

export interface RetentionPorts {
  readonly db: Db;
  readonly transaction: RunInTransaction;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Retention {
  makeWeeks(): Promise<void>;
  /** @returns how many positions were deleted one by one; weeks that went as a whole are not counted */
  deleteExpired(): Promise<number>;
}

const nightly = defineJobQueue<null>('location-retention');

export function createRetention(ports: RetentionPorts): Retention {
  const { db, transaction, clock } = ports;
  return {
    makeWeeks: () => transaction((tx) => store.makeWeeks(tx, weeksToMake(clock.now()))),
    async deleteExpired() {
      const kept = await store.selectRetention(db);
      if (kept === null) return 0;
      const now = new Date(clock.now());
      let deleted = await transaction((tx) => store.deleteExpiredTracks(tx, null, now));
      // Each week in a transaction of its own: none waits for all the others.
      for (const week of await store.selectWeeks(db)) {
        if (isWeekOver(week, now.getTime(), kept.longestDays)) await transaction((tx) => store.dropWeek(tx, week));
        else if (isWeekAffected(week, now.getTime(), kept.shortestDays))
          deleted += await transaction((tx) => store.deleteExpiredTracks(tx, week, now));
      }
      await transaction((tx) => store.deleteExpiredLast(tx, now));
      return deleted;
    },
  };
}

/** While the feature is made. */
export function scheduleRetention(jobs: Jobs, retention: Retention, log: Log): void {
  jobs.define(nightly, {}, async () => {
    await retention.makeWeeks();
    log.info({ deleted: await retention.deleteExpired() }, 'positions that no policy keeps any more are deleted');
  });
  jobs.schedule(nightly, '40 17 * * *', null);
}
