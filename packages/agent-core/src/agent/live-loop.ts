/** The live connection: says 'check in' at once, comes back by itself, and a check-in follows every time it has come back. */
import { LiveMessage, Traceparent } from '@sekisho/contracts';
import { Check } from 'typebox/value';
import { type Backoff, createBackoff, retryAfterMsOf } from '../backoff.ts';
import type { StepMap } from '../plan/step.ts';
import type { LiveClosed, LiveHandlers, LiveSocket } from '../ports/transport.ts';
import type { AgentContext } from './agent-context.ts';
import type { AgentStatus } from './agent-types.ts';

/** A connection that held this long was a good one: the next attempt begins with the shortest wait. */
const provenMs = 60_000;
/** What the server closes with when it has deregistered the device. */
const deregisteredCode = 4001;
/** A server that breaks loses everybody at one moment: they come back over a quarter of a minute. */
const bounds = { baseMs: 1_000, firstMs: 15_000, capMs: 60_000 };
/** Whatever a server says, ten minutes are enough. */
const longestReturnMs = 600_000;

/** @param traceparent what the check-in belongs to, where the server wants to follow it */
type Wake = (traceparent?: Traceparent) => void;

export class LiveLoop {
  state: AgentStatus['live'] = 'off';
  readonly steps: Pick<StepMap, 'open-live' | 'close-live'>;
  readonly #context: AgentContext;
  readonly #wake: Wake;
  readonly #backoff: Backoff;
  #socket: LiveSocket | null = null;
  /** Rises with every attempt and every close: what an older socket says no longer counts. */
  #generation = 0;
  /** What the server said before it closed: when to come back. */
  #returnWithinMs: number | null = null;

  constructor(context: AgentContext, wake: Wake) {
    this.#context = context;
    this.#wake = wake;
    this.#backoff = createBackoff(bounds, () => context.ports.random.fraction());
    this.steps = {
      'open-live': () => {
        this.open();
        return { ok: true };
      },
      'close-live': () => {
        this.close();
        return { ok: true };
      },
    };
  }

  /** Also when the wait after a failure is over. */
  open(): void {
    this.#connect().catch((error: unknown) => {
      this.#context.ports.log.warn('the live connection could not be opened', { reason: String(error) });
      this.#retry(null);
    });
  }

  close(): void {
    this.#generation += 1;
    this.#context.wheel.set('live', null);
    this.#socket?.close();
    this.#socket = null;
    this.#enter('off');
  }

  async #connect(): Promise<void> {
    const { ports, client, settings, isHalted } = this.#context;
    if (ports.live === null || isHalted()) return;
    this.#generation += 1;
    const mine = this.#generation;
    this.#enter('connecting');
    const token = await client.token();
    if (mine !== this.#generation || isHalted()) return;
    if (!token.ok) {
      // The check-in hears it too, and acts on it.
      if (token.failure === 'deregistered') this.#wake();
      return this.#retry(token.retryAfterMs);
    }
    const headers = { authorization: `Bearer ${token.value}`, 'user-agent': settings.userAgent };
    this.#socket = ports.live.open({ path: '/device/v1/live', headers }, this.#handlersOf(mine));
  }

  #handlersOf(mine: number): LiveHandlers {
    let openedMs: number | null = null;
    return {
      opened: () => {
        if (mine !== this.#generation) return;
        openedMs = this.#context.ports.timers.nowMs();
        this.#enter('connected');
        this.#wake();
      },
      message: (text) => {
        if (mine === this.#generation) this.#hear(text);
      },
      closed: (reason) => {
        if (mine === this.#generation) this.#onClosed(reason, openedMs);
      },
    };
  }

  #onClosed({ status, retryAfter, code }: LiveClosed, openedMs: number | null): void {
    const { client, ports } = this.#context;
    this.#socket = null;
    if (status === 401 || status === 410) client.dropToken();
    // Whether it is true is for the check-in to hear, signed.
    if (status === 410 || code === deregisteredCode) this.#wake();
    if (openedMs !== null && ports.timers.nowMs() - openedMs >= provenMs) this.#backoff.reset();
    if (this.#returnWithinMs === null) this.#retry(retryAfterMsOf(retryAfter, undefined));
    else this.#return(this.#returnWithinMs);
  }

  #hear(text: string): void {
    const message = readMessage(text);
    if (message?.type === 'check-in') this.#wake(traceOf(message));
    if (message?.type === 'reconnect') this.#returnWithinMs = Math.min(message.withinMs, longestReturnMs);
  }

  /** At a moment of our own. */
  #return(withinMs: number): void {
    this.#returnWithinMs = null;
    this.#backoff.reset();
    this.#openAfter(withinMs * this.#context.ports.random.fraction());
  }

  #retry(retryAfterMs: number | null): void {
    this.#openAfter(this.#backoff.next(retryAfterMs));
  }

  #openAfter(delayMs: number): void {
    if (this.#context.isHalted()) return;
    this.#enter('connecting');
    this.#context.wheel.set('live', this.#context.ports.timers.nowMs() + delayMs);
  }

  #enter(next: AgentStatus['live']): void {
    if (this.state === next) return;
    this.state = next;
    this.#context.observe({ type: 'live', state: next });
  }
}

function traceOf({ traceparent }: Extract<LiveMessage, { type: 'check-in' }>): Traceparent | undefined {
  return Check(Traceparent, traceparent) ? traceparent : undefined;
}

/** `null` for what a newer server may say. */
function readMessage(text: string): LiveMessage | null {
  try {
    const message: unknown = JSON.parse(text);
    return Check(LiveMessage, message) ? message : null;
  } catch {
    return null;
  }
}
