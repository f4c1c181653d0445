/** Which part of the lock history is shown, as it stands in the address. Pure but for the reader's time zone. */
import type { LockHistoryQuery } from '@sekisho/contracts';
import { isDay, startOfDay } from '../../ui/day.ts';

export type HistoryFilters = { computerName?: string; day?: string };

export function parseHistoryFilters(search: Record<string, unknown>): HistoryFilters {
  const filters: HistoryFilters = {};
  const { computerName, day } = search;
  if (typeof computerName === 'string' || typeof computerName === 'number') {
    const text = String(computerName).slice(0, 200);
    if (text !== '') filters.computerName = text;
  }
  if (typeof day === 'string' && isDay(day)) filters.day = day;
  return filters;
}

/** The day runs from midnight to midnight where the reader is, however long it is there. */
export function toHistoryQuery({ computerName, day }: HistoryFilters): LockHistoryQuery {
  const query: LockHistoryQuery = { limit: 100 };
  if (computerName !== undefined) query.computerName = computerName;
  if (day !== undefined) {
    query.from = startOfDay(day);
    query.until = startOfDay(day, 1);
  }
  return query;
}
