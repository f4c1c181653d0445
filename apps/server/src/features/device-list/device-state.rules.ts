/** From facts to what people see of a device: pending, online, and exactly one state. List and detail share this. */
import type { DeviceStateName, LockMode } from '@sekisho/contracts';

export interface DeviceStateFacts {
  readonly registration: 'active' | 'deregistered';
  readonly lockMode: LockMode;
  readonly openCommand: string | null;
  readonly pending: boolean;
  readonly online: boolean;
}

/** N23: something was saved or issued that the device has not fetched; `null` revision: it never fetched any. */
export function isPending(facts: {
  readonly registration: 'active' | 'deregistered';
  readonly fetchedRevision: number | null;
  readonly wantedRevision: number;
  readonly openCommand: string | null;
}): boolean {
  if (facts.registration === 'deregistered') return false;
  return facts.openCommand !== null || facts.fetchedRevision === null || facts.fetchedRevision < facts.wantedRevision;
}

/** For how long after a contact a device counts as online: it may miss one check-in and be late for the next. */
export function onlineForMs(checkInIntervalMs: number): number {
  return Math.max(2.5 * checkInIntervalMs, 60_000);
}

export function isOnline(lastSeenAtMs: number | null, checkInIntervalMs: number, nowMs: number): boolean {
  return lastSeenAtMs !== null && nowMs - lastSeenAtMs <= onlineForMs(checkInIntervalMs);
}

/** Worst first. */
export function deriveDeviceState(facts: DeviceStateFacts): DeviceStateName {
  if (facts.registration === 'deregistered') return 'deregistered';
  if (facts.lockMode === 'wiping' || facts.openCommand === 'wipe') return 'wiping';
  if (facts.lockMode === 'remote') return 'remote-locked';
  if (facts.lockMode === 'sim') return 'sim-locked';
  if (facts.lockMode === 'timer') return 'timer-locked';
  if (facts.pending) return 'pending';
  return facts.online ? 'online' : 'offline';
}
