/** A limit on guesses that all processes of an installation keep together: each tells the others of the wrong ones it has seen. */
import { type Bus, defineTopic } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Log } from '../../platform/log.ts';
import { createGuessLimit, type GuessLimit, type GuessLimitOptions } from './guess-limit.ts';

export interface SharedGuessLimitPorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Messages may be lost, so that the others count a little less, never more. @param name of what is guessed, one for each limit */
export function createSharedGuessLimit(
  { bus, clock, ids, log }: SharedGuessLimitPorts,
  name: string,
  options?: GuessLimitOptions,
): GuessLimit {
  const limit = createGuessLimit(clock, options);
  const topic = defineTopic<{ by: string; address: string }>(`wrong-${name}`);
  const here = ids.next();
  bus.subscribe(topic, {
    onMessages: (messages) => {
      for (const { by, address } of messages) if (by !== here && typeof address === 'string') limit.wrong(address);
    },
  });
  return {
    waitSeconds: limit.waitSeconds,
    wrong(address) {
      limit.wrong(address);
      bus.publish(topic, [{ by: here, address }]).catch((cause: unknown) => {
        log.debug({ err: cause }, 'other processes do not know of a wrong guess');
      });
    },
  };
}
