/** How long events and the commands between them are kept: what the timeline of a device shows. */
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import { type KeptDays, timeLimit } from '../../platform/database/time-partitions.rules.ts';
import type { Expired, TimePartitions } from '../../platform/database/time-partitions.ts';
import { deleteOver } from './commands.store.ts';

export interface TimelineRetentionPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly partitions: Pick<TimePartitions, 'keepDays'>;
}

const atOnce = 5_000;

export async function expireTimelines(ports: TimelineRetentionPorts, kept: readonly KeptDays[]): Promise<Expired> {
  const { db, clock } = ports;
  const events = await ports.partitions.keepDays('device_events', kept);
  let commands = 0;
  for (const { organizationId, days } of kept) {
    if (days === null) continue;
    const until = timeLimit(clock.now(), days);
    for (let deleted = atOnce; deleted === atOnce; commands += deleted)
      deleted = await deleteOver(db, organizationId, until, atOnce);
  }
  return { dropped: events.dropped, deleted: events.deleted + commands };
}
