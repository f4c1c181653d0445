/** The intent that a lock or an unlock becomes. Pure. */
import type { Intent } from '@sekisho/contracts';

export type LockKind = 'lock' | 'unlock';

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
