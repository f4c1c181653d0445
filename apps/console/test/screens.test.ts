/** What a person does on the screens, and what reaches the server for it. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { makeDevice, uuid } from './fake-world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(450);
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, setupNeeded: false, reachable: true, changes: [] });
});

const changes = () => stage.api.state.changes;
const timeoutMs = 60_000;

/** What a browser gets of a file of the build: the compressed one beside it, where there is one. */
function sizeAsServed(pathname: string): number {
  const file = path.join(import.meta.dirname, '../dist', pathname);
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}

test(
  'set-up: faults at their fields, then the recovery key, then home',
  async () => {
    Object.assign(stage.api.state, { loggedIn: false, setupNeeded: true });
    const { page, close } = await stage.open('/setup#token=a-token-that-is-long-enough', { language: 'en' });
    await page.getByRole('button', { name: 'Register' }).click();
    expect(await page.getByText('Please fill this in.').count()).toBe(4);
    await page.getByLabel('Organization name').fill('Sekisho Ltd.');
    await page.getByLabel('Contracted devices').fill('250');
    await page.getByLabel('Login ID').fill('hanako');
    await page.getByLabel('E-mail address').fill('hanako@example.jp');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('SKR1-7Q2M').waitFor();
    expect(changes()[0]).toEqual({
      request: 'POST /setup',
      body: {
        token: 'a-token-that-is-long-enough',
        organizationName: 'Sekisho Ltd.',
        contractedDevices: 250,
        loginId: 'hanako',
        password: 'correct horse battery',
        email: 'hanako@example.jp',
        language: 'en',
      },
    });
    const goOn = page.getByRole('button', { name: 'Go to Home' });
    expect(await goOn.isDisabled()).toBe(true);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    expect((await saved).suggestedFilename()).toBe('sekisho-recovery-key-SK7Q2M9X4T.txt');
    await page.getByLabel('I have kept the recovery key').check();
    await goOn.click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'a lock that no unlock key releases is asked for beside the lock, and goes to the server with it',
  async () => {
    const { page, complaints, close } = await stage.open(`/devices/${uuid(1)}`, { language: 'ja' });
    await page.getByRole('button', { name: 'ロック', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: '解除キーでも解除させない' }).check();
    await dialog.getByRole('button', { name: 'ロックする' }).click();
    await page.getByText('解除キー無効').waitFor();
    expect(changes().at(-1)?.body).toEqual({ kind: 'lock', noKeys: true });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'log-in leads back to where one wanted to go, and says when the password is wrong',
  async () => {
    stage.api.state.loggedIn = false;
    const { page, close } = await stage.open('/policies/A02', { language: 'ja' });
    await page.getByLabel('ログイン ID').fill('admin');
    await page.getByLabel('パスワード', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'ログイン', exact: true }).click();
    await page.getByText('ログインできませんでした。').waitFor();
    await page.getByLabel('パスワード', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'ログイン', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'A02' }).waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'a session that ends leads to the log-in with a word about it',
  async () => {
    const { page, close } = await stage.open('/', { language: 'ja' });
    await page.getByText('450 台').waitFor();
    stage.api.state.loggedIn = false;
    await page.getByText('ログインの期限が切れました').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'the list loads on as one scrolls, and only the rows in view are drawn',
  async () => {
    const { page, close } = await stage.open('/', { language: 'en' });
    await page.getByText('450 devices').waitFor();
    const list = page.getByRole('region', { name: 'List of devices' });
    for (const rows of [200, 400, 450]) {
      await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.locator(`tbody tr[aria-rowindex="${rows + 1}"]`).waitFor();
    }
    expect(await page.locator('tbody tr').count()).toBeLessThan(80);
    await close();
  },
  timeoutMs,
);

test(
  'a new device stands in the list without a reload',
  async () => {
    const { page, close } = await stage.open('/?keyword=newcomer', { language: 'en' });
    await page.getByText('No device matches').waitFor();
    stage.api.state.devices.push({ ...makeDevice(900), computerName: 'newcomer' });
    await page.getByRole('link', { name: 'newcomer' }).waitFor();
    stage.api.state.devices.pop();
    await close();
  },
  timeoutMs,
);

test(
  'filters and order stand in the address, columns in the browser',
  async () => {
    const { page, close } = await stage.open('/', { language: 'en' });
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Timer lock' }).click();
    await page.waitForURL(/state=timer-locked/);
    await page.getByRole('button', { name: 'Last check-in' }).click();
    await page.waitForURL(/sort=-lastSeenAt/);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Model' }).click();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('columnheader', { name: 'Model' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Last check-in' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    expect(await page.locator('tbody tr [data-state="timer-locked"]').count()).toBeGreaterThan(0);
    expect(await page.locator('tbody tr [data-state="online"]').count()).toBe(0);
    await close();
  },
  timeoutMs,
);

test(
  'many are locked only after their number was spelled out; what was refused is told by reason',
  async () => {
    const { page, close } = await stage.open('/?keyword=pc-00', { language: 'en' });
    await page.locator('thead input[type=checkbox]').check();
    await page.getByText('9 devices selected').waitFor();
    await page.getByRole('button', { name: 'Lock…', exact: true }).click();
    expect(changes()).toEqual([]);
    await page.getByRole('button', { name: 'Lock 9 devices' }).click();
    await page.getByText('Refused for 1 device.').waitFor();
    await page.getByText('A device that is being wiped takes no other command. (1 device)').waitFor();
    expect(changes().map(({ request }) => request)).toEqual(['POST /devices/commands']);
    await close();
  },
  timeoutMs,
);

test(
  'lock: what will happen, then each step as it comes',
  async () => {
    const id = uuid(13);
    const { page, close } = await stage.open(`/devices/${id}`, { language: 'ja' });
    await page.getByRole('button', { name: 'ロック', exact: true }).click();
    await page.getByText('すべての画面が覆われ').waitFor();
    await page.getByRole('button', { name: 'ロックする' }).click();
    await page.locator('[data-command-state=issued]').waitFor();
    Object.assign(stage.api.state.commands.get(id)?.[0] ?? {}, {
      state: 'delivered',
      deliveredAt: new Date().toISOString(),
    });
    await page.locator('[data-command-state=delivered]').waitFor();
    const at = new Date().toISOString();
    Object.assign(stage.api.state.commands.get(id)?.[0] ?? {}, { state: 'done', executedAt: at, completedAt: at });
    Object.assign(stage.api.state.devices[12] ?? {}, { state: 'remote-locked', lockMode: 'remote', openCommand: null });
    await page.locator('[data-command-state=done]').waitFor();
    await page.locator('[data-state=remote-locked]').first().waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'a wiping device can be neither locked nor unlocked, and it says why',
  async () => {
    const { page, close } = await stage.open(`/devices/${uuid(9)}`, { language: 'en' });
    await page.getByText('A device that is being wiped can be neither locked nor unlocked.').waitFor();
    expect(await page.getByRole('button', { name: 'Lock', exact: true }).isDisabled()).toBe(true);
    await close();
  },
  timeoutMs,
);

test(
  'only what was edited of a device is saved, and a note that is too long is not',
  async () => {
    const { page, close } = await stage.open(`/devices/${uuid(1)}`, { language: 'en' });
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await page.getByLabel('Note', { exact: true }).fill('漢'.repeat(251));
    await page.getByText('a full-width one counts two').waitFor();
    await save.click();
    expect(changes()).toEqual([]);
    await page.getByLabel('Note', { exact: true }).fill('漢字');
    await save.click();
    await page.getByText('The device fetches it at its next check-in.').waitFor();
    expect(changes()).toEqual([{ request: `PATCH /devices/${uuid(1)}`, body: { note: '漢字' } }]);
    await close();
  },
  timeoutMs,
);

test(
  'Ctrl+K finds devices, pages and actions by keyboard alone',
  async () => {
    const { page, close } = await stage.open('/groups', { language: 'en' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    const box = page.getByRole('dialog').getByRole('textbox');
    await box.fill('tokyo-pc-003');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /tokyo-pc-003/ })
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'tokyo-pc-003' }).waitFor();
    await page.keyboard.press('Control+k');
    await box.fill('polic');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Policies' }).waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'the language is switched in one place, without a reload, and kept',
  async () => {
    const { page, close } = await stage.open('/history', { language: 'ja' });
    await page.getByRole('heading', { level: 1, name: '履歴' }).waitFor();
    await page.getByRole('button', { name: /English/ }).click();
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    await expect.poll(() => page.title()).toBe('History — Sekisho');
    await close();
  },
  timeoutMs,
);

test(
  'a server that cannot be reached is told, what is known stays, and all is well again by itself',
  async () => {
    const { page, close } = await stage.open('/', { language: 'en' });
    await page.getByText('450 devices').waitFor();
    stage.api.state.reachable = false;
    await page.getByText('The server cannot be reached. What you see is as of').waitFor();
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(5);
    stage.api.state.reachable = true;
    await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' });
    await close();
  },
  timeoutMs,
);

test(
  'no more than 300 KB of compressed script before the first list',
  async () => {
    const { page, close } = await stage.open('/favicon.svg', { language: 'ja' });
    const scripts: number[] = [];
    page.on('response', (response) => {
      if (/\.js$/.test(new URL(response.url()).pathname)) scripts.push(sizeAsServed(new URL(response.url()).pathname));
    });
    await page.goto(stage.api.url);
    await page.locator('tbody tr').first().waitFor();
    expect(scripts.length).toBeGreaterThan(10);
    expect(scripts.reduce((sum, size) => sum + size, 0)).toBeLessThan(300 * 1024);
    await close();
  },
  timeoutMs,
);
