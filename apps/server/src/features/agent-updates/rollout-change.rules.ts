/** What a change makes of a rollout. Pure. */
import type { RolloutChange } from '@sekisho/contracts';
import type { RolloutRow } from './rollouts.store.ts';

/** Its number changes with it, so that devices ask anew. @returns `null`: it is over */
export function changedRollout(before: RolloutRow, change: RolloutChange, nowMs: number): RolloutRow | null {
  if (before.state === 'ended') return null;
  return {
    ...before,
    state: change.state ?? before.state,
    percent: change.percent ?? before.percent,
    attempt: change.tryAgain === true ? before.attempt + 1 : before.attempt,
    revision: Math.max(before.revision + 1, nowMs),
  };
}
