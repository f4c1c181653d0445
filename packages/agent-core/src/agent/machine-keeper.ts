/** Power and wipe: what has been begun, and what came of it. */
import { isErrorCode } from '@sekisho/contracts';
import { refuseStep, type StepMap, type StepOutcome } from '../plan/step.ts';
import { notSupportedHere } from '../ports/machine.ts';
import { type AgentContext, messageOf, record } from './agent-context.ts';

/** A shut-down waits this long for its own report to get through. */
const reportBeforePowerOffMs = 5_000;

export class MachineKeeper {
  shuttingDown = false;
  /** The wipe that this process has begun. */
  wiping: string | null = null;
  readonly steps: Pick<StepMap, 'shut-down' | 'wipe'>;
  readonly #context: AgentContext;

  constructor(context: AgentContext) {
    this.#context = context;
    this.steps = {
      'shut-down': () => this.#beginShutDown(),
      wipe: ({ commandId }) => this.#beginWipe(commandId),
    };
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
    wheel.set('power', ports.timers.nowMs() + reportBeforePowerOffMs);
    record(this.#context, { items: [{ kind: 'event', at: memory.now(), what: 'shut-down' }] });
    return { ok: true };
  }

  #tell(what: string, detail: Record<string, string>): void {
    record(this.#context, { items: [{ kind: 'event', at: this.#context.memory.now(), what, detail }] });
  }

  #beginWipe(commandId: string): StepOutcome {
    const { ports } = this.#context;
    this.wiping = commandId;
    const { wipe } = ports.platform;
    if (wipe === notSupportedHere) {
      this.#settleWipe(commandId, notSupportedHere);
      return refuseStep();
    }
    wipe.wipe(commandId).then(
      (result) => this.#settleWipe(commandId, result.ok ? null : result.code),
      (error: unknown) => {
        ports.log.error('the wipe failed', { reason: messageOf(error) });
        this.#settleWipe(commandId, 'internal-error');
      },
    );
    return { ok: true };
  }

  #settleWipe(id: string, code: string | null): void {
    const why = code === null ? {} : { code: isErrorCode(code) ? code : 'internal-error' };
    const outcome = code === null ? 'done' : 'refused';
    const at = this.#context.memory.now();
    record(this.#context, {
      used: [{ id, outcome, ...why }],
      items: [{ kind: 'result', at, commandId: id, outcome, ...why }],
    });
  }
}
