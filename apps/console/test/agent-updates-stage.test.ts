/** What a person has changed of a rollout, and nothing else. */
import type { Rollout, RolloutChange } from '@sekisho/contracts';
import { expect, test } from 'vitest';
import { changeOf, choiceOf, isSound, type Stage, stageOf } from '../src/features/agent-updates/stage.ts';
import { makeAgentUpdates } from './fake-agent-updates.ts';
import { groups } from './fake-world.ts';

const rollout = (more: Partial<Rollout> = {}): Rollout => ({
  ...(makeAgentUpdates().rollouts[0] as Rollout),
  ...{ state: 'running', percent: 5, groupIds: [1, 2] },
  ...more,
});

type Edits = Partial<Stage> & Partial<{ choice: 'running' | 'paused' | 'ended'; tryAgain: boolean }>;

test.each<[string, Partial<Rollout>, Edits, RolloutChange | null]>([
  ['nothing', {}, {}, null],
  ['percent', {}, { percent: 6 }, { percent: 6 }],
  ['a group more', {}, { groups: ['1', '2', '3'] }, { groupIds: [1, 2, 3] }],
  ['every group', {}, { groups: null }, { groupIds: null }],
  ['a pause', {}, { choice: 'paused' }, { state: 'paused' }],
  ['what halted is left halted', { state: 'halted' }, { percent: 6 }, { percent: 6 }],
  ['what halted goes on', { state: 'halted' }, { choice: 'running' }, { state: 'running' }],
  ['another try alone', {}, { tryAgain: true }, { tryAgain: true }],
  ['a group that is gone, untouched', { groupIds: [1, 77] }, { choice: 'ended' }, { state: 'ended' }],
  ['a group that is gone, others chosen', { groupIds: [77] }, { groups: ['3'] }, { groupIds: [3] }],
])('%s', (_what, as, { choice, tryAgain = false, ...edits }, change) => {
  const before = stageOf(rollout(as), groups);
  const edited = { stage: { ...before, ...edits }, choice: choice ?? choiceOf(rollout(as)), tryAgain };
  expect(changeOf(rollout(as), before, edited)).toEqual(change);
});

test.each<[Stage, boolean]>([
  [{ percent: 1, groups: null }, true],
  [{ percent: 100, groups: ['1'] }, true],
  [{ percent: 0, groups: null }, false],
  [{ percent: 1, groups: [] }, false],
  [{ percent: 1.5, groups: null }, false],
])('%o can be asked for: %s', (stage, sound) => {
  expect(isSound(stage)).toBe(sound);
});
