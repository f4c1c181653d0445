/** The lock screen: what has been asked of it, what it has said, and how often it is asked again. */
import type { ScreenFault } from '@sekisho/contracts';
import { type Screen as ScreenName, screen as screenOf } from '@sekisho/lock';
import { type Backoff, createBackoff } from '../backoff.ts';
import type { StepMap } from '../plan/step.ts';
import type { ScreenEvent, ShownScreen } from '../ports/machine.ts';
import { type AgentContext, messageOf, record } from './agent-context.ts';
import type { NewItem } from './device-memory.ts';

export class ScreenKeeper {
  /** What was last asked for; `unknown` where it is to be asked again. */
  asked: ScreenName | 'unknown' = 'unknown';
  /** What is on the screen as far as the platform has said; null: not known. */
  shown: ScreenName | null = null;
  /** A lock that could not be stored covers the desktop all the same; null when what is stored counts again. */
  cover: ShownScreen | null = null;
  /** What could not be had of it, and still cannot. */
  readonly faults = new Set<ScreenFault>();
  readonly steps: Pick<StepMap, 'show-screen' | 'hide-screen'>;
  readonly #context: AgentContext;
  readonly #backoff: Backoff;
  #failing = false;

  constructor(context: AgentContext) {
    this.#context = context;
    this.#backoff = createBackoff({ baseMs: 1_000, capMs: 30_000 }, () => context.ports.random.fraction());
    context.ports.platform.screen.listen((event) => this.#hear(event));
    this.steps = {
      'show-screen': ({ screen }) => this.#show(screen),
      'hide-screen': () => this.#hide(),
    };
  }

  /** What should be there: never less than what is stored asks for. */
  get wanted(): ScreenName {
    return this.cover ?? screenOf(this.#context.memory.lock);
  }

  /** What should be there is what was asked for, and has been shown. */
  get isSettled(): boolean {
    const { wanted } = this;
    return this.asked === wanted && (wanted === 'none' || this.shown === wanted);
  }

  /** The wait after a failure is over. */
  retry(): void {
    this.asked = 'unknown';
    this.#context.reconcile();
  }

  /** The policy may have another message now: a screen that is up is to be asked for again. */
  takeNewSettings(): void {
    if (this.asked !== 'none') this.asked = 'unknown';
  }

  #show(screen: ShownScreen): { ok: true } {
    const { ports, memory } = this.#context;
    this.asked = screen;
    const { organizationName } = memory.identity;
    const { message = '', telephone = '' } = memory.settings?.policy.settings.lockScreen ?? {};
    return this.#attempt(() => ports.platform.screen.show({ screen, organizationName, message, telephone }));
  }

  #hide(): { ok: true } {
    this.asked = 'none';
    this.#failing = false;
    this.faults.clear();
    this.#context.wheel.set('screen', null);
    return this.#attempt(() => this.#context.ports.platform.screen.hide());
  }

  /** A port that throws has failed: it is asked again like one that said so. */
  #attempt(act: () => void): { ok: true } {
    try {
      act();
    } catch (error) {
      this.#onFailed(messageOf(error));
    }
    return { ok: true };
  }

  #hear(event: ScreenEvent): void {
    if (event.type === 'shown') this.#onShown(event);
    else if (event.type === 'hidden') this.#onHidden();
    else if (event.type === 'fault') this.#onFault(event);
    else this.#onFailed(event.reason);
  }

  #onShown({ screen, by }: Extract<ScreenEvent, { type: 'shown' }>): void {
    if (screen !== this.wanted) return;
    const { memory, wheel, observe } = this.#context;
    this.#failing = false;
    this.#backoff.reset();
    wheel.set('screen', null);
    if (this.shown === screen) return;
    this.shown = screen;
    observe({ type: 'screen', screen });
    const { cause } = memory.vital;
    const first = cause !== null && !cause.shown;
    const commandId = first ? { commandId: cause.commandId } : {};
    const item: NewItem = {
      kind: 'event',
      at: memory.now(),
      what: 'screen-shown',
      ...commandId,
      detail: { screen, by },
    };
    record(this.#context, { items: [item], ...(first ? { vital: { cause: { ...cause, shown: true } } } : {}) });
    // A new version of the agent is kept once its screen stands.
    this.#context.reconcile();
  }

  #onHidden(): void {
    const before = this.shown;
    this.shown = 'none';
    if (before === null || before === 'none') return;
    this.#context.observe({ type: 'screen', screen: 'none' });
    record(this.#context, { items: [{ kind: 'event', at: this.#context.memory.now(), what: 'screen-hidden' }] });
  }

  /** Told when it begins; that it is over is seen in what the agent says of itself. */
  #onFault({ fault, over }: Extract<ScreenEvent, { type: 'fault' }>): void {
    if (over) {
      this.faults.delete(fault);
      return;
    }
    if (this.faults.has(fault)) return;
    this.faults.add(fault);
    const { ports, memory } = this.#context;
    ports.log.warn('the lock screen is not complete', { fault });
    record(this.#context, {
      items: [{ kind: 'event', at: memory.now(), what: 'screen-incomplete', detail: { fault } }],
    });
  }

  #onFailed(reason: string): void {
    const { ports, memory, wheel } = this.#context;
    this.shown = null;
    wheel.set('screen', ports.timers.nowMs() + this.#backoff.next());
    if (this.#failing) return;
    this.#failing = true;
    ports.log.error('the lock screen could not be shown', { reason });
    const detail = { reason: reason.slice(0, 500) };
    record(this.#context, { items: [{ kind: 'event', at: memory.now(), what: 'screen-failed', detail }] });
  }
}
