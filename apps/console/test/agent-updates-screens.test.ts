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
  const agentUpdates = makeAgentUpdates();
  Object.assign(stage.api.state, { loggedIn: true, reachable: true, proven: true, changes: [], agentUpdates });
});

const timeoutMs = 60_000;

test(
  'a rollout that halted tells which device failed and why; ended, another is started in groups by whoever shows again who they are',
  async () => {
    const { page, complaints, close } = await stage.open('/', { language: 'en' });
    await page.getByRole('link', { name: 'Agent updates' }).click();
    await page.getByText('Halted by itself').waitFor();
    await page.getByRole('cell', { name: '営業部' }).waitFor();
    await page.getByText('9 updated, 2 under way, 1 failed').waitFor();
    await page.getByRole('cell', { name: 'It did not reach the server in time' }).waitFor();
    await page.getByText('1 file is missing').waitFor();
    expect(await page.getByRole('cell', { name: 'Linux x64, Windows x64' }).count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Start a rollout' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Change' }).click();
    const question = page.getByRole('dialog');
    await question.getByRole('combobox', { name: 'State of the rollout' }).click();
    await page.getByRole('option', { name: 'End' }).click();
    await question.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('button', { name: 'Start a rollout' }).click();
    await question.getByLabel('Percent of the devices').fill('25');
    await question.getByRole('radio', { name: 'Devices of some groups' }).check();
    expect(await question.getByRole('button', { name: 'Start a rollout' }).isDisabled()).toBe(true);
    await question.getByRole('combobox', { name: 'Groups' }).click();
    for (const name of ['開発部', '大阪支社']) await page.getByRole('option', { name }).click();
    stage.api.state.proven = false;
    await question.getByRole('button', { name: 'Start a rollout' }).click();
    await page.getByLabel('Password').fill('a quiet evening');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('cell', { name: '25 %' }).waitFor();
    await page.getByRole('cell', { name: '開発部, 大阪支社' }).waitFor();
    expect(stage.api.state.agentUpdates.rollouts).toMatchObject([
      { state: 'running', percent: 25, groupIds: [2, 3], toleratedFailures: 3, checkInWithinSeconds: 600 },
      { state: 'ended', percent: 5 },
    ]);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'a rollout that halts while somebody widens it stays halted: what was not changed is not sent',
  async () => {
    const [rollout] = stage.api.state.agentUpdates.rollouts;
    if (rollout === undefined) throw new Error('no rollout');
    Object.assign(rollout, { state: 'running', failed: 0 });
    const { page, close } = await stage.open('/agent-updates', { language: 'en' });
    await page.getByRole('button', { name: 'Change' }).click();
    const question = page.getByRole('dialog');
    expect(await question.getByRole('button', { name: 'Change it' }).isDisabled()).toBe(true);
    await question.getByLabel('Percent of the devices').fill('50');
    rollout.state = 'halted';
    await question.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('cell', { name: '50 %' }).waitFor();
    await page.getByText('Halted by itself').waitFor();
    const changes = stage.api.state.changes.filter(({ request }) => request.startsWith('PATCH /agent-updates'));
    expect(changes.map(({ body }) => body)).toEqual([{ percent: 50 }]);
    await page.getByRole('button', { name: 'Change' }).click();
    await question.getByRole('radio', { name: 'All devices' }).check();
    await question.getByLabel('Have devices try again').check();
    await question.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('cell', { name: 'All devices' }).waitFor();
    expect(stage.api.state.changes.at(-1)?.body).toEqual({ groupIds: null, tryAgain: true });
    await close();
  },
  timeoutMs,
);

test(
  'a release is deleted after a question, and not while a rollout of it has not ended: the dialog says why',
  async () => {
    const { page, complaints, close } = await stage.open('/agent-updates', { language: 'ja' });
    const question = page.getByRole('dialog');
    const remove = async (version: string) => {
      await page.getByRole('button', { name: `バージョン ${version} を削除` }).click();
      await question.getByRole('button', { name: '削除', exact: true }).click();
    };
    await remove('0.4.1');
    await question.getByText('このバージョンの展開が終了していません。').waitFor();
    await question.getByRole('button', { name: 'キャンセル' }).click();
    await remove('0.4.2');
    await page.getByText('バージョン 0.4.2 を削除しました。').waitFor();
    await page.getByText('ファイルが 1 個足りません').waitFor({ state: 'detached' });
    expect(stage.api.state.agentUpdates.releases.map(({ version }) => version)).toEqual(['0.4.1']);
    Object.assign(stage.api.state.agentUpdates.rollouts[0] ?? {}, { state: 'ended' });
    await remove('0.4.1');
    await page.getByText('リリースはまだありません').waitFor();
    await page.getByText('展開はまだありません').waitFor();
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
    const commands = await page.getByRole('textbox', { name: 'コマンド' }).allTextContents();
    const server = '--server https://sekisho.example.jp:8443 --token-file token.txt';
    expect(commands).toEqual([
      'npm run release -- key',
      `npm run release -- trust ${server}`,
      'npm run packages -- release --to release',
      'npm run release -- sign release',
      `npm run release -- upload release ${server}`,
    ]);
    await close();
  },
  timeoutMs,
);
