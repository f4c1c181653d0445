/** Whether a device may be deregistered. Pure. */
import type { ErrorCode } from '@sekisho/contracts';

export interface DeregistrationTarget {
  readonly state: string;
  readonly groupId: number | null;
}

/** `null`: it may. A device outside the principal's groups does not exist for it. */
export function refusalOf(target: DeregistrationTarget | null, groupIds: readonly number[] | null): ErrorCode | null {
  if (target === null) return 'device-not-found';
  if (groupIds !== null && (target.groupId === null || !groupIds.includes(target.groupId))) return 'device-not-found';
  return target.state === 'active' ? null : 'device-deregistered';
}
