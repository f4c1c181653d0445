/** Power: what has been begun, and what came of it. */
import type { DeviceEventKind } from '@sekisho/contracts';
import { refuseStep, type StepMap, type StepOutcome } from '../plan/step.ts';
import { notSupportedHere } from '../ports/machine.ts';
import { type AgentContext, messageOf, record } from './agent-context.ts';

/** A shut-down waits this long for its own report to get through; after a wipe there may be no later start to send it. */
const reportBeforePowerOffMs = 5_000;
const receiptBeforePowerOffMs = 60_000;

export class MachineKeeper {
  shuttingDown = false;
  readonly steps: Pick<StepMap, 'shut-down'>;
  readonly #context: AgentContext;

  constructor(context: AgentContext) {
    this.#context = context;
    this.steps = { 'shut-down': () => this.#beginShutDown() };
  }

  /** Only what has been begun: once its report is through, or its time is over. */
  powerOff(): void {
    if (!this.shuttingDown) return;
    const { ports, wheel } = this.#context;
    this.shuttingDown = false;
    wheel.set('power', null);
    const { power } = ports.platform;
    if (power === notSupportedHere) return;
    power.shutDown().catch((error) => this.#tell('shut-down-failed', { reason: messageOf(error).slice(0, 500) }));
  }

  /** The intention is taken off the store before the power goes: a device must not shut down at every start. */
  #beginShutDown(): StepOutcome {
    const { memory, ports, wheel } = this.#context;
    record(this.#context, { vital: { shutDownPending: false } });
    if (ports.platform.power === notSupportedHere) {
      this.#tell('shut-down-failed', { code: notSupportedHere });
      return refuseStep();
    }
    this.shuttingDown = true;
    const waitMs = memory.lock.mode === 'wiping' ? receiptBeforePowerOffMs : reportBeforePowerOffMs;
    wheel.set('power', ports.timers.nowMs() + waitMs);
    record(this.#context, { items: [{ kind: 'event', at: memory.now(), what: 'shut-down' }] });
    return { ok: true };
  }

  #tell(what: DeviceEventKind, detail: Record<string, string>): void {
    record(this.#context, { items: [{ kind: 'event', at: this.#context.memory.now(), what, detail }] });
  }
}
