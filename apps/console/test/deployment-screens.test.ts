/** Client deployment: from a setting over a group to a file, what reaches the server, and what happens when two people work on one setting. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { installerPackages, makeInstallerDownloads, makeInstallerSettings } from './fake-installers.ts';
import { groups, uuid } from './fake-world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, {
    loggedIn: true,
    setupNeeded: false,
    reachable: true,
    changes: [],
    groups: groups.map((group) => ({ ...group })),
    installerPackages,
    installerSettings: makeInstallerSettings(),
    installerDownloads: makeInstallerDownloads(),
  });
});

const timeoutMs = 60_000;
const changes = () => stage.api.state.changes;

test(
  'the three steps, a setting with a wrong proxy and a right one, a question, a group, a file',
  async () => {
    const { page, complaints, close } = await stage.open('/client-deployment', { language: 'ja' });
    await page.getByRole('heading', { name: 'Windows スタンダードクライアント' }).waitFor();
    await page.getByRole('link', { name: 'オンデマンド' }).first().click();
    await page.getByText('3 つの手順で導入できます').waitFor();
    await page.getByRole('link', { name: 'スタンダード' }).last().click();
    await page.getByRole('heading', { name: 'Linux スタンダードクライアント' }).waitFor();
    await page.getByRole('link', { name: '設定を作成' }).click();
    const register = page.getByRole('button', { name: '登録', exact: true });
    await page.getByLabel('名称', { exact: true }).fill('');
    await page.getByText('入力してください。').waitFor();
    expect(await register.isDisabled()).toBe(true);
    await page.getByLabel('名称', { exact: true }).fill('Linux 標準');
    await page.getByRole('radio', { name: 'サイレント形式' }).check();
    await page.getByRole('radio', { name: '次のプロキシを使用する' }).check();
    await page.getByText('少なくとも 1 つのプロキシを入力してください。').waitFor();
    await page.getByRole('textbox', { name: 'IPv4 で接続するときのホスト' }).fill('http://proxy');
    await page.getByText('http:// などを付けずに入力してください。').waitFor();
    await page.getByRole('textbox', { name: 'IPv4 で接続するときのホスト' }).fill('proxy.example.jp');
    await page.getByRole('textbox', { name: 'IPv4 で接続するときのポート' }).fill('8080');
    await page.getByRole('textbox', { name: 'IPv6 で接続するときのホスト' }).fill('2001:db8::8');
    await page.getByRole('textbox', { name: 'IPv6 で接続するときのポート' }).fill('3128');
    await page.getByRole('switch', { name: /プロキシの設定を固定する/ }).check();
    await register.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('proxy.example.jp:8080、[2001:db8::8]:3128').waitFor();
    await dialog.getByRole('button', { name: 'いいえ' }).click();
    expect(changes()).toEqual([]);
    await register.click();
    await dialog.getByRole('button', { name: 'はい' }).click();
    await page.getByText('この名称は使われています。').waitFor();
    await page.getByLabel('名称', { exact: true }).fill('支社 Linux');
    await register.click();
    await dialog.getByRole('button', { name: 'はい' }).click();
    await page.getByText('設定「支社 Linux」を登録しました。').waitFor();
    expect(stage.api.state.installerSettings.at(-1)).toMatchObject({
      platform: 'linux',
      clientKind: 'standard',
      name: '支社 Linux',
      format: 'silent',
      initial: {
        proxy: {
          mode: 'manual',
          ipv4: { host: 'proxy.example.jp', port: 8080 },
          ipv6: { host: '2001:db8::8', port: 3128 },
          locked: true,
        },
      },
    });
    await page.getByRole('button', { name: /^Debian.* をダウンロード…$/ }).click();
    await dialog.getByRole('radio', { name: '営業部' }).check();
    await dialog.getByText('StandardClientLinux_支社 Linux_SK7Q2M9X4T_1_営業部.deb').waitFor();
    await dialog.getByText('64bit', { exact: true }).click();
    await dialog.getByText('StandardClientLinux64_支社 Linux_SK7Q2M9X4T_1_営業部.deb').waitFor();
    await dialog.getByLabel('登録できる台数').fill('0');
    expect(await dialog.getByRole('button', { name: '選択してダウンロード' }).isDisabled()).toBe(true);
    await dialog.getByLabel('登録できる台数').fill('40');
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: '選択してダウンロード' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('StandardClientLinux64_支社 Linux_SK7Q2M9X4T_1_営業部.deb');
    expect(await readFile(await file.path(), 'utf8')).toContain('the bytes of an installer');
    await dialog.getByText("apt install './StandardClientLinux64_支社 Linux_SK7Q2M9X4T_1_営業部.deb'").waitFor();
    expect(changes().at(-1)?.body).toEqual({
      packageId: 'linux-deb',
      architecture: 'x64',
      groupId: 1,
      expiresInDays: 30,
      maximumUses: 40,
    });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'somebody else was first: what I typed stays, their change is taken over; deleted meanwhile, it becomes a new one',
  async () => {
    const address = `/client-deployment/windows/standard/${uuid(2001)}`;
    const { page, complaints, close } = await stage.open(address, { language: 'en' });
    const register = page.getByRole('button', { name: 'Register', exact: true });
    await page.getByText('Nothing differs from what is registered.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Head office');
    await page.getByText('Name: 本社 標準 → Head office').waitFor();
    const [first] = stage.api.state.installerSettings;
    if (first === undefined) throw new Error('no setting');
    Object.assign(first, { revision: 9, updatedBy: 'sato', initial: { ...first.initial, trayIcon: false } });
    await register.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
    await page.getByRole('alert').getByText('Changed by sato:').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Head office');
    expect(await page.getByRole('switch', { name: 'Show an icon in the notification area' }).isChecked()).toBe(false);
    await register.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
    await page.getByText('The setting “Head office” is registered.').waitFor();
    expect(first).toMatchObject({ name: 'Head office', revision: 10, initial: { trayIcon: false } });

    await page.getByRole('radio', { name: 'Silent' }).check();
    stage.api.state.installerSettings = stage.api.state.installerSettings.filter(({ id }) => id !== first.id);
    await register.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
    await page.getByText('Somebody else has deleted this setting.').waitFor();
    await register.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
    await page.getByText('Nothing differs from what is registered.').waitFor();
    expect(stage.api.state.installerSettings.at(-1)).toMatchObject({ name: 'Head office', format: 'silent' });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'a copy has a name of its own; a setting is deleted only after a question; the address survives a reload',
  async () => {
    const { page, complaints, close } = await stage.open('/client-deployment/windows/standard', { language: 'en' });
    await page.getByRole('link', { name: 'Copy 大阪支社 サイレント' }).click();
    await page.getByRole('heading', { name: 'New setting' }).waitFor();
    await page.reload();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Copy of 大阪支社 サイレント');
    expect(await page.getByRole('textbox', { name: 'Over IPv4: host' }).inputValue()).toBe('proxy.example.jp');
    await page.getByRole('link', { name: 'Standard client for Windows' }).click();
    await page.getByRole('button', { name: 'Delete 本社 標準' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(changes()).toEqual([]);
    await page.getByRole('button', { name: 'Delete 本社 標準' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('The setting “本社 標準” is deleted.').waitFor();
    await page.getByRole('link', { name: '本社 標準', exact: true }).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'ten thousand groups: only those in view are drawn, one is found by its name and chosen by keyboard',
  async () => {
    stage.api.state.groups = Array.from({ length: 10_000 }, (_, index) => ({
      id: index + 1,
      name: `Branch ${index + 1}`,
      devices: index,
    }));
    const { page, close } = await stage.open('/client-deployment/windows/standard', { language: 'en' });
    await page.getByRole('button', { name: 'Download 本社 標準…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Branch 1 ID 1 ' }).waitFor();
    expect(await dialog.getByRole('radio').count()).toBeLessThan(60);
    await dialog.getByLabel('Name or ID of a group').fill('9876');
    await dialog.getByRole('radio', { name: 'Branch 9876 ' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await dialog.getByText('_9876_Branch 9876.exe').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'downloads: filtered by the address, revoked after a question',
  async () => {
    const { page, complaints, close } = await stage.open('/client-deployment/downloads', { language: 'en' });
    const ofWindows = page.getByRole('button', { name: /^Revoke StandardClientWin/ });
    await ofWindows.waitFor();
    await page.getByLabel('Setting, group, file name or administrator').fill('Linux');
    await ofWindows.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('keyword')).toBe('Linux');
    await page.getByRole('button', { name: /^Revoke StandardClientLinux/ }).click();
    await page.getByRole('dialog').getByText('Devices that are registered already stay so.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByRole('table').getByText('Revoked', { exact: true }).waitFor();
    expect(changes().map(({ request }) => request)).toEqual([`POST /installers/downloads/${uuid(2102)}/revocation`]);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'what cannot be made is not shown, and what cannot be downloaded yet says what it takes',
  async () => {
    const { page, close } = await stage.open('/client-deployment/windows/standard', { language: 'en' });
    await page.getByText('Install the Debian package wixl there.').waitFor();
    const menu = page.getByRole('navigation', { name: 'Kinds of client' });
    expect(await menu.getByRole('link', { name: 'On-demand' }).count()).toBe(1);
    await menu.getByText('Mac client').waitFor();
    await page.goto(`${stage.api.url}/client-deployment/macos/standard`);
    await page.getByText('npm run packages -- macos').waitFor();
    stage.api.state.installerPackages = [];
    await page.reload();
    await page.getByText('This server has no packages to hand out.').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'the search box finds the kinds of client and the downloads; Home points here beside the command',
  async () => {
    const { page, close } = await stage.open('/?add=true', { language: 'ja' });
    await page.getByRole('dialog').getByRole('link', { name: 'クライアント導入でインストーラーを作成する' }).click();
    await page.getByRole('heading', { name: 'Windows スタンダードクライアント' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('textbox').fill('linux オンデマンド');
    await page.getByRole('dialog').getByText('Linux オンデマンドクライアント').click();
    await page.waitForURL(/\/client-deployment\/linux\/on-demand$/);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('textbox').fill('ダウンロード履歴');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/client-deployment\/downloads$/);
    await close();
  },
  timeoutMs,
);
