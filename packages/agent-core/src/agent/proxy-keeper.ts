/** The proxy: what the policy wants of it, and the reports of what came of it. */
import type { ProxySettings } from '@sekisho/contracts';
import type { StepMap } from '../plan/step.ts';
import type { NetworkReport } from '../ports/network.ts';
import { type AgentContext, record } from './agent-context.ts';

export class ProxyKeeper {
  /** What was last asked for; `undefined`: nothing yet. */
  asked: ProxySettings | null | undefined = undefined;
  readonly steps: Pick<StepMap, 'use-proxy'>;
  readonly #context: AgentContext;

  constructor(context: AgentContext) {
    this.#context = context;
    context.ports.network?.listen((report) => this.#tell(report));
    this.steps = {
      'use-proxy': ({ proxy }) => {
        this.asked = proxy;
        context.ports.network?.useProxy(proxy);
        return { ok: true };
      },
    };
  }

  get wanted(): ProxySettings | null {
    return this.#context.memory.settings?.policy.settings.proxy ?? null;
  }

  /** Sent as soon as something gets through. */
  #tell({ type, ...detail }: NetworkReport): void {
    const { memory, isHalted } = this.#context;
    if (!isHalted()) record(this.#context, { items: [{ kind: 'event', at: memory.now(), what: type, detail }] });
  }
}
