/** When the next inventory is due (I01). Pure, but for the time zone of this process. */
import type { InventorySchedule, InventoryTimes } from '@sekisho/contracts';
import { sha256Hex } from '../client/device-client.ts';

const dayMs = 24 * 3_600_000;

export interface InventorySituation {
  /** When the last one was sent, or what stands for it; `null`: the first is due at once. */
  readonly since: number | null;
  readonly deviceId: string;
  /** When the machine was started. */
  readonly startedAt: number;
  readonly now: number;
}

const never = Number.POSITIVE_INFINITY;

/** What is due at or before `now` is due now: a device that slept through any number of turns makes up for them with one. */
export function inventoryDueAt(schedule: InventorySchedule, situation: InventorySituation): number {
  const { since, deviceId, startedAt, now } = situation;
  if (since === null) return now;
  if (schedule.kind === 'request') return never;
  // A mark from the future is no mark.
  if (since > now) return now;
  switch (schedule.kind) {
    case 'interval':
      // Devices that sent one at the same moment do not meet again.
      return since + schedule.everyMs * (0.9 + 0.2 * fractionOf(`${deviceId} ${String(since)}`));
    case 'times':
      return nextTurn(schedule, since, Math.floor(schedule.spreadMs * fractionOf(deviceId)));
    case 'start-up':
      return since < startedAt ? now : never;
  }
}

/**
 * The first turn after a moment. An hour that summer time leaves out is taken after it, one that it has twice the first time.
 * @param lateMs this device's own share of the spread, always the same
 */
function nextTurn({ minuteOfDay, weekdays }: InventoryTimes, after: number, lateMs: number): number {
  const day = new Date(after - lateMs);
  // A week and a day: the turn of the same weekday may have gone by.
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const turn = new Date(day.getFullYear(), day.getMonth(), day.getDate() + ahead, 0, minuteOfDay);
    // The minute itself may be of the next day where summer time leaves out its midnight.
    const weekday = new Date(day.getFullYear(), day.getMonth(), day.getDate() + ahead, 12).getDay();
    if (weekdays.includes(weekday) && turn.getTime() + lateMs > after) return turn.getTime() + lateMs;
  }
  return after + 7 * dayMs;
}

/** From 0 up to, but not including, 1; spread evenly, and the same for the same text. */
function fractionOf(text: string): number {
  return Number.parseInt(sha256Hex(text).slice(0, 8), 16) / 2 ** 32;
}
