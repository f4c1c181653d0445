/** Utilities and add-on software in the console: what is there and what is missing, a file registered in parts, fetched and deleted. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fileFault } from '../src/features/client-software/file-fault.ts';
import { type Stage, setStage } from './console-page.ts';
import { makeAddOns, unbuiltRunAs, unfitName, utilities } from './fake-client-software.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, changes: [], utilities, addOns: makeAddOns() });
});

const timeoutMs = 60_000;
const changes = () => stage.api.state.changes;

test(
  'utilities of a system: found in the menu, with version, size and hash, and fetched',
  async () => {
    const { page, complaints, close } = await stage.open('/client-deployment/windows/standard', { language: 'ja' });
    await page.getByRole('link', { name: 'ユーティリティ' }).first().click();
    await page.getByRole('heading', { name: 'Windows ユーティリティ' }).waitFor();
    const row = page.getByRole('row', { name: /実行ユーザー切り替えツール/ });
    await row.getByText('0.4.0').waitFor();
    await row.getByText('777777777777…').waitFor();
    expect(await page.getByRole('row').count()).toBe(5);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'SekishoRunAs.exe をダウンロード' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('SekishoRunAs.exe');
    expect(await readFile(await file.path(), 'utf8')).toContain('the bytes of a utility');
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'what has not been made says so, and how it is made',
  async () => {
    const missing = { tool: 'makensis', debianPackage: 'nsis' };
    stage.api.state.utilities = [unbuiltRunAs];
    const { page, complaints, close } = await stage.open('/client-deployment/windows/utilities', { language: 'en' });
    await page.getByText('npm run packages -- windows').waitFor();
    expect(await page.getByRole('link', { name: /SekishoRunAs/ }).count()).toBe(0);
    stage.api.state.utilities = [{ ...unbuiltRunAs, missing }];
    await page.reload();
    await page.getByText(/makensis/).waitFor();
    await page.goto(`${stage.api.url}/client-deployment/beos/utilities`);
    await page.getByRole('heading').first().waitFor();
    expect(await page.getByRole('heading', { name: /Utilities for/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'add-on software: none, registered in parts, refused under a name that is taken, fetched, deleted',
  async () => {
    stage.api.state.addOns = [];
    const { page, complaints, close } = await stage.open('/client-deployment/windows/add-on-software', {
      language: 'ja',
    });
    await page.getByText('機能追加用ソフトウェアは登録されていません').waitFor();
    const register = async (name: string, content: string) => {
      await page.getByRole('button', { name: '登録', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^名称/).fill(name);
      await dialog.getByLabel(/^バージョン/).fill('2.0');
      const chooser = page.waitForEvent('filechooser');
      await dialog.getByLabel(/^インストーラーのファイル/).click();
      await (await chooser).setFiles({ name: '設定.exe', mimeType: 'application/x', buffer: Buffer.from(content) });
      return dialog;
    };
    const submit = { name: '登録する' };
    const first = await register('印刷管理', 'twenty-five bytes of text');
    await first.getByRole('button', submit).click();
    await page.getByText('印刷管理 2.0 を登録しました。').waitFor();
    expect(changes().map(({ request }) => request.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
      'POST /add-on-software',
      'PUT /add-on-software/ID/parts/0',
      'PUT /add-on-software/ID/parts/1',
      'PUT /add-on-software/ID/parts/2',
      'POST /add-on-software/ID/complete',
    ]);
    expect(changes()[0]?.body).toEqual({
      platform: 'windows',
      name: '印刷管理',
      version: '2.0',
      fileName: '設定.exe',
      bytes: 25,
    });
    const second = await register('印刷管理', '');
    await second.getByText('ファイルが空です。').waitFor();
    expect(await second.getByRole('button', submit).isDisabled()).toBe(true);
    await second.getByRole('button', { name: 'キャンセル' }).click();
    const third = await register('印刷管理', 'other');
    await third.getByRole('button', submit).click();
    await third.getByText('同じ OS に、同じ名称とバージョンのソフトウェアがあります。').waitFor();
    // A part that the server refuses: said in words, and what was entered stays, under a name that can be had.
    await third.getByLabel(/^名称/).fill(unfitName);
    await third.getByRole('button', submit).click();
    await third.getByText('ファイルの一部の大きさが、登録を始めたときと合いません。').waitFor();
    expect(changes().at(-1)?.request).toMatch(/^DELETE \/add-on-software\//);
    await third.getByText('設定.exe').waitFor();
    expect(await third.getByLabel(/^バージョン/).inputValue()).toBe('2.0');
    await third.getByRole('button', { name: 'キャンセル' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: '設定.exe をダウンロード' }).click();
    expect((await saved).suggestedFilename()).toBe('設定.exe');
    await page.getByRole('button', { name: '印刷管理 2.0 を削除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '削除', exact: true }).click();
    await page.getByText('機能追加用ソフトウェアは登録されていません').waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test.each([
  ['setup.exe', 1, null],
  ['設定 1.0.msi', 512 * 1024 * 1024, null],
  ['setup.exe', 0, 'empty'],
  ['setup.exe', 512 * 1024 * 1024 + 1, 'too-large'],
  ['a:b.exe', 1, 'name'],
  ['setup.', 1, 'name'],
  ['x'.repeat(151), 1, 'name'],
])('a file %s of %i bytes: %s', (name, size, fault) => {
  expect(fileFault({ name, size })).toBe(fault);
});
