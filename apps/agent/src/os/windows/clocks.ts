/** The clocks of Windows: which of them goes on while the machine sleeps, Windows says function by function (sysinfoapi.h, realtimeapiset.h). */
import { uptime } from 'node:os';
import type { Clocks } from '../any/clock-watch.ts';
import type { Kernel32 } from './ffi/kernel32.ts';

const hundredNanosecondsPerMs = 10_000n;
const others = { uptimeMs: () => uptime() * 1000, wallMs: () => Date.now() };

/**
 * Node's own monotonic clock (QueryPerformanceCounter) counts sleep in: only QueryUnbiasedInterruptTime stands still meanwhile. `uptime` is GetTickCount64,
 * which goes on through sleep and hibernation.
 */
export function readClocks(
  kernel: Pick<Kernel32, 'QueryUnbiasedInterruptTime'>,
  { uptimeMs, wallMs } = others,
): Clocks {
  const awake = [0n];
  kernel.QueryUnbiasedInterruptTime(awake);
  return {
    awakeMs: Number(BigInt(awake[0] ?? 0n) / hundredNanosecondsPerMs),
    sinceBootMs: uptimeMs(),
    wallMs: wallMs(),
  };
}
