/** How long log-in stays closed after repeated failures: growing, but never for good. */

const failuresBeforeLock = 5;
const firstDelayMs = 30_000;
const longestDelayMs = 15 * 60_000;

/** Failures older than this no longer count. */
export const failuresForgottenAfterMs = 24 * 3_600_000;

/** @param failures how many in a row, this one included; 0: not closed */
export function lockoutDelayMs(failures: number): number {
  if (failures < failuresBeforeLock) return 0;
  return Math.min(firstDelayMs * 2 ** Math.min(failures - failuresBeforeLock, 16), longestDelayMs);
}
