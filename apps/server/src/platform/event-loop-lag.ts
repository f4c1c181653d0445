/** How late the event loop comes: the worst of the last moments, forgotten by halves. */
import type { Clock, Timers } from './clock.ts';

export interface EventLoopLag {
  ms(): number;
  stop(): void;
}

export function watchEventLoop({ clock, timers }: { clock: Clock; timers: Timers }, everyMs: number): EventLoopLag {
  let lagMs = 0;
  let dueMs = clock.monotonicMs() + everyMs;
  const stop = timers.every(everyMs, () => {
    const nowMs = clock.monotonicMs();
    lagMs = Math.max(lagMs / 2, nowMs - dueMs);
    dueMs = nowMs + everyMs;
  });
  return { ms: () => lagMs, stop };
}
