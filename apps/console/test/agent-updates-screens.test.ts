/** Updates of agents on the screen: what failed and why, a rollout that is ended and another that is begun, each after a question. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { makeAgentUpdates } from './fake-agent-updates.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(3);
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, reachable: true, agentUpdates: makeAgentUpdates() });
});

const timeoutMs = 60_000;

test(
  'a rollout that halted tells which device failed and why; ended, another can be started with fewer or more',
  async () => {
    const { page, complaints, close } = await stage.open('/', { language: 'en' });
    await page.getByRole('link', { name: 'Agent updates' }).click();
    await page.getByText('Halted by itself').waitFor();
    await page.getByText('9 updated, 2 under way, 1 failed').waitFor();
    await page.getByRole('cell', { name: 'It did not reach the server in time' }).waitFor();
    await page.getByText('1 file is missing').waitFor();
    expect(await page.getByRole('button', { name: 'Start a rollout' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Change' }).click();
    const question = page.getByRole('dialog');
    await question.getByRole('combobox', { name: 'State of the rollout' }).click();
    await page.getByRole('option', { name: 'End' }).click();
    await question.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('button', { name: 'Start a rollout' }).click();
    await question.getByLabel('Percent of the devices').fill('25');
    await question.getByRole('button', { name: 'Start a rollout' }).click();
    await page.getByRole('cell', { name: '25 %' }).waitFor();
    expect(stage.api.state.agentUpdates.rollouts).toMatchObject([
      { state: 'running', percent: 25, toleratedFailures: 3, checkInWithinSeconds: 600 },
      { state: 'ended', percent: 5 },
    ]);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'without a release key the page says what to do',
  async () => {
    stage.api.state.agentUpdates = { releaseKeys: [], releases: [], rollouts: [] };
    const { page, close } = await stage.open('/agent-updates', { language: 'ja' });
    await page.getByText('この組織にはまだリリース鍵がないため').waitFor();
    await page.getByText('リリースはまだありません').waitFor();
    await close();
  },
  timeoutMs,
);
