/** What check-ins and offers read of an organization's rollout, kept in the process and forgotten when somebody changes it. */
import type { SignedText } from '@sekisho/contracts';
import { defineTopic } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RolloutRow } from './rollouts.store.ts';

export interface CurrentRollout extends RolloutRow {
  readonly release: SignedText;
}

/** Payload: the organization whose rollout has changed. */
export const rolloutsChanged = defineTopic<string>('agent-rollouts-changed');

export interface RolloutCache {
  /** `null`: none is under way. */
  of(organizationId: string): Promise<CurrentRollout | null>;
  forget(organizationId: string): void;
  forgetAll(): void;
}

/** Should a message ever get lost, this is how long an old value can last. */
const longestMs = 30_000;

export function createRolloutCache(
  clock: Clock,
  load: (organizationId: string) => Promise<CurrentRollout | null>,
): RolloutCache {
  const known = new Map<string, { readonly loadedAtMs: number; readonly value: Promise<CurrentRollout | null> }>();
  return {
    of(organizationId) {
      const nowMs = clock.monotonicMs();
      const entry = known.get(organizationId);
      if (entry !== undefined && nowMs - entry.loadedAtMs < longestMs) return entry.value;
      const value = load(organizationId);
      const fresh = { loadedAtMs: nowMs, value };
      known.set(organizationId, fresh);
      value.catch(() => {
        if (known.get(organizationId) === fresh) known.delete(organizationId);
      });
      return value;
    },
    forget: (organizationId) => void known.delete(organizationId),
    forgetAll: () => known.clear(),
  };
}
