/** How many server processes share a core: each then has as much less company coming for its batches, and waits as much longer for it. */
import { availableParallelism } from 'node:os';
import type { Settings } from '../config/settings.ts';

/** @returns 1 or more */
export const crowdOf = ({ workers = 1 }: Pick<Settings, 'workers'>): number =>
  Math.max(1, workers / availableParallelism());
