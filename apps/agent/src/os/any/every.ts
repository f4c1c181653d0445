/** Something done again and again, for as long as the process has other things to do. */
import type { Closable } from '../../machine.ts';

export function every(periodMs: number, act: () => void): Closable {
  const timer = setInterval(act, periodMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
