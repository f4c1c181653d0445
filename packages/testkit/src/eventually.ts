/** Waits for something that another process brings about: asks again until it is so, or says what it saw last. */
import { setTimeout as pause } from 'node:timers/promises';

/** Resolves with the first value that `accept` likes; rejects after `timeoutMs` with the last value or error seen. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  accept: (value: T) => boolean,
  timeoutMs = 20_000,
  everyMs = 50,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const value = await look();
      if (accept(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await pause(everyMs);
  } while (performance.now() < end);
  const seen = last instanceof Error ? last.stack : JSON.stringify(last, null, 2);
  throw new Error(`not so within ${timeoutMs} ms; last seen: ${seen}`);
}
