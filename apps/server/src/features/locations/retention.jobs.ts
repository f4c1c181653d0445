/** Every night what no policy keeps any more of positions is deleted, of deregistered devices too. */
import type { Clock } from '../../platform/clock.ts';
import { type FoldingPorts, foldAll } from '../../platform/database/folded-counts.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { Expired, TimePartitions } from '../../platform/database/time-partitions.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import type { Log } from '../../platform/log.ts';
import { cellCounts } from './cells.store.ts';
import * as store from './retention.store.ts';

export interface RetentionPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly partitions: Pick<TimePartitions, 'expire'>;
}

const nightly = defineJobQueue<null>('location-retention');
const everyMinute = defineJobQueue<null>('location-cells');
const cellsAtOnce = 5_000;

export async function expireLocations({ db, clock, partitions }: RetentionPorts): Promise<Expired> {
  const kept = await store.selectRetention(db);
  if (kept === null) return { dropped: 0, deleted: 0 };
  const now = new Date(clock.now());
  const expired = await partitions.expire('device_locations', {
    ...kept,
    deleteExpired: (partition) => store.deleteExpiredTracks(db, partition, now),
  });
  await store.deleteExpiredLast(db, now);
  return expired;
}

/** While the feature is made. */
export function scheduleRetention(ports: RetentionPorts & { readonly jobs: Jobs }): void {
  ports.jobs.define(nightly, {}, async () => {
    ports.log.info(await expireLocations(ports), 'positions that no policy keeps any more are deleted');
  });
  ports.jobs.schedule(nightly, '40 17 * * *', null);
}

/** While the feature is made: each minute, what was counted of the map is folded. */
export function scheduleFolding(jobs: Jobs, ports: FoldingPorts): void {
  jobs.define(everyMinute, {}, () => foldAll(ports, cellCounts, cellsAtOnce));
  jobs.schedule(everyMinute, '* * * * *', null);
}
