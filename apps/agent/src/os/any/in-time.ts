/** Waits for an answer no longer than it is worth: what comes later is not looked at. */

export async function inTime<T>(answer: Promise<T>, timeoutMs: number, otherwise: T): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(() => late.resolve(otherwise), timeoutMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
