/** What a change makes of a rollout, and whether more devices are reached by it. Pure. */
import type { RolloutChange } from '@sekisho/contracts';
import type { RolloutRow } from './rollouts.store.ts';

/** Its number changes with it, so that devices ask anew. @returns `null`: it is over */
export function changedRollout(before: RolloutRow, change: RolloutChange, nowMs: number): RolloutRow | null {
  if (before.state === 'ended') return null;
  return {
    ...before,
    state: change.state ?? before.state,
    percent: change.percent ?? before.percent,
    groupIds: change.groupIds === undefined ? before.groupIds : change.groupIds,
    attempt: change.tryAgain === true ? before.attempt + 1 : before.attempt,
    revision: Math.max(before.revision + 1, nowMs),
  };
}

type Reach = Pick<RolloutRow, 'state' | 'percent' | 'groupIds' | 'attempt'>;

/** Less of it, a pause and an end reach nobody. */
export function reachesMore(before: Reach, after: Reach): boolean {
  if (after.state !== 'running') return false;
  const known = before.groupIds;
  const hasMoreGroups = known !== null && (after.groupIds === null || after.groupIds.some((id) => !known.includes(id)));
  return (
    before.state !== 'running' || after.percent > before.percent || after.attempt > before.attempt || hasMoreGroups
  );
}
