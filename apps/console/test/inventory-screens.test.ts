/** Inventories over all devices in the browser: from a title to its devices, what changed on one, and searches that are kept. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { uuid } from './fake-world.ts';

const timeoutMs = 60_000;
let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  stage.api.state.changes.length = 0;
});

test(
  'software is searched, its versions shown, and the devices that have one of them listed',
  async () => {
    const { page, complaints, close } = await stage.open('/inventory?tab=software', { language: 'ja' });
    await page.getByRole('searchbox', { name: /名前・発行元で検索/ }).fill('業務');
    await page.waitForURL(/keyword=/);
    await page.getByRole('cell', { name: 'Firefox', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '業務アプリケーション のバージョン 2 種類を表示' }).click();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: '業務アプリケーション 146.0.0 のある端末 60 台を表示' })
      .click();
    await page.waitForURL(/\/\?software=2000$/);
    await page.getByText('ソフトウェア: 業務アプリケーション 146.0.0').waitFor();
    await page.getByRole('button', { name: 'ソフトウェアの条件を外す' }).click();
    await page.waitForURL((url) => !url.search.includes('software'));
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'the list of software becomes a task, of what the search leaves',
  async () => {
    const { page, close } = await stage.open('/inventory?tab=software&keyword=Fire', { language: 'en' });
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    await expect
      .poll(() => stage.api.state.changes)
      .toEqual([{ request: 'POST /software/export', body: { filter: { keyword: 'Fire' } } }]);
    await close();
  },
  timeoutMs,
);

test(
  'figures stand in a table beside each chart, which is hidden from screen readers',
  async () => {
    const { page, complaints, close } = await stage.open('/inventory', { language: 'en' });
    const memory = page.getByRole('table', { name: 'Memory' });
    await memory.waitFor();
    expect(await memory.getByRole('row').allInnerTexts()).toEqual([
      'What\tDevices',
      'up to 8 GB\t20',
      'up to 16 GB\t110',
      'up to 32 GB\t58',
    ]);
    const age = page.getByRole('table', { name: 'Age of inventories' });
    expect(await age.getByRole('row').nth(1).textContent()).toBe('Today and yesterday140');
    expect(await page.locator('[aria-hidden=true] .recharts-wrapper').count()).toBe(6);
    await page.getByRole('table', { name: 'Software on most devices' }).getByRole('link', { name: 'Firefox' }).click();
    await page.waitForURL(/software=1$/);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'an inventory is asked for on the device’s page, and told from step to step; what is no longer collected says so',
  async () => {
    const id = uuid(12);
    const { page, complaints, close } = await stage.open(`/devices/${id}`, { language: 'en' });
    await page.getByRole('tab', { name: 'Hardware' }).click();
    const section = (name: string) => page.getByRole('region', { name });
    await section('Log-on').getByText('No longer collected (policy)').waitFor();
    expect(await section('Disks').getByText('No longer collected (policy)').count()).toBe(0);
    await page.getByRole('button', { name: 'Collect inventory' }).click();
    await page.getByText(/^admin asked for it at .* It waits for the device/).waitFor();
    expect(stage.api.state.changes.map(({ request }) => request)).toEqual([`POST /devices/${id}/inventory/collect`]);
    const [command] = stage.api.state.commands.get(id) ?? [];
    const now = new Date().toISOString();
    Object.assign(command ?? {}, { state: 'delivered', deliveredAt: now });
    await page.getByText('The device is collecting.').waitFor();
    Object.assign(command ?? {}, { state: 'done', executedAt: now, completedAt: now });
    await page.getByText(/^Collected as asked/).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'what a device does not do that was asked is told with the reason',
  async () => {
    const id = uuid(14);
    const { page, close } = await stage.open(`/devices/${id}`, { language: 'ja' });
    await page.getByRole('tab', { name: 'ソフトウェア' }).click();
    await page.getByRole('button', { name: 'インベントリを収集' }).click();
    await page.getByText('端末に届くのを待っています').waitFor();
    Object.assign(stage.api.state.commands.get(id)?.[0] ?? {}, { state: 'refused', code: 'kind-unknown' });
    await page.getByText('エージェントを更新してください。').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'many are asked after a question; the figures say whom they count as they were',
  async () => {
    const { page, close } = await stage.open('/?keyword=pc-00', { language: 'ja' });
    await page.locator('thead input[type=checkbox]').check();
    await page.getByRole('button', { name: 'インベントリを収集…' }).click();
    expect(stage.api.state.changes).toEqual([]);
    await page.getByRole('button', { name: '9 台から収集' }).click();
    await page.getByText('8 台にインベントリ収集を指示しました。').waitFor();
    expect(stage.api.state.changes.map(({ request }) => request)).toEqual(['POST /devices/inventory/collect']);
    await page.goto(new URL('/inventory?tab=software', page.url()).href);
    await page.getByText('12 台の設定 (A03 研究所) ではソフトウェアを収集していません。').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'what has changed on a device is told, and compared with a day',
  async () => {
    const { page, complaints, close } = await stage.open(`/devices/${uuid(2)}`, { language: 'en' });
    await page.getByRole('tab', { name: 'What changed' }).click();
    await page.getByRole('row', { name: /Updated Firefox 145.0 146.0/ }).waitFor();
    await page.getByRole('row', { name: /Volume \/home Encrypted Yes No/ }).waitFor();
    await page.getByRole('row', { name: /Machine Memory 16\s?GB 32\s?GB/ }).waitFor();
    await page.getByLabel('Compare with').fill('2026-01-01');
    await page.getByText('2 changes taken together').waitFor();
    expect(await page.getByLabel('From', { exact: true }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'a search is kept by name, chosen, changed and deleted',
  async () => {
    const { page, complaints, close } = await stage.open('/?state=offline&unseenDays=7', { language: 'en' });
    const menu = page.getByRole('button', { name: 'Saved searches' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Save these conditions…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Silent for a week');
    await page.getByRole('checkbox', { name: /Share it/ }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('“Silent for a week” is saved.').waitFor();
    expect(stage.api.state.changes).toEqual([
      {
        request: 'POST /saved-searches',
        body: { name: 'Silent for a week', shared: true, view: { state: 'offline', unseenDays: 7 } },
      },
    ]);
    await menu.click();
    await page.getByRole('menuitem', { name: '営業部の Firefox' }).click();
    await page.waitForURL(/\?software=1$/);
    await menu.click();
    await page.getByRole('menuitem', { name: 'Rename and delete…' }).click();
    await page.getByRole('button', { name: 'Change Silent for a week' }).click();
    await page.getByRole('checkbox', { name: /Replace its conditions/ }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => stage.api.state.savedSearches.at(-1)?.view).toEqual({ software: 1 });
    await page.getByRole('button', { name: 'Delete Silent for a week' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('“Silent for a week” is deleted.').waitFor();
    expect(stage.api.state.savedSearches.map(({ name }) => name)).toEqual(['長期不在', '営業部の Firefox']);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);
