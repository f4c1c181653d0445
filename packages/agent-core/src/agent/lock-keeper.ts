/** Feeds the lock: the new state is stored, with everything it gives to report, before anything of it is carried out. */
import { type LockEvent, nextDeadline, screen, stepAll } from '@sekisho/lock';
import { type AgentContext, messageOf } from './agent-context.ts';
import type { MemoryChange, NewItem } from './device-memory.ts';
import { causeAfter, itemsOfOutcome, usedIntentsOf } from './lock-items.ts';
import type { MachineKeeper } from './machine-keeper.ts';

export interface LockKeeper {
  /**
   * Applies a batch and stores it together with `change`.
   * @returns false when it could not be stored: then nothing has happened, but a lock covers the screen, and no unlock opens it
   */
  feed(events: readonly LockEvent[], change?: MemoryChange): boolean;
  /** The screen that the stored state asks for is asked for before anything else, even before it is stored. */
  begin(restart: Extract<LockEvent, { type: 'restart' }>, items: readonly NewItem[]): void;
  tick(): void;
}

/** After a store that failed: when the device tries again. */
const storeRetryMs = 10_000;

export function createLockKeeper(context: AgentContext, machine: MachineKeeper): LockKeeper {
  const { memory, ports, wheel } = context;

  function feed(events: readonly LockEvent[], change: MemoryChange = {}): boolean {
    const before = memory.lock;
    const { state, effects } = stepAll(before, events);
    const { items, cause } = reported(events, change);
    const commands = usedIntentsOf(events, effects);
    const changed = state !== before || items.length > 0 || Object.keys(change).length > 0;
    if (changed) {
      const shutDown = effects.some((effect) => effect.type === 'shut-down') ? { shutDownPending: true } : {};
      const used = commands.length > 0 ? { used: commands } : {};
      try {
        memory.commit({ ...change, ...used, items, vital: { ...change.vital, lock: state, cause, ...shutDown } });
      } catch (error) {
        return keepShut(state, error);
      }
    }
    if (changed) machine.cover(null);
    armDeadline();
    context.reconcile();
    return true;

    function reported(batch: readonly LockEvent[], { items: told = [] }: MemoryChange) {
      const now = batch.at(-1)?.now ?? memory.now();
      const list = [...told, ...itemsOfOutcome(before, state, effects, now)];
      const standing = causeAfter(memory.vital.cause, batch, state);
      // A lock on a device whose screen is up already is on the screen from the moment it is obeyed.
      if (standing === null || standing.shown || machine.shown() !== screen(state))
        return { items: list, cause: standing };
      list.push({
        kind: 'event',
        at: now,
        what: 'screen-shown',
        commandId: standing.commandId,
        detail: { screen: screen(state) },
      });
      return { items: list, cause: { ...standing, shown: true } };
    }
  }

  function keepShut(state: Parameters<typeof screen>[0], error: unknown): false {
    ports.log.error('the state could not be stored', { reason: messageOf(error) });
    const wanted = screen(state);
    if (wanted !== 'none') machine.cover(wanted);
    wheel.set('lock', ports.timers.nowMs() + storeRetryMs);
    context.reconcile();
    return false;
  }

  function armDeadline(): void {
    const deadline = nextDeadline(memory.lock);
    wheel.set('lock', deadline === null ? null : ports.timers.nowMs() + Math.max(0, deadline - memory.now()));
  }

  return {
    feed,
    begin(restart, items) {
      const wanted = screen(stepAll(memory.lock, [restart]).state);
      if (wanted !== 'none') machine.cover(wanted);
      context.reconcile();
      feed([restart], { items });
    },
    tick: () => void feed([{ type: 'tick', now: memory.now() }]),
  };
}
