/** /api/v1/system/retention: how many days what only grows is kept; `null`: for good. */
import { type Static, Type } from 'typebox';

/** Nobody wipes traces by accident: less than this is not taken. */
export const shortestRetention = {
  eventDays: 30,
  lockHistoryDays: 365,
  auditDays: 365,
  inventoryChangeDays: 30,
} as const;

const DaysAtLeast = (minimum: number) => Type.Union([Type.Integer({ minimum, maximum: 36_500 }), Type.Null()]);

export const RetentionSettings = Type.Object(
  {
    /** What devices told, and the locks and unlocks that are over: the timeline of a device. */
    eventDays: DaysAtLeast(shortestRetention.eventDays),
    lockHistoryDays: DaysAtLeast(shortestRetention.lockHistoryDays),
    auditDays: DaysAtLeast(shortestRetention.auditDays),
    /** What has changed on devices: software, hardware, disks, network. */
    inventoryChangeDays: DaysAtLeast(shortestRetention.inventoryChangeDays),
  },
  { title: 'RetentionSettings', additionalProperties: false },
);
export type RetentionSettings = Static<typeof RetentionSettings>;

export const defaultRetention: RetentionSettings = {
  eventDays: 90,
  lockHistoryDays: null,
  auditDays: null,
  inventoryChangeDays: 365,
};
