/** How many positions wait on a device that is not in touch: months must not fill its disk. Pure. */
import type { Item } from '../ports/device-store.ts';

/** Fifteen days of them; from then on the past grows coarser. */
export const maxWaitingFixes = 1_440;

/** Numbers to forget so that another fix may wait: of the older half every second one, of none while there is room. */
export function fixesToForget(waiting: readonly Item[]): number[] {
  const fixes = waiting.flatMap(({ kind, number }) => (kind === 'location' ? [number] : []));
  if (fixes.length < maxWaitingFixes) return [];
  // The very first stays: where the journey began.
  return fixes.slice(0, fixes.length / 2).filter((_, index) => index % 2 === 1);
}
