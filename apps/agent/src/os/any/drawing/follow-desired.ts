// What a screen process is to show: told by the agent, or read from the file that outlives it; the greater revision counts.

import { type DesiredScreen, parseDesired } from './content.ts';

/** How soon a screen whose agent was killed sees what the next agent wants. */
const FILE_POLL_MS = 250;

export interface DesiredPorts {
  readonly timers: { every(periodMs: number, run: () => void): () => void };
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Complete lines from the agent; nothing happens when the agent ends. */
  readonly onInputLine: (listener: (line: string) => void) => void;
}

export interface Desired {
  /** Resolves when anything is known; a screen process that knows nothing yet must neither cover nor open. */
  readonly first: Promise<void>;
  current(): DesiredScreen;
  changedFrom(revision: number): Promise<void>;
  stop(): void;
}

/** Whatever is wanted with a lesser revision than `since` is outdated: the file may be written after this process starts. */
export function followDesired(
  { statePath, since }: { readonly statePath: string; readonly since: number },
  ports: DesiredPorts,
): Desired {
  let latest: DesiredScreen | undefined;
  let wake: (() => void) | undefined;
  const first = Promise.withResolvers<void>();
  const offer = (text: string): void => {
    const offered = parseDesired(text);
    if (
      offered === undefined ||
      offered.revision < since ||
      (latest !== undefined && offered.revision <= latest.revision)
    )
      return;
    latest = offered;
    first.resolve();
    wake?.();
  };
  const readState = (): void => {
    // A missing or unreadable file says nothing: what is shown stays.
    ports.readFile(statePath).then(
      (bytes) => offer(Buffer.from(bytes).toString('utf8')),
      () => undefined,
    );
  };
  ports.onInputLine(offer);
  readState();
  const stop = ports.timers.every(FILE_POLL_MS, readState);
  return {
    first: first.promise,
    current: () => {
      if (latest === undefined) throw new Error('the desired screen is not known yet');
      return latest;
    },
    changedFrom: async (revision) => {
      while (latest?.revision === revision) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    stop,
  };
}
