/** Feeds the lock: the new state is stored, with everything it gives to report, before anything of it is carried out. */
import { type LockEffect, type LockEvent, type LockState, nextDeadline, screen, stepAll } from '@sekisho/lock';
import type { LockCause } from '../ports/device-store.ts';
import { type AgentContext, messageOf } from './agent-context.ts';
import type { MemoryChange, NewItem } from './device-memory.ts';
import { causeAfter, itemsOfOutcome, usedIntentsOf } from './lock-items.ts';
import type { ScreenKeeper } from './screen-keeper.ts';

/** After a store that failed: when the device tries again. */
const storeRetryMs = 10_000;

interface Batch {
  readonly events: readonly LockEvent[];
  readonly effects: readonly LockEffect[];
  readonly state: LockState;
}

export class LockKeeper {
  readonly #context: AgentContext;
  readonly #screen: ScreenKeeper;

  constructor(context: AgentContext, screenKeeper: ScreenKeeper) {
    this.#context = context;
    this.#screen = screenKeeper;
  }

  /**
   * Applies a batch and stores it together with `change`.
   * @returns false when it could not be stored: then nothing has happened, but a lock covers the screen, and no unlock opens it
   */
  feed(events: readonly LockEvent[], change: MemoryChange = {}): boolean {
    const { memory, reconcile } = this.#context;
    const batch: Batch = { events, ...stepAll(memory.lock, events) };
    const full = this.#changeOf(batch, change);
    if (full !== null) {
      try {
        memory.commit(full);
      } catch (error) {
        return this.#keepShut(batch.state, error);
      }
      this.#screen.cover = null;
      if (change.settings !== undefined) this.#screen.takeNewSettings();
    }
    this.#armDeadline();
    reconcile();
    return true;
  }

  /** The screen that the stored state asks for is asked for before anything else, even before it is stored. */
  begin(restart: Extract<LockEvent, { type: 'restart' }>, items: readonly NewItem[]): void {
    const wanted = screen(stepAll(this.#context.memory.lock, [restart]).state);
    if (wanted !== 'none') this.#screen.cover = wanted;
    this.#context.reconcile();
    this.feed([restart], { items });
  }

  tick(): void {
    this.feed([{ type: 'tick', now: this.#context.memory.now() }]);
  }

  /** Null: nothing has changed, and nothing needs to be stored. */
  #changeOf(batch: Batch, change: MemoryChange): MemoryChange | null {
    const { memory } = this.#context;
    const { events, effects, state } = batch;
    const untouched = state === memory.lock && effects.length === 0 && Object.keys(change).length === 0;
    if (untouched && (memory.vital.cause === null || memory.vital.cause.shown)) return null;
    const now = events.at(-1)?.now ?? memory.now();
    const told = [...(change.items ?? []), ...itemsOfOutcome(memory.lock, state, effects, now)];
    const { items, cause } = this.#alreadyShown(causeAfter(memory.vital.cause, events, state), state, told, now);
    if (state === memory.lock && items.length === 0 && Object.keys(change).length === 0) return null;
    const used = usedIntentsOf(events, effects);
    const shutDown = effects.some((effect) => effect.type === 'shut-down') ? { shutDownPending: true } : {};
    return {
      ...change,
      ...(used.length > 0 ? { used } : {}),
      items,
      vital: { ...change.vital, lock: state, cause, ...shutDown },
    };
  }

  /** A lock on a device whose screen is up already is on the screen from the moment it is obeyed. */
  #alreadyShown(cause: LockCause | null, state: LockState, told: readonly NewItem[], at: number) {
    const wanted = screen(state);
    if (cause === null || cause.shown || this.#screen.shown !== wanted) return { items: told, cause };
    const { commandId } = cause;
    const shown: NewItem = { kind: 'event', at, what: 'screen-shown', commandId, detail: { screen: wanted } };
    return { items: [...told, shown], cause: { commandId, shown: true } };
  }

  #keepShut(state: LockState, error: unknown): false {
    const { ports, wheel, reconcile } = this.#context;
    ports.log.error('the state could not be stored', { reason: messageOf(error) });
    const wanted = screen(state);
    if (wanted !== 'none') this.#screen.cover = wanted;
    wheel.set('lock', ports.timers.nowMs() + storeRetryMs);
    reconcile();
    return false;
  }

  #armDeadline(): void {
    const { memory, ports, wheel } = this.#context;
    const deadline = nextDeadline(memory.lock);
    wheel.set('lock', deadline === null ? null : ports.timers.nowMs() + Math.max(0, deadline - memory.now()));
  }
}
