/** How far a command has come: issued → delivered → executed → confirmed, or how it ended. Pure. */
import type { Command } from '@sekisho/contracts';

export type StepName = 'issued' | 'delivered' | 'executed' | 'confirmed';
export type StepStatus = 'done' | 'current' | 'waiting' | 'ended';
export type Step = { name: StepName; at: string | null; status: StepStatus };

type Progress = Pick<Command, 'state' | 'issuedAt' | 'deliveredAt' | 'executedAt' | 'completedAt'>;

export function isOpen({ state }: Pick<Command, 'state'>): boolean {
  return state === 'issued' || state === 'delivered';
}

/** Four steps in order. The first one not reached is `current` while the command is open; after an end without success the rest is `ended`. */
export function commandSteps({ state, issuedAt, deliveredAt, executedAt, completedAt }: Progress): Step[] {
  const succeeded = state === 'done' || state === 'already';
  const reached: [StepName, string | null, boolean][] = [
    ['issued', issuedAt, true],
    ['delivered', deliveredAt, deliveredAt !== null || succeeded],
    ['executed', succeeded ? executedAt : null, succeeded],
    ['confirmed', succeeded ? completedAt : null, succeeded],
  ];
  const firstMissing = reached.findIndex(([, , isReached]) => !isReached);
  return reached.map(([name, at, isReached], index) => {
    if (isReached) return { name, at, status: 'done' };
    if (!isOpen({ state })) return { name, at: null, status: 'ended' };
    return { name, at: null, status: index === firstMissing ? 'current' : 'waiting' };
  });
}
