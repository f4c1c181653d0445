/** Calls of each device by the minute, in memory that does not grow with their number: a device that floods is told to wait, and nobody else is. */
import type { Clock } from '../../clock.ts';
import { SekishoError } from '../../sekisho-error.ts';

export interface DeviceRate {
  /** Counts one call. Throws `too-many-requests` with the seconds until the window ends. */
  take(deviceId: string): void;
}

const windowMs = 60_000;
const cells = 2 ** 18;
const most = 65_535;

/**
 * Counts in two tables of a quarter of a million cells each and believes the smaller one (a count-min sketch): a device is counted too high
 * only where two others, each flooding, happen to share its cells. @param callsPerMinute of one device, by this process
 */
export function createDeviceRate(clock: Clock, callsPerMinute: number): DeviceRate {
  const first = new Uint16Array(cells);
  const second = new Uint16Array(cells);
  let windowEndsMs = clock.monotonicMs() + windowMs;

  function turnWindow(): void {
    const nowMs = clock.monotonicMs();
    if (nowMs < windowEndsMs) return;
    windowEndsMs = nowMs + windowMs;
    first.fill(0);
    second.fill(0);
  }

  return {
    take(deviceId) {
      turnWindow();
      // The random ends of an id; its beginning is the time.
      const one = Number.parseInt(deviceId.slice(-8), 16) % cells;
      const other = Number.parseInt(deviceId.slice(-17, -13) + deviceId.slice(-12, -8), 16) % cells;
      const count = Math.min(first[one] ?? 0, second[other] ?? 0);
      if (count >= callsPerMinute) {
        const seconds = Math.ceil((windowEndsMs - clock.monotonicMs()) / 1_000);
        throw new SekishoError('too-many-requests', { retryAfterSeconds: Math.max(1, seconds) });
      }
      first[one] = Math.min(most, (first[one] ?? 0) + 1);
      second[other] = Math.min(most, (second[other] ?? 0) + 1);
    },
  };
}
