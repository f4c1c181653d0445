/** Tracks are kept by week: which weeks must be there, and which can go as a whole. Pure. */

const dayMs = 24 * 3_600_000;
const weekMs = 7 * dayMs;
/** 1970-01-05 was a Monday. */
const firstMondayMs = 4 * dayMs;
/** A server whose jobs stand still so long keeps its positions in the rest. */
const weeksAhead = 8;

/** `2026-11-23`, always a Monday. */
export type Week = string;

/** The week a moment is in, and those to come. */
export function weeksToMake(nowMs: number): Week[] {
  const monday = firstMondayMs + Math.floor((nowMs - firstMondayMs) / weekMs) * weekMs;
  return Array.from({ length: weeksAhead + 1 }, (_, index) => dayOf(monday + index * weekMs));
}

/** Whether no policy keeps anything of it any more. */
export function isWeekOver(week: Week, nowMs: number, longestRetentionDays: number): boolean {
  return Date.parse(week) + weekMs <= nowMs - longestRetentionDays * dayMs;
}

/** Whether some policy may have let go of some of it. */
export function isWeekAffected(week: Week, nowMs: number, shortestRetentionDays: number): boolean {
  return Date.parse(week) < nowMs - shortestRetentionDays * dayMs;
}

function dayOf(ms: number): Week {
  return new Date(ms).toISOString().slice(0, 10);
}
