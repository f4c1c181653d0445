/** Every minute: devices that have not been heard of within their time are noted as silent, and what was counted is folded. */
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/tables.ts';
import type { Feature } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { foldCounts } from './device-counts.store.ts';
import { onlineForMs } from './device-state.rules.ts';
import { noteSilence, selectIntervals } from './silence.store.ts';

export interface SilencePorts {
  readonly db: Db;
  readonly clock: Clock;
}

export interface Silence {
  /** Notes every device whose time is over. */
  note(): Promise<void>;
}

const everyMinute = defineJobQueue<null>('list-upkeep');
/** Small enough that nobody waits for the rows of one statement. */
const atOnce = 20_000;

/** Since a server stood still, nobody could come: nobody is silent before they had their whole time with the one that runs now. */
export function createSilence({ db, clock }: SilencePorts): Silence {
  const startedAtMs = clock.now();
  return {
    async note() {
      const nowMs = clock.now();
      const due = (await selectIntervals(db))
        .map((policy) => ({ ...policy, beforeMs: nowMs - onlineForMs(policy.checkInIntervalMs) }))
        .filter(({ beforeMs }) => beforeMs >= startedAtMs)
        .map(({ organizationId, code, beforeMs }) => ({ organizationId, code, lastSeenBefore: new Date(beforeMs) }));
      if (due.length === 0) return;
      while ((await noteSilence(db, due, atOnce)) === atOnce);
    },
  };
}

export function deviceListFeature(ports: SilencePorts & { readonly jobs: Jobs }): Feature {
  const silence = createSilence(ports);
  ports.jobs.define(everyMinute, {}, async () => {
    await silence.note();
    while ((await foldCounts(ports.db, atOnce)) === atOnce);
  });
  ports.jobs.schedule(everyMinute, '* * * * *', null);
  return { name: 'device-list', routes: [] };
}
