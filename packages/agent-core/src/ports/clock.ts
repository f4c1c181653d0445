/** Time and chance as the agent sees them: ports, so that tests and the simulator can hold them in their hands. */
import type { ClockReading } from '@sekisho/lock';

/** Both clocks of the machine at one moment. The monotonic one goes on while the machine sleeps, where the system can tell. */
export interface Clock {
  read(): ClockReading;
}

/** What `after` has armed; calling it a second time does nothing. */
export type CancelTimer = () => void;

export interface Timers {
  /** Milliseconds of a clock that never goes back; only differences mean anything. */
  nowMs(): number;
  after(delayMs: number, run: () => void): CancelTimer;
}

export interface Random {
  /** For nonces: unpredictable on a real device. */
  bytes(count: number): Uint8Array;
  /** From 0 (included) to 1 (excluded), for jitter. */
  fraction(): number;
}
