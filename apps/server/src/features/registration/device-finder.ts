/** Records of single devices, for many who ask at once: one read for all that came together. Nothing is remembered. */
import { crowdOf } from '../../platform/batches/crowd.ts';
import { createGather } from '../../platform/batches/gather.ts';
import type { Timers } from '../../platform/clock.ts';
import type { Settings } from '../../platform/config/settings.ts';
import type { Db } from '../../platform/database/tables.ts';
import { type DeviceRecord, selectByIds } from './devices.store.ts';

export type FindDevice = (deviceId: string) => Promise<DeviceRecord | null>;

interface FinderPorts {
  readonly db: Db;
  readonly timers: Timers;
  readonly settings: Pick<Settings, 'workers'>;
}

/** What it finds was read after it was asked. Throws `service-unavailable`. */
export function createDeviceFinder({ db, timers, settings }: FinderPorts): FindDevice {
  const gather = createGather<string, DeviceRecord | null>({
    async run(deviceIds) {
      const records = await selectByIds(db, deviceIds);
      const byId = new Map(records.map((record) => [record.id, record]));
      return deviceIds.map((id) => byId.get(id) ?? null);
    },
    keyOf: (deviceId) => deviceId,
    timers,
    maximumBatch: 500,
    maximumInFlight: 2,
    maximumWaiting: 20_000,
    lingerMs: 2 * crowdOf(settings),
  });
  return (deviceId) => gather.submit(deviceId);
}
