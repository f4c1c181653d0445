// What the lock is told and what it asks its caller to do.
import type { LockPolicy, Screen } from './lock-state.ts';

/** `now` is trusted time (see trusted-time.ts) in epoch milliseconds. */
export type LockEvent =
  | { readonly type: 'tick'; readonly now: number }
  | CheckInEvent
  | CommandEvent
  | { readonly type: 'key-inserted'; readonly now: number }
  | { readonly type: 'key-removed'; readonly now: number }
  | { readonly type: 'ssid-seen'; readonly now: number }
  | SimEvent
  | { readonly type: 'deregistered'; readonly now: number }
  | RestartEvent;

/** A check-in succeeded. The commands it brought follow as events of their own, in the same batch. */
export interface CheckInEvent {
  readonly type: 'check-in';
  readonly now: number;
  readonly settingsRevision: number;
  readonly policy: LockPolicy;
}

/** A command that has been verified: signed for this device, unused, in order. */
export interface CommandEvent {
  readonly type: 'command';
  readonly now: number;
  readonly kind: 'lock' | 'unlock' | 'wipe';
  readonly id: string;
  /** With a lock: until the unlock no unlock key releases it. */
  readonly noKeys?: boolean;
}

/** The caller looked for a SIM; null: there is none. */
export interface SimEvent {
  readonly type: 'sim';
  readonly now: number;
  readonly iccid: string | null;
}

/** The agent has started, with no screen up. */
export interface RestartEvent {
  readonly type: 'restart';
  readonly now: number;
  /** Whether an unlock key was found at start, which is no insertion; left out: as it was. */
  readonly keyPresent?: boolean;
}

/** `done`: obeyed now. `already`: it stood so before. `refused`: not obeyed. */
export type AcknowledgeOutcome = 'done' | 'already' | 'refused';

/** To be carried out in order, after the new state has been stored. */
export type LockEffect =
  | { readonly type: 'show'; readonly screen: Exclude<Screen, 'none'> }
  | { readonly type: 'hide' }
  | { readonly type: 'acknowledge'; readonly id: string; readonly outcome: AcknowledgeOutcome }
  | { readonly type: 'record'; readonly what: 'locked' | 'unlocked' | 'sim-locked'; readonly at: number }
  | { readonly type: 'shut-down' }
  /** Begin the wipe, or go on with it after a restart; whoever carries it out answers for `id`. */
  | { readonly type: 'wipe'; readonly id: string }
  | { readonly type: 'report'; readonly what: 'sim-absent' };

/** A new state and what follows from it. */
export interface LockOutcome<State> {
  readonly state: State;
  readonly effects: readonly LockEffect[];
}
