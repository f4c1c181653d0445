/** Why an update failed, in words. Pure. */
import { updateFaults } from '@sekisho/contracts';
import type { Wording } from '../../i18n/wording.ts';

/** What a newer agent tells stands as it came. */
export function faultLabel(fault: string | null, t: Wording['t']): string {
  const known = updateFaults.find((name) => name === fault);
  return known === undefined ? (fault ?? '') : t(`updates.fault.${known}`);
}
