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
