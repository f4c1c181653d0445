/** What the parts of one agent share, and the doors between them. */
import type { DeviceClient } from '../client/device-client.ts';
import type { AgentPorts } from '../ports/agent-ports.ts';
import type { AgentObservation, AgentSettings } from './agent-types.ts';
import type { DeviceMemory, MemoryChange } from './device-memory.ts';
import type { TimerWheel } from './timer-wheel.ts';

/**
 * `mark`: the high-water mark of trusted time; `screen`: a screen that failed is asked for again; `power`: shut down at the latest now;
 * `wipe`: nobody is waited for any longer; `networks`, `sims`: look again.
 */
export type DeadlineName =
  | 'check-in'
  | 'lock'
  | 'mark'
  | 'screen'
  | 'power'
  | 'wipe'
  | 'inventory'
  | 'location'
  | 'live'
  | 'networks'
  | 'sims';

export interface AgentContext {
  readonly ports: AgentPorts;
  readonly settings: AgentSettings;
  readonly memory: DeviceMemory;
  readonly client: DeviceClient;
  readonly wheel: TimerWheel<DeadlineName>;
  readonly observe: (observation: AgentObservation) => void;
  /** Plans anew and carries out what the plan says. */
  readonly reconcile: () => void;
  /** Stopped by its owner, or deregistered: nothing may be begun or applied any more. */
  readonly isHalted: () => boolean;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What is only told, not enforced: where it cannot be stored, the lock stands all the same. */
export function record({ memory, ports }: AgentContext, change: MemoryChange): void {
  try {
    memory.commit(change);
  } catch (error) {
    ports.log.error('an event could not be stored', { reason: messageOf(error) });
  }
}
