/** The live connection: says 'check in' at once, comes back by itself, and a check-in follows every time it has come back. */
import { createBackoff, retryAfterMsOf } from '../backoff.ts';
import type { StepMap } from '../plan/step.ts';
import type { LiveClosed, LiveSocket } from '../ports/transport.ts';
import type { AgentContext } from './agent-context.ts';
import type { AgentStatus } from './agent-types.ts';

export interface LiveLoop {
  readonly steps: Pick<StepMap, 'open-live' | 'close-live'>;
  readonly state: () => AgentStatus['live'];
  /** The deadline for the next attempt has come. */
  reopen(): void;
  close(): void;
}

/** A connection that held this long was a good one: the next attempt begins with the shortest wait. */
const provenMs = 60_000;
/** What the server closes with when it has deregistered the device. */
const deregisteredCode = 4001;
const bounds = { baseMs: 1_000, capMs: 60_000 };

export function createLiveLoop(context: AgentContext, wake: () => void): LiveLoop {
  const { ports, client, wheel } = context;
  const backoff = createBackoff(bounds, () => ports.random.fraction());
  let state: AgentStatus['live'] = 'off';
  let socket: LiveSocket | null = null;
  /** Rises with every attempt and every close: what an older socket says no longer counts. */
  let generation = 0;

  function enter(next: AgentStatus['live']): void {
    if (state === next) return;
    state = next;
    context.observe({ type: 'live', state });
  }

  async function connect(): Promise<void> {
    const { live } = ports;
    if (live === null || context.isHalted()) return;
    generation += 1;
    const mine = generation;
    enter('connecting');
    const token = await client.token();
    if (mine !== generation || context.isHalted()) return;
    if (!token.ok) {
      // The check-in hears it too, and acts on it.
      if (token.failure === 'deregistered') wake();
      return retry(token.retryAfterMs);
    }
    const headers = { authorization: `Bearer ${token.value}`, 'user-agent': context.settings.userAgent };
    socket = live.open({ path: '/device/v1/live', headers }, handlersOf(mine));
  }

  function handlersOf(mine: number) {
    let openedMs: number | null = null;
    return {
      opened() {
        if (mine !== generation) return;
        openedMs = ports.timers.nowMs();
        enter('connected');
        wake();
      },
      message(text: string) {
        if (mine === generation && isWake(text)) wake();
      },
      closed({ status, retryAfter, code }: LiveClosed) {
        if (mine !== generation) return;
        socket = null;
        if (status === 401 || status === 410) client.dropToken();
        // Whether it is true is for the check-in to hear, signed.
        if (status === 410 || code === deregisteredCode) wake();
        if (openedMs !== null && ports.timers.nowMs() - openedMs >= provenMs) backoff.reset();
        retry(retryAfterMsOf(retryAfter, undefined));
      },
    };
  }

  function retry(retryAfterMs: number | null): void {
    enter('connecting');
    wheel.set('live', ports.timers.nowMs() + backoff.next(retryAfterMs));
  }

  function close(): void {
    generation += 1;
    wheel.set('live', null);
    socket?.close();
    socket = null;
    enter('off');
  }

  return {
    steps: {
      'open-live': () => {
        void connect();
        return { ok: true };
      },
      'close-live': () => {
        close();
        return { ok: true };
      },
    },
    state: () => state,
    reopen: () => void connect(),
    close,
  };
}

function isWake(text: string): boolean {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && 'type' in message && message.type === 'check-in';
  } catch {
    return false;
  }
}
