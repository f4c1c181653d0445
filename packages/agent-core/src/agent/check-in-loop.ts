/** When the device checks in: by the clock, when it is woken, when it has something to tell; one at a time, backing off when it fails. */
import { checkInIntervalMaxMs } from '@sekisho/contracts';
import { createBackoff, jitter } from '../backoff.ts';
import { type AgentContext, messageOf } from './agent-context.ts';
import type { CheckInFailure, CheckInOutcome } from './agent-types.ts';
import type { Exchange, ExchangeOutcome } from './check-in-exchange.ts';

export interface CheckInLoop {
  /** As soon as it can be: now, or right after the one that runs. */
  request(): void;
  now(): Promise<CheckInOutcome>;
  readonly succeededOnce: () => boolean;
  readonly lastFailure: () => CheckInFailure | null;
  /** Resolves when none runs any more. */
  settled(): Promise<void>;
}

/** More in a row than this, each asked for by the one before, and the device slows down. */
const maxFollowUps = 10;
const intervalJitter = 0.1;

export function createCheckInLoop(
  context: AgentContext,
  exchange: Exchange,
  settled: (outcome: CheckInOutcome) => void,
): CheckInLoop {
  const { ports, wheel } = context;
  const fraction = (): number => ports.random.fraction();
  const backoff = createBackoff(context.settings.backoff, fraction);
  /** For a server that never stops asking for one more. */
  const calming = createBackoff(context.settings.backoff, fraction);
  /** Ended in the same breath in which the next one is set: whoever asks later begins anew. */
  let active = false;
  let running: Promise<void> = Promise.resolve();
  let wanted = false;
  let followUps = 0;
  let succeededOnce = false;
  let lastFailure: CheckInFailure | null = null;
  let waiters: ((outcome: CheckInOutcome) => void)[] = [];

  function request(): void {
    wanted = true;
    if (active || context.isHalted()) return;
    active = true;
    followUps = 0;
    running = runAll();
  }

  /** Runs until nothing asks for another one at once, then sets the next. */
  async function runAll(): Promise<void> {
    for (;;) {
      wanted = false;
      const served = waiters;
      waiters = [];
      const outcome = await runOne();
      for (const serve of served) serve(publicOutcome(outcome));
      if (context.isHalted() || !goesOnAtOnce(outcome)) return end(outcome);
      followUps += 1;
    }
  }

  async function runOne(): Promise<ExchangeOutcome> {
    const startedMs = ports.timers.nowMs();
    const outcome = await exchange.run().catch((error: unknown): ExchangeOutcome => {
      ports.log.error('the check-in broke', { reason: messageOf(error) });
      return { ok: false, failure: 'internal-error', detail: messageOf(error), retryAfterMs: null, retryAtOnce: false };
    });
    lastFailure = outcome.ok ? null : outcome.failure;
    if (outcome.ok) succeededOnce = true;
    else ports.log.warn('the check-in failed', { failure: outcome.failure, detail: outcome.detail });
    const told = publicOutcome(outcome);
    context.observe({ type: 'checked-in', outcome: told, tookMs: ports.timers.nowMs() - startedMs });
    settled(told);
    return outcome;
  }

  function goesOnAtOnce(outcome: ExchangeOutcome): boolean {
    if (waiters.length > 0) return true;
    if (followUps >= maxFollowUps) return false;
    return outcome.ok ? wanted || outcome.again : outcome.retryAtOnce;
  }

  function end(outcome: ExchangeOutcome): void {
    active = false;
    if (context.isHalted()) refuseWaiters();
    else schedule(outcome);
  }

  function schedule(outcome: ExchangeOutcome): void {
    wheel.set('check-in', ports.timers.nowMs() + delayAfter(outcome));
  }

  function delayAfter(outcome: ExchangeOutcome): number {
    if (!outcome.ok) return backoff.next(outcome.retryAfterMs);
    backoff.reset();
    if (followUps >= maxFollowUps) return calming.next();
    calming.reset();
    const intervalMs = context.settings.fixedIntervalMs ?? Math.min(outcome.nextCheckInMs, checkInIntervalMaxMs);
    return jitter(intervalMs, intervalJitter, fraction);
  }

  function refuseWaiters(): void {
    for (const serve of waiters) serve({ ok: false, failure: 'stopped', detail: null });
    waiters = [];
  }

  return {
    request,
    now: () =>
      new Promise((resolve) => {
        if (context.isHalted()) return resolve({ ok: false, failure: 'stopped', detail: null });
        waiters.push(resolve);
        request();
      }),
    succeededOnce: () => succeededOnce,
    lastFailure: () => lastFailure,
    settled: () => running,
  };
}

function publicOutcome(outcome: ExchangeOutcome): CheckInOutcome {
  return outcome.ok
    ? { ok: true, commands: outcome.commands, again: outcome.again }
    : { ok: false, failure: outcome.failure, detail: outcome.detail };
}
