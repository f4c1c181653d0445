/** Waits until this process is asked to end. */

export function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    // A terminal that goes away must not end the agent.
    process.on('SIGHUP', () => undefined);
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
