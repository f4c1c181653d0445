/** Whether a clone that registers is an earlier one come back, or comes in place of one that is locked. Pure. */
import type { LockMode } from '@sekisho/contracts';

/** A record that is not deregistered, of the same setting and computer name as the clone that registers. */
export interface EarlierRecord {
  readonly deviceId: string;
  readonly lockMode: LockMode;
  readonly openCommand: 'lock' | 'unlock' | 'wipe' | null;
  /** The device's signed word on a wipe; `null`: none. */
  readonly wiped: 'complete' | 'incomplete' | null;
  /** The last contact, the registration, or the moment at which its holder changed: whatever is latest. */
  readonly heardAtMs: number;
  /** When its holder said that it ended; `null`: it did not, or has begun anew since. */
  readonly endedAtMs: number | null;
  /** For so long after a contact it counts as online. */
  readonly onlineForMs: number;
  /** Somebody is writing its contact at this moment. */
  readonly busy: boolean;
  /** Others began as copies of its disk: they show its key. */
  readonly isOriginal: boolean;
  /** A clone to which its lock went is not locked any more. */
  readonly lockDoneWith: boolean;
}

type Orders = Pick<EarlierRecord, 'lockMode' | 'openCommand' | 'wiped'>;

/** By somebody's order, or the loss of its SIM. The lock by timer ends with any contact, and a signed receipt ends a wipe. */
export function isLocked({ lockMode, openCommand, wiped }: Orders): boolean {
  if (openCommand === 'unlock') return false;
  if (openCommand !== null) return true;
  if (lockMode === 'wiping') return wiped === null;
  return lockMode === 'remote' || lockMode === 'sim';
}

/** Nothing that anybody has ordered stands between the record and a new holder. */
export function isFree({ lockMode, openCommand, wiped }: Orders): boolean {
  return openCommand === null && wiped === null && (lockMode === 'unlocked' || lockMode === 'timer');
}

/** What an agent asks in the same breath as its last word. */
const lastBreathMs = 30_000;

/** Whoever holds it cannot be there any more, as far as a server can know. */
export function isSilent(record: EarlierRecord, nowMs: number): boolean {
  const { busy, endedAtMs, heardAtMs, onlineForMs } = record;
  if (busy) return false;
  if (endedAtMs !== null && heardAtMs - endedAtMs <= lastBreathMs) return true;
  return nowMs - heardAtMs > onlineForMs;
}

export type CloneVerdict =
  /** It takes over that record: the same device, under another key. */
  | { readonly outcome: 'returns'; readonly deviceId: string }
  /** A device of its own, locked from its first contact on, as these are. */
  | { readonly outcome: 'locked'; readonly like: readonly string[] }
  | { readonly outcome: 'new' };

/** A locked record is never taken over, so that whoever holds it stays within reach; nor does a clone in its place come free. */
export function judgeClone(earlier: readonly EarlierRecord[], nowMs: number): CloneVerdict {
  const locked = earlier.filter((record) => isLocked(record) && !record.lockDoneWith);
  if (locked.length > 0) return { outcome: 'locked', like: locked.map(({ deviceId }) => deviceId) };
  const [latest] = earlier
    .filter((record) => isFree(record) && !record.isOriginal && isSilent(record, nowMs))
    .sort((left, right) => right.heardAtMs - left.heardAtMs || (left.deviceId < right.deviceId ? -1 : 1));
  return latest === undefined ? { outcome: 'new' } : { outcome: 'returns', deviceId: latest.deviceId };
}
