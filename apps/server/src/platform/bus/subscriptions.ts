/** Who listens to what in this process, and the only way in for what others send. */
import type { Log } from '../log.ts';
import type { Json, Subscription, Topic } from './bus.ts';

export interface Subscriptions {
  /** `isFirst`: of its topic in this process. */
  add<T extends Json>(topic: Topic<T>, subscription: Subscription<T>): { readonly isFirst: boolean; end(): void };
  topics(): Iterable<string>;
  /** What anybody with access to the carrier may have sent: nothing that comes from there may end the process. */
  receive(topicName: string, text: string): void;
  tellGap(): void;
}

function payloadsOf(text: string): Json[] | null {
  try {
    const payloads: unknown = JSON.parse(text);
    return Array.isArray(payloads) ? payloads : null;
  } catch {
    return null;
  }
}

export function createSubscriptions(log: Log): Subscriptions {
  const byTopic = new Map<string, Set<Subscription<Json>>>();

  /** A listener that fails keeps no other from hearing. */
  function heard(topic: string, tell: () => void): void {
    try {
      tell();
    } catch (cause) {
      log.error({ err: cause, topic }, 'a listener of the bus failed');
    }
  }

  return {
    add(topic, subscription) {
      const set = byTopic.get(topic.name) ?? new Set();
      const entry = subscription as unknown as Subscription<Json>;
      byTopic.set(topic.name, set.add(entry));
      return { isFirst: set.size === 1, end: () => void set.delete(entry) };
    },
    topics: () => byTopic.keys(),
    receive(topic, text) {
      const payloads = payloadsOf(text);
      if (payloads === null) {
        log.warn({ topic }, 'a notification that is no message of the bus');
        return;
      }
      for (const subscription of byTopic.get(topic) ?? []) heard(topic, () => subscription.onMessages(payloads));
    },
    tellGap() {
      for (const [topic, set] of byTopic) for (const subscription of set) heard(topic, () => subscription.onGap?.());
    },
  };
}
