/** All the agent waits for, on one armed timer: that of the nearest deadline. */
import type { CancelTimer, Timers } from '../ports/clock.ts';

export interface TimerWheel<Name extends string> {
  /** In the time of `timers.nowMs()`; `null` takes the deadline away. */
  set(name: Name, dueAtMs: number | null): void;
  dueAt(name: Name): number | null;
  /** For good: nothing fires any more. */
  stop(): void;
}

/** No timer is armed for longer: platforms overflow beyond 24 days. */
const longestMs = 24 * 3_600_000;

/** @param fire one call per deadline that has come; the deadline is gone then, unless set anew */
export function createTimerWheel<Name extends string>(timers: Timers, fire: (name: Name) => void): TimerWheel<Name> {
  const deadlines = new Map<Name, number>();
  let armedFor: number | null = null;
  let cancel: CancelTimer | null = null;
  let stopped = false;

  function arm(): void {
    let nearest: number | null = null;
    for (const at of deadlines.values()) if (nearest === null || at < nearest) nearest = at;
    if (stopped || nearest === armedFor) return;
    cancel?.();
    armedFor = nearest;
    cancel = nearest === null ? null : timers.after(clampDelay(nearest - timers.nowMs()), run);
  }

  function run(): void {
    armedFor = null;
    cancel = null;
    const nowMs = timers.nowMs();
    const due = [...deadlines].filter(([, at]) => at <= nowMs).sort((a, b) => a[1] - b[1]);
    for (const [name] of due) deadlines.delete(name);
    try {
      for (const [name] of due) if (!stopped) fire(name);
    } finally {
      arm();
    }
  }

  return {
    set(name, dueAtMs) {
      if (dueAtMs === null) deadlines.delete(name);
      else deadlines.set(name, dueAtMs);
      arm();
    },
    dueAt: (name) => deadlines.get(name) ?? null,
    stop() {
      stopped = true;
      deadlines.clear();
      cancel?.();
      cancel = null;
    },
  };
}

function clampDelay(delayMs: number): number {
  return Math.min(longestMs, Math.max(0, Math.ceil(delayMs)));
}
