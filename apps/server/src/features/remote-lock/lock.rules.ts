/** Whether a lock or an unlock may be issued for a device, and the intent it becomes. Pure. */
import { type DeviceClientKind, type ErrorCode, functionRefusal, type Intent } from '@sekisho/contracts';

export type LockKind = 'lock' | 'unlock';

export interface TargetFacts {
  readonly state: string;
  readonly clientKind: DeviceClientKind;
  readonly groupId: number | null;
  /** A wipe has been issued, whether it has been carried out or not. */
  readonly wiping: boolean;
}

/** `null`: it may be issued. A device outside the principal's groups does not exist for it. */
export function refusalOf(
  target: TargetFacts | null,
  kind: LockKind,
  groupIds: readonly number[] | null,
): ErrorCode | null {
  if (target === null) return 'device-not-found';
  if (groupIds !== null && (target.groupId === null || !groupIds.includes(target.groupId))) return 'device-not-found';
  if (target.state !== 'active') return 'device-deregistered';
  return functionRefusal(target.clientKind, kind) ?? (target.wiping ? 'command-refused-while-wiping' : null);
}

/** Locks and unlocks hold until something takes their place: they have no end. */
export function intentOf(command: {
  readonly id: string;
  readonly organizationId: string;
  readonly deviceId: string;
  readonly kind: LockKind;
  readonly noKeys: boolean;
  readonly issuedAt: Date;
}): Intent {
  return {
    id: command.id,
    organization: command.organizationId,
    devices: [command.deviceId],
    kind: command.kind,
    parameters: command.kind === 'lock' && command.noKeys ? { noKeys: true } : {},
    issuedAt: command.issuedAt.getTime(),
    notAfter: null,
  };
}
