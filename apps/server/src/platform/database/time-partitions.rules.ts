/** Tables that only grow lie in partitions by time: which there must be, which can go as a whole, which are partly over. Pure. */

export interface TimePartitioned {
  /** The column whose time decides: when the server heard of a row, or, of positions, when they were taken. */
  readonly key: string;
  readonly step: 'week' | 'month';
  /** A server whose jobs stand still so long writes into the rest, which never fails. */
  readonly ahead: number;
}

export type TimePartitionedTable =
  | 'device_events'
  | 'device_locations'
  | 'inventory_changes'
  | 'lock_history'
  | 'audit_log';

export const timePartitioned: Readonly<Record<TimePartitionedTable, TimePartitioned>> = {
  device_events: { key: 'received_at', step: 'week', ahead: 8 },
  device_locations: { key: 'at', step: 'week', ahead: 8 },
  inventory_changes: { key: 'received_at', step: 'month', ahead: 3 },
  lock_history: { key: 'recorded_at', step: 'month', ahead: 3 },
  audit_log: { key: 'at', step: 'month', ahead: 3 },
};

/** `2026-11-23`, in UTC. */
export type Day = string;

/** From the beginning of one day to the beginning of another. */
export interface TimePartition {
  readonly first: Day;
  readonly next: Day;
}

const dayMs = 24 * 3_600_000;
const weekMs = 7 * dayMs;
/** 1970-01-05 was a Monday. */
const firstMondayMs = 4 * dayMs;

/** The partition a moment is in, and those to come. */
export function partitionsToMake(
  { step, ahead }: Pick<TimePartitioned, 'step' | 'ahead'>,
  nowMs: number,
): TimePartition[] {
  const beginning = step === 'week' ? weekBeginning : monthBeginning;
  const days = Array.from({ length: ahead + 2 }, (_, index) => dayOf(beginning(nowMs, index)));
  return days.slice(0, -1).map((first, index) => ({ first, next: days[index + 1] ?? first }));
}

/** Whether nobody keeps anything of it any more; `null`: somebody keeps everything. */
export function isOver({ next }: TimePartition, nowMs: number, longestDays: number | null): boolean {
  return longestDays !== null && Date.parse(next) <= nowMs - longestDays * dayMs;
}

/** Whether somebody may have let go of some of it; `null`: nobody lets go of anything. */
export function isAffected({ first }: TimePartition, nowMs: number, shortestDays: number | null): boolean {
  return shortestDays !== null && Date.parse(first) < nowMs - shortestDays * dayMs;
}

/** How long one organization keeps rows of a kind; `null`: for good. */
export interface KeptDays {
  readonly organizationId: string;
  readonly days: number | null;
}

/** Over all organizations; see `Expiry`. */
export function spanOf(kept: readonly KeptDays[]): {
  readonly shortestDays: number | null;
  readonly longestDays: number | null;
} {
  const bounded = kept.flatMap(({ days }) => days ?? []);
  const all = bounded.length === kept.length && kept.length > 0;
  return {
    shortestDays: bounded.length === 0 ? null : Math.min(...bounded),
    longestDays: all ? Math.max(...bounded) : null,
  };
}

/** What lies before it is not kept. */
export function timeLimit(nowMs: number, days: number): Date {
  return new Date(nowMs - days * dayMs);
}

function weekBeginning(nowMs: number, index: number): number {
  return firstMondayMs + (Math.floor((nowMs - firstMondayMs) / weekMs) + index) * weekMs;
}

function monthBeginning(nowMs: number, index: number): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index, 1);
}

function dayOf(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10);
}
