/** Import of inventory files on the screen: chosen, confirmed, and what each file came to. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { inventoryImport, makeTasks, refusedArchive } from './fake-tasks.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(30);
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, changes: [], tasks: makeTasks() });
});

const timeoutMs = 60_000;

test(
  'a file is sent only after somebody has confirmed it; refused files stand with their reason',
  async () => {
    const { page, close } = await stage.open('/', { language: 'ja' });
    await page.getByRole('link', { name: 'ハードウェア登録' }).click();
    await page.getByText('フォルダーを圧縮した zip を選びます').waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'Inventory.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from('an archive'),
    });
    await page.getByText('インベントリを登録しますか?').waitFor();
    const group = page.getByRole('combobox', { name: 'ほかのエージェントの端末を登録するグループ' });
    await group.click();
    await page.getByRole('option', { name: '開発部' }).click();
    expect(stage.api.state.changes).toEqual([]);
    const sent = page.waitForRequest(/inventory-import/);
    await page.getByRole('button', { name: '登録', exact: true }).click();
    expect(new URL((await sent).url()).searchParams.get('group')).toBe('2');
    await page.getByText('取り込みが終わりました (取り込めないファイル 2 個)').waitFor();
    expect(stage.api.state.changes).toEqual([{ request: 'POST /inventory-import', body: 'an archive' }]);
    await page.getByText('登録: 118 · 更新: 4').waitFor();
    await page.getByText('ファイルが壊れているか、書き換えられています。').waitFor();
    const link = page.getByRole('link', { name: 'ファイルごとの結果をダウンロード' });
    expect(await link.getAttribute('href')).toBe(`/api/v1/tasks/${inventoryImport.id}/files/result`);
    await close();
  },
  timeoutMs,
);

test(
  'an archive that is refused as a whole says why',
  async () => {
    const { page, close } = await stage.open(`/inventory-import?task=${refusedArchive.id}`, { language: 'en' });
    await page.getByText('The archive cannot be read, so nothing was imported.').waitFor();
    await page.getByText('Files overlap within the zip. Compress it again.').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'an address for other agents is made with what they are to be told, listed, and revoked after a question',
  async () => {
    const { page, close } = await stage.open('/inventory-import', { language: 'en' });
    const section = page.getByRole('region', { name: 'Addresses for other agents' });
    await section.getByText('No address yet.').waitFor();
    await section.getByRole('button', { name: 'New address' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Please fill this in.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('old server');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('The secret is shown now and never again.').waitFor();
    const command = page.getByRole('textbox', { name: 'OCS (Unix)' });
    expect(await command.textContent()).toBe(
      'ocsinventory-agent --server=https://sekisho.example.jp/device/v1/agents --user=sekisho --password=the-secret --realm=Sekisho',
    );
    // It would never be seen again.
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await section.getByRole('cell', { name: 'old server', exact: true }).waitFor();
    await section.getByRole('button', { name: 'Revoke old server' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await section.getByText('Revoked', { exact: true }).waitFor();
    expect(stage.api.state.changes).toEqual([
      { request: 'POST /agent-intakes', body: { name: 'old server', groupId: 0, expiresInDays: 90 } },
      { request: expect.stringMatching(/^POST \/agent-intakes\/.*\/revocation$/), body: undefined },
    ]);
    await close();
  },
  timeoutMs,
);
