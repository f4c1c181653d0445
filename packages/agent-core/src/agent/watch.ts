/** Looks at something around the machine, at once and then again and again, while it matters. */
import type { StepOutcome } from '../plan/step.ts';
import { type AgentContext, type DeadlineName, messageOf } from './agent-context.ts';

export interface Watched<Reading> {
  readonly deadline: DeadlineName;
  readonly intervalMs: number;
  /** `null`: nothing can be said now. */
  readonly look: () => Promise<Reading | null>;
  readonly told: (reading: Reading) => void;
}

export class Watch<Reading> {
  watching = false;
  readonly #context: AgentContext;
  readonly #watched: Watched<Reading>;
  /** A look may outlast what it was for: only the latest one counts. */
  #generation = 0;

  constructor(context: AgentContext, watched: Watched<Reading>) {
    this.#context = context;
    this.#watched = watched;
  }

  begin(): StepOutcome {
    this.watching = true;
    this.look();
    return { ok: true };
  }

  end(): StepOutcome {
    this.watching = false;
    this.#generation += 1;
    this.#context.wheel.set(this.#watched.deadline, null);
    return { ok: true };
  }

  look(): void {
    const { wheel, ports } = this.#context;
    const { deadline, intervalMs } = this.#watched;
    wheel.set(deadline, ports.timers.nowMs() + intervalMs);
    this.#look().catch((error: unknown) => ports.log.warn('a look failed', { at: deadline, reason: messageOf(error) }));
  }

  async #look(): Promise<void> {
    this.#generation += 1;
    const mine = this.#generation;
    const reading = await this.#watched.look();
    if (reading !== null && mine === this.#generation && !this.#context.isHalted()) this.#watched.told(reading);
  }
}
