/** Tasks, CSV and the audit log on the screens: what a person does, and what reaches the server for it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { badImport, goodImport, makeTasks } from './fake-tasks.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(30);
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, changes: [], tasks: makeTasks() });
});

const changes = () => stage.api.state.changes;
const timeoutMs = 60_000;

test(
  'a list that cannot be had is told as such, and not as one of no devices',
  async () => {
    const { page, close } = await stage.open('/favicon.svg', { language: 'en' });
    const problem = { type: 'urn:sekisho:error:internal-error', title: 'x', status: 500, code: 'internal-error' };
    await page.route('**/api/v1/devices?*', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await page.goto(stage.api.url);
    await page.getByText('The server met a problem.').waitFor();
    expect(await page.getByText(/^\d+ devices?$/).count()).toBe(0);
    await close();
  },
  timeoutMs,
);

test(
  'what the filters leave is exported, and the task is followed from the header to its file',
  async () => {
    const { page, close } = await stage.open('/?keyword=tokyo&unseenSince=2026-11-20', { language: 'en' });
    await page.getByRole('button', { name: 'Edit the list' }).click();
    await page.getByRole('menuitem', { name: /^Export \(\d+ devices that match\)$/ }).click();
    await page.getByText('The task is started.').waitFor();
    const [{ request, body }] = changes() as [{ request: string; body: { filter: Record<string, string> } }];
    expect(request).toBe('POST /devices/export');
    expect(body.filter).toEqual({ keyword: 'tokyo', notSeenSince: expect.stringMatching(/^2026-11-(19|20)T/) });
    await page.getByRole('button', { name: '2 tasks are running' }).click();
    const [task] = stage.api.state.tasks;
    Object.assign(task ?? {}, {
      state: 'done',
      outcome: { rows: 3 },
      files: [{ name: 'result', fileName: 'devices.csv', bytes: 10 }],
    });
    const link = page.getByRole('link', { name: 'Download devices.csv' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe(`/api/v1/tasks/${task?.id}/files/result`);
    await close();
  },
  timeoutMs,
);

test(
  'a file is chosen, looked at, and applied only after the number of devices was spelled out',
  async () => {
    const { page, close } = await stage.open('/', { language: 'ja' });
    await page.getByRole('button', { name: 'コンピューター一覧編集' }).click();
    await page.getByRole('menuitem', { name: 'インポート…' }).click();
    await page.getByText('UTF-8 (BOM なし) で保存してください').waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'edited.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('UID,コンピューター名\r\n'),
    });
    await page.getByText('確認: まだ何も変更していません').waitFor();
    expect(changes()).toEqual([{ request: 'POST /devices/import', body: 'UID,コンピューター名\r\n' }]);
    await page.getByRole('cell', { name: '佐藤 花子' }).waitFor();
    await page.getByRole('button', { name: '12 台に反映' }).click();
    await page.getByText('反映しました').waitFor();
    expect(changes()[1]?.request).toBe(`POST /devices/import/${goodImport.id}/confirm`);
    await close();
  },
  timeoutMs,
);

test(
  'faults stand by their lines with what to do, and can be downloaded',
  async () => {
    const { page, close } = await stage.open(`/import?task=${badImport.id}`, { language: 'en' });
    await page.getByText('There are 3 faults. Nothing was changed.').waitFor();
    await page.getByText('A spreadsheet took it for a number.').waitFor();
    const link = page.getByRole('link', { name: 'Download the list of faults' });
    expect(await link.getAttribute('href')).toBe(`/api/v1/tasks/${badImport.id}/files/errors`);
    await close();
  },
  timeoutMs,
);

test(
  'a task is cancelled',
  async () => {
    const { page, close } = await stage.open('/tasks', { language: 'en' });
    await page.getByRole('button', { name: 'Cancel: CSV export of the device list' }).click();
    await page.getByText('The task is cancelled.').waitFor();
    expect(changes()[0]?.request).toMatch(/^POST \/tasks\/.*\/cancel$/);
    await close();
  },
  timeoutMs,
);

test(
  'the audit log is in words, searched by act, with details, and kept from whoever may not see it',
  async () => {
    const { page, close } = await stage.open('/audit', { language: 'ja' });
    await page.getByText('something.newer').waitFor();
    await page.getByText('498 件を封印済み').waitFor();
    await page.getByRole('combobox', { name: '内容' }).click();
    await page.getByRole('option', { name: 'API トークン … を作成' }).click();
    await page.waitForURL(/action=api-token.created/);
    await page.getByText('something.newer').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '詳細を表示' }).first().click();
    await page.getByText('"revision"').waitFor();
    await close();
  },
  timeoutMs,
);
