// Trusted time: a clock that a person at the device can put forward but never back, healed by the server's authenticated time.

/** Kept on disk beside the lock's state, and stored at least once a minute. All in milliseconds. */
export interface TrustedTime {
  /** The latest trusted time ever read since the last server time: never read below it. */
  readonly highWater: number;
  /** Server time minus wall clock at the last server time. */
  readonly offsetMs: number;
  readonly lastTrusted: number;
  readonly monotonicAtLastTrusted: number;
}

/** Both clocks of the machine, read at one moment. The monotonic one may begin anew at each start of the machine. */
export interface ClockReading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** For a device that has no server time yet: the wall clock as it is. */
export function startTrustedTime(reading: ClockReading): TrustedTime {
  return anchor(reading.wallMs, 0, reading);
}

/** Trusted time in whole epoch milliseconds. Follow it with `raiseHighWater`, or a later reading may be lower. */
export function trustedNow(time: TrustedTime, reading: ClockReading): number {
  return Math.floor(latest(time, reading));
}

/** Raises the mark to the present and counts on from there, so that time goes on even where the wall clock has been put back. */
export function raiseHighWater(time: TrustedTime, reading: ClockReading): TrustedTime {
  return anchor(latest(time, reading), time.offsetMs, reading);
}

/** Takes an authenticated server time, also backward: this alone can lower the mark. */
export function applyServerTime(serverMs: number, reading: ClockReading): TrustedTime {
  return anchor(serverMs, serverMs - reading.wallMs, reading);
}

/** Reads a stored trusted time; null where it is not one. */
export function parseTrustedTime(value: unknown): TrustedTime | null {
  if (typeof value !== 'object' || value === null) return null;
  const { highWater, offsetMs, lastTrusted, monotonicAtLastTrusted } = value as Record<keyof TrustedTime, unknown>;
  const complete = isTime(highWater) && isTime(offsetMs) && isTime(lastTrusted) && isTime(monotonicAtLastTrusted);
  return complete ? { highWater, offsetMs, lastTrusted, monotonicAtLastTrusted } : null;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function anchor(now: number, offsetMs: number, reading: ClockReading): TrustedTime {
  return { highWater: now, offsetMs, lastTrusted: now, monotonicAtLastTrusted: reading.monotonicMs };
}

/**
 * A monotonic clock below the remembered one has begun anew: the mark stands for it. One above it after a new start counts too little, never too
 * much. A reading that is no number counts for nothing.
 */
function latest(time: TrustedTime, { wallMs, monotonicMs }: ClockReading): number {
  const counted = time.lastTrusted + monotonicMs - time.monotonicAtLastTrusted;
  const candidates = [counted, wallMs + time.offsetMs].filter(Number.isFinite);
  return Math.max(time.highWater, ...candidates);
}
