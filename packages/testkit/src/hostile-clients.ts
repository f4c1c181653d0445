/** Clients that mean no good, in a process of their own, all of them at once for as long as they are let: whoever starts them asks how the others fare. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type Hostility =
  | 'slow-headers'
  | 'slow-bodies'
  | 'silence'
  | 'endless-body'
  | 'malformed-body'
  | 'bomb'
  | 'flood';

export interface HostileTarget {
  /** Plain HTTP. */
  readonly url: string;
  /** Of a registered device. */
  readonly token: string;
  /** What that device says when it checks in, as JSON; it says it again and again without a pause. */
  readonly checkIn: string;
}

/** How often each was refused or cut off; of those that are silent or slow with a body, how many have come. */
export type Met = Readonly<Record<Hostility, number>>;

export interface HostileClients extends AsyncDisposable {
  /** `null` before they have begun. */
  met(): Met | null;
}

export function startHostileClients(target: HostileTarget): HostileClients {
  const child = fork(join(import.meta.dirname, 'hostile-process.ts'));
  let met: Met | null = null;
  child.on('message', (message) => {
    met = message as Met;
  });
  child.send(target);
  return {
    met: () => met,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
