/** Linked clones that nobody has heard of: the shorter the time, the more of them. */
import type { CloneUpkeep } from '@sekisho/contracts';
import { uuid } from './fake-world.ts';

const silent = [90, 60, 20].map((days, index) => ({
  id: uuid(900 + index),
  computerName: `VDI-${index + 1}`,
  heardAt: new Date(Date.UTC(2026, 10, 22) - days * 86_400_000).toISOString(),
  days,
}));

/** @param asked of a query: what would be due then */
export function cloneUpkeep(silentDays: number | null, asked: string | null): CloneUpkeep {
  const days = asked === null ? silentDays : Number(asked);
  const due = days === null ? [] : silent.filter((each) => each.days > days);
  return {
    silentDays,
    needsApproval: false,
    due: { devices: due.length, named: due.map(({ days: _days, ...named }) => named) },
    lastRun: silentDays === null ? null : { at: '2026-11-21T18:40:00.000Z', removed: 4 },
  };
}
