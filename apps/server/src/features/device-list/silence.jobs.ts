/** Every minute: devices that have not been heard of within their time are noted as silent, and what was counted is folded. */
import type { Clock } from '../../platform/clock.ts';
import { type FoldingPorts, foldAll } from '../../platform/database/folded-counts.ts';
import type { Feature } from '../../platform/feature.ts';
import { defineJobQueue, type Jobs } from '../../platform/jobs/jobs.ts';
import { deviceCounts } from './device-counts.store.ts';
import { onlineForMs } from './device-state.rules.ts';
import { noteSilence, selectIntervals } from './silence.store.ts';

export interface SilencePorts extends FoldingPorts {
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
export function createSilence({ db, clock, settings }: SilencePorts): Silence {
  const startedAtMs = clock.now();
  return {
    async note() {
      const nowMs = clock.now();
      const due = (await selectIntervals(db))
        .map((policy) => ({ ...policy, beforeMs: nowMs - onlineForMs(policy.checkInIntervalMs) }))
        .filter(({ beforeMs }) => beforeMs >= startedAtMs)
        .map(({ organizationId, code, beforeMs }) => ({ organizationId, code, lastSeenBefore: new Date(beforeMs) }));
      const batches =
        settings.sharded === 'yes' ? Map.groupBy(due, ({ organizationId }) => organizationId).values() : [due];
      for (const batch of batches) if (batch.length > 0) while ((await noteSilence(db, batch, atOnce)) === atOnce);
    },
  };
}

export function deviceListFeature(ports: SilencePorts & { readonly jobs: Jobs }): Feature {
  const silence = createSilence(ports);
  ports.jobs.define(everyMinute, {}, async () => {
    await silence.note();
    await foldAll(ports, deviceCounts, atOnce);
  });
  ports.jobs.schedule(everyMinute, '* * * * *', null);
  return { name: 'device-list', routes: [] };
}
