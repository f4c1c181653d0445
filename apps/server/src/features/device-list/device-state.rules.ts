/** From facts to what people see of a device: pending, online, and exactly one state. List and detail share this. */
import type { DeviceStateName, LockMode } from '@sekisho/contracts';
import { initialState, nextDeadline, step } from '@sekisho/lock';

export interface DeviceStateFacts {
  readonly registration: 'active' | 'deregistered';
  /** Whether its client stays on it, and checks in. */
  readonly resident: boolean;
  readonly lockMode: LockMode;
  readonly openCommand: string | null;
  /** What the device's last signed word on a wipe was; `null`: no such word. */
  readonly wiped: 'complete' | 'incomplete' | null;
  /** The same hardware has been registered anew, and this record has not been heard of since. */
  readonly replaced: boolean;
  readonly pending: boolean;
  readonly online: boolean;
  /** By its last word it must have locked itself by now; it cannot tell, being without contact. */
  readonly timerLockExpected: boolean;
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

/** Whether a record stands for hardware that has been registered anew; a contact of its own since then says that it does not. */
export function isReplaced(registeredAgainAt: Date | null, lastSeenAt: Date | null): boolean {
  return registeredAgainAt !== null && (lastSeenAt === null || lastSeenAt < registeredAgainAt);
}

export interface TimerFacts {
  readonly registration: 'active' | 'deregistered';
  readonly lockMode: LockMode;
  readonly lastSeenAtMs: number | null;
  readonly fetchedRevision: number | null;
  readonly fetchedPolicyCode: string | null;
  readonly policyCode: string;
  readonly policy: {
    readonly revision: number;
    readonly timerLock: { readonly enabled: boolean; readonly periodMs: number };
  };
}

/**
 * When the device locks itself unless it checks in before, by the lock's own rules; `null`: never, or nobody can say, since it holds
 * other settings than the policy's present ones. An unlock key at the device would hold it off, of which the server knows nothing.
 */
export function timerLocksAtMs(facts: TimerFacts): number | null {
  const { lastSeenAtMs, fetchedRevision, policy } = facts;
  if (facts.registration === 'deregistered' || facts.lockMode !== 'unlocked') return null;
  if (lastSeenAtMs === null || fetchedRevision === null || fetchedRevision < policy.revision) return null;
  if (facts.fetchedPolicyCode !== facts.policyCode) return null;
  const seen = step(initialState(lastSeenAtMs), {
    type: 'check-in',
    now: lastSeenAtMs,
    settingsRevision: fetchedRevision,
    policy: { timerLock: policy.timerLock, simMonitoring: false, shutDownAfterLockMs: null },
  });
  return nextDeadline(seen.state);
}

/** Worst first. */
export function deriveDeviceState(facts: DeviceStateFacts): DeviceStateName {
  if (facts.registration === 'deregistered') return 'deregistered';
  if (!facts.resident) return 'inventory-only';
  if (facts.wiped !== null) return facts.wiped === 'complete' ? 'wiped' : 'wipe-incomplete';
  const inWipe = facts.lockMode === 'wiping' || facts.openCommand === 'wipe';
  if (inWipe && !facts.replaced) return 'wiping';
  if (facts.lockMode === 'remote') return 'remote-locked';
  if (facts.lockMode === 'sim') return 'sim-locked';
  if (facts.lockMode === 'timer') return 'timer-locked';
  if (facts.timerLockExpected) return 'timer-lock-expected';
  if (facts.pending) return 'pending';
  return facts.online ? 'online' : 'offline';
}
