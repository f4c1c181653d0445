/** How a task looks in each state, and how far it is. Pure. */
import type { Task, TaskState } from '@sekisho/contracts';

export const taskColors: Readonly<Record<TaskState, string>> = {
  receiving: 'ai',
  waiting: 'gray',
  running: 'ai',
  'awaiting-confirmation': 'yamabuki',
  done: 'wakatake',
  failed: 'shu',
  cancelled: 'gray',
};

export function isUnderWay({ state }: Pick<Task, 'state'>): boolean {
  return state === 'receiving' || state === 'waiting' || state === 'running';
}

/** 0 to 100; `null`: nobody can say. */
export function percentOf({ done, total }: Pick<Task, 'done' | 'total'>): number | null {
  return total === null || total === 0 ? null : Math.min(100, Math.floor((done / total) * 100));
}
