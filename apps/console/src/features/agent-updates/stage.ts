/** Which devices a rollout reaches, as a form has it, and what of it a person has changed. Pure. */
import type { DeviceGroup, Rollout, RolloutChange } from '@sekisho/contracts';
import type { Wording } from '../../i18n/wording.ts';

export interface Stage {
  readonly percent: number;
  /** `null`: devices of every group, and of none. By their ids, as fields of choice have them. */
  readonly groups: readonly string[] | null;
}

export const mostGroups = 100;

export function isSound({ percent, groups }: Stage): boolean {
  return Number.isInteger(percent) && percent >= 1 && percent <= 100 && groups?.length !== 0;
}

export const groupIdsOf = ({ groups }: Pick<Stage, 'groups'>): number[] | null => groups?.map(Number) ?? null;

/** Groups that have been deleted are no choice any more. */
export function stageOf({ percent, groupIds }: Rollout, known: readonly DeviceGroup[]): Stage {
  const ids = groupIds?.filter((groupId) => known.some(({ id }) => id === groupId));
  return { percent, groups: ids?.map(String) ?? null };
}

export function groupNames({ groupIds }: Rollout, known: readonly DeviceGroup[], t: Wording['t']): string {
  if (groupIds === null) return t('updates.target.everybody');
  const nameOf = (groupId: number) => known.find(({ id }) => id === groupId)?.name ?? t('updates.target.gone');
  return groupIds.map(nameOf).join(', ');
}

export type RolloutChoice = 'running' | 'paused' | 'ended';

/** What a person sees of a rollout that halted by itself is a pause: it goes on only when they say so. */
export function choiceOf({ state }: Pick<Rollout, 'state'>): RolloutChoice {
  return state === 'halted' ? 'paused' : state;
}

interface Edited {
  readonly stage: Stage;
  readonly choice: RolloutChoice;
  readonly tryAgain: boolean;
}

/** Nothing but what was changed: meanwhile the rollout may have halted, and somebody else may have changed the rest. `null`: nothing was. */
export function changeOf(rollout: Rollout, before: Stage, { stage, choice, tryAgain }: Edited): RolloutChange | null {
  const sameGroups = JSON.stringify(groupIdsOf(stage)) === JSON.stringify(groupIdsOf(before));
  const change: RolloutChange = {
    ...(choice === choiceOf(rollout) ? {} : { state: choice }),
    ...(stage.percent === before.percent ? {} : { percent: stage.percent }),
    ...(sameGroups ? {} : { groupIds: groupIdsOf(stage) }),
    ...(tryAgain ? { tryAgain } : {}),
  };
  return Object.keys(change).length === 0 ? null : change;
}
