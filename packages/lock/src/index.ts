// The lock of a device: pure rules without clock or I/O, shared by agent, simulator and server.
export type {
  AcknowledgeOutcome,
  CheckInEvent,
  CommandEvent,
  LockEffect,
  LockEvent,
  LockOutcome,
  RestartEvent,
  SimEvent,
} from './lock-event.ts';
export type { LockMode, LockPolicy, LockState, Release, Screen, SimMemory } from './lock-state.ts';
export { initialState, lockedState, nextDeadline, RELEASE_MS, screen } from './lock-state.ts';
export { parseLockState } from './parse-lock-state.ts';
export { step, stepAll } from './step.ts';
export type { ClockReading, TrustedTime } from './trusted-time.ts';
export { applyServerTime, parseTrustedTime, raiseHighWater, startTrustedTime, trustedNow } from './trusted-time.ts';
