/** Whether a device is being asked for its inventory already, and the intent that asks it. Pure. */
import type { Intent } from '@sekisho/contracts';

/** A device that comes back later than this is not asked any more. */
export const requestLifetimeMs = 30 * 24 * 3_600_000;

/** What still waits for the device's answer: another one would bring nothing that this one does not. */
export function stands(issuedAt: Date, now: Date): boolean {
  return now.getTime() - issuedAt.getTime() < requestLifetimeMs;
}

export function intentOf(request: {
  readonly id: string;
  readonly organizationId: string;
  readonly deviceId: string;
  readonly issuedAt: Date;
}): Intent {
  return {
    id: request.id,
    organization: request.organizationId,
    devices: [request.deviceId],
    kind: 'collect-inventory',
    parameters: {},
    issuedAt: request.issuedAt.getTime(),
    notAfter: request.issuedAt.getTime() + requestLifetimeMs,
  };
}
