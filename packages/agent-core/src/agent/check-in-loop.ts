/** When the device checks in: by the clock, when it is woken, when it has something to tell; one at a time, backing off when it fails. */
import { checkInIntervalMaxMs, type Traceparent } from '@sekisho/contracts';
import { type Backoff, createBackoff, jitter } from '../backoff.ts';
import { type AgentContext, messageOf } from './agent-context.ts';
import type { CheckInFailure, CheckInOutcome } from './agent-types.ts';
import type { CheckInExchange, ExchangeOutcome } from './check-in-exchange.ts';

type Waiter = (outcome: CheckInOutcome) => void;

/** More in a row than this, each asked for by the one before, and the device slows down. */
const maxFollowUps = 10;
const intervalJitter = 0.1;

export class CheckInLoop {
  succeededOnce = false;
  lastFailure: CheckInFailure | null = null;
  readonly #context: AgentContext;
  readonly #exchange: CheckInExchange;
  readonly #settled: () => void;
  readonly #backoff: Backoff;
  /** For a server that never stops asking for one more. */
  readonly #calming: Backoff;
  /** Ended in the same breath in which the next one is set: whoever asks later begins anew. */
  #active = false;
  #running: Promise<void> = Promise.resolve();
  #wanted = false;
  #followUps = 0;
  #waiters: Waiter[] = [];
  /** Of the wake that is being answered, until nothing more follows from it. */
  #trace: Traceparent | undefined;

  /** @param settled called after each check-in, whatever came of it */
  constructor(context: AgentContext, exchange: CheckInExchange, settled: () => void) {
    this.#context = context;
    this.#exchange = exchange;
    this.#settled = settled;
    this.#backoff = createBackoff(context.settings.backoff, this.#fraction);
    this.#calming = createBackoff(context.settings.backoff, this.#fraction);
  }

  readonly #fraction = (): number => this.#context.ports.random.fraction();

  /** As soon as it can be: now, or right after the one that runs. */
  request(trace?: Traceparent): void {
    this.#trace = trace ?? this.#trace;
    this.#wanted = true;
    if (this.#active || this.#context.isHalted()) return;
    this.#active = true;
    this.#followUps = 0;
    this.#running = this.#runAll();
  }

  /** Resolves with one that has begun after this call. */
  now(): Promise<CheckInOutcome> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      if (this.#context.isHalted()) this.#refuseWaiters();
      else this.request();
    });
  }

  /** Resolves when none runs any more. */
  settled(): Promise<void> {
    return this.#running;
  }

  /** Runs until nothing asks for another one at once, then sets the next. */
  async #runAll(): Promise<void> {
    for (;;) {
      this.#wanted = false;
      const served = this.#waiters;
      this.#waiters = [];
      const outcome = await this.#runOne();
      for (const serve of served) serve(publicOutcome(outcome));
      if (this.#context.isHalted() || !this.#goesOnAtOnce(outcome)) return this.#end(outcome);
      this.#followUps += 1;
    }
  }

  async #runOne(): Promise<ExchangeOutcome> {
    const { ports, observe } = this.#context;
    const startedMs = ports.timers.nowMs();
    const outcome = await this.#exchange.run(this.#trace).catch((error: unknown): ExchangeOutcome => {
      ports.log.error('the check-in broke', { reason: messageOf(error) });
      return { ok: false, failure: 'internal-error', detail: messageOf(error), retryAfterMs: null, retryAtOnce: false };
    });
    this.lastFailure = outcome.ok ? null : outcome.failure;
    if (outcome.ok) this.succeededOnce = true;
    else ports.log.warn('the check-in failed', { failure: outcome.failure, detail: outcome.detail });
    observe({ type: 'checked-in', outcome: publicOutcome(outcome), tookMs: ports.timers.nowMs() - startedMs });
    this.#settled();
    return outcome;
  }

  #goesOnAtOnce(outcome: ExchangeOutcome): boolean {
    if (this.#waiters.length > 0) return true;
    if (this.#followUps >= maxFollowUps) return false;
    return outcome.ok ? this.#wanted || outcome.again : outcome.retryAtOnce;
  }

  #end(outcome: ExchangeOutcome): void {
    const { isHalted, wheel, ports } = this.#context;
    this.#active = false;
    this.#trace = undefined;
    if (isHalted()) this.#refuseWaiters();
    else wheel.set('check-in', ports.timers.nowMs() + this.#delayAfter(outcome));
  }

  #delayAfter(outcome: ExchangeOutcome): number {
    if (!outcome.ok) return this.#backoff.next(outcome.retryAfterMs);
    this.#backoff.reset();
    if (this.#followUps >= maxFollowUps) return this.#calming.next();
    this.#calming.reset();
    const { fixedIntervalMs } = this.#context.settings;
    const intervalMs = fixedIntervalMs ?? Math.min(outcome.nextCheckInMs, checkInIntervalMaxMs);
    return jitter(intervalMs, intervalJitter, this.#fraction);
  }

  #refuseWaiters(): void {
    for (const serve of this.#waiters) serve({ ok: false, failure: 'stopped', detail: null });
    this.#waiters = [];
  }
}

function publicOutcome(outcome: ExchangeOutcome): CheckInOutcome {
  return outcome.ok
    ? { ok: true, commands: outcome.commands, again: outcome.again }
    : { ok: false, failure: outcome.failure, detail: outcome.detail };
}
