/** Policies, groups, system information: what a person does there, and what reaches the server for it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  Object.assign(stage.api.state, { loggedIn: true, setupNeeded: false, reachable: true, changes: [] });
});

const timeoutMs = 60_000;

test(
  'a policy is checked while one types, tells what changes, and two who save do not overwrite each other',
  async () => {
    const { page, close } = await stage.open('/policies/A02', { language: 'en' });
    await page.getByLabel('Period', { exact: true }).fill('1');
    await page.getByRole('combobox', { name: 'Unit of Period' }).click();
    await page.getByRole('option', { name: 'minutes' }).click();
    await page.getByText('Use 3 minutes to 366 days.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('Period', { exact: true }).fill('5');
    await page.getByText('Period: 3 days → 5 minutes').waitFor();
    await page.getByText('20 devices will fetch it').waitFor();
    const policy = stage.api.state.policies[1];
    Object.assign(policy ?? {}, { revision: 40 });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has saved this policy first.').waitFor();
    await page.getByRole('button', { name: 'Load the newest version' }).click();
    await page.getByText('Nothing differs from what is saved.').waitFor();
    await close();
  },
  timeoutMs,
);

test(
  'the lock screen is seen while one writes its message, in both languages, and goes to the server as written',
  async () => {
    const { page, complaints, close } = await stage.open('/policies/A03', { language: 'ja' });
    await page.getByLabel('メッセージ').fill('この端末は会社のものです。\nご連絡ください。');
    await page.getByLabel('電話番号').fill('03-1234-5678');
    const remote = page.getByRole('figure', { name: 'リモートロック中' });
    await remote.getByText('連絡先: 03-1234-5678').waitFor();
    expect(await remote.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(122, 12, 20)');
    await page.getByRole('radiogroup', { name: '見本の言語' }).getByText('English').click();
    await page.getByRole('figure', { name: 'Timer lock' }).getByText('Call: 03-1234-5678').waitFor();
    await page.getByRole('switch', { name: /端末をシャットダウンする/ }).check();
    await page.getByLabel('シャットダウンまでの時間', { exact: true }).fill('0');
    await page.getByText('1 分以上、24 時間以内で指定してください。').waitFor();
    await page.getByLabel('シャットダウンまでの時間', { exact: true }).fill('5');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('保存した内容から変わっていません。').waitFor();
    expect(stage.api.state.policies[2]?.settings.lockScreen).toEqual({
      message: 'この端末は会社のものです。\nご連絡ください。',
      telephone: '03-1234-5678',
      shutDownAfterLockMs: 300_000,
    });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'SSIDs are added one by one, a Japanese one is refused at the field, and what is listed goes to the server',
  async () => {
    const { page, complaints, close } = await stage.open('/policies/A04', { language: 'ja' });
    const input = page.getByLabel('SSID', { exact: true });
    const add = page.getByRole('button', { name: '追加する' });
    await input.fill('本社');
    await page.getByText('日本語などの文字を含む SSID は登録できません。').waitFor();
    expect(await add.isDisabled()).toBe(true);
    await input.fill('Office-5G');
    await input.press('Enter');
    await input.fill('Office-5G');
    await page.getByText('この SSID は登録済みです。').waitFor();
    await input.fill('guest');
    await add.click();
    await page.getByRole('list', { name: '登録した SSID' }).getByText('guest').waitFor();
    await page.getByRole('button', { name: 'guest を削除' }).click();
    await page.getByRole('switch', { name: /SIM が変わった端末/ }).check();
    await page.getByText('SSID: — → Office-5G').waitFor();
    await page.getByText('SIM 監視: しない → する').waitFor();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('保存した内容から変わっていません。').waitFor();
    expect(stage.api.state.policies[3]?.settings).toMatchObject({ ssids: ['Office-5G'], simMonitoring: true });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'the unlock key is saved under its one name; a new one is asked for twice, and not while something is edited',
  async () => {
    const { page, complaints, close } = await stage.open('/policies/A02', { language: 'en' });
    await page.getByText('sekisho-unlock-A02.key').first().waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the unlock key' }).click();
    expect((await saved).suggestedFilename()).toBe('sekisho-unlock-A02.key');
    const issue = page.getByRole('button', { name: 'Issue a new unlock key…' });
    await page.getByRole('switch', { name: /its SIM has changed/ }).check();
    expect(await issue.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Discard' }).click();
    await issue.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Every sekisho-unlock-A02.key handed out so far becomes worthless').waitFor();
    await dialog.getByText('Devices of this policy: 20 devices').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(stage.api.state.changes).toEqual([]);
    await issue.click();
    await dialog.getByRole('button', { name: 'Issue a new key' }).click();
    await page.getByText('A new unlock key is issued.').waitFor();
    expect(stage.api.state.changes.map(({ request }) => request)).toEqual(['POST /policies/A02/unlock-key']);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'groups: the name of the whole organization is warned of, one with devices cannot be deleted',
  async () => {
    const { page, close } = await stage.open('/groups', { language: 'ja' });
    await page.getByRole('button', { name: 'グループを作成' }).click();
    await page.getByRole('dialog').getByLabel('名前').fill('全体管理');
    await page.getByText('「全体管理」は組織全体を表す言葉です').waitFor();
    await page.getByRole('dialog').getByLabel('名前').fill('名古屋支社');
    await page.getByRole('button', { name: '作成', exact: true }).click();
    await page.getByRole('cell', { name: '名古屋支社', exact: true }).waitFor();
    await page.getByRole('button', { name: '営業部 を削除' }).click();
    expect(await page.getByRole('button', { name: '「営業部」を削除' }).isDisabled()).toBe(true);
    await close();
  },
  timeoutMs,
);

test(
  'the serial number is hidden until asked for, a new token is shown once',
  async () => {
    const { page, close } = await stage.open('/system', { language: 'en' });
    await page.getByRole('button', { name: 'Show: Serial number' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Serial number' }).textContent()).toMatch(/^•+$/);
    await page.getByRole('button', { name: 'Show: Serial number' }).click();
    await page.getByRole('textbox', { name: 'Serial number' }).filter({ hasText: 'K7QM-2X9T-4HWD-8RNP' }).waitFor();
    await page.getByRole('button', { name: 'Create a token' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Register');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('sk_7Q2M9X4T').waitFor();
    await page.getByRole('button', { name: 'I have copied it. Close' }).click();
    await page.getByRole('cell', { name: 'Register', exact: true }).waitFor();
    expect(await page.getByText('sk_7Q2M9X4T').count()).toBe(0);
    await close();
  },
  timeoutMs,
);

test(
  'the uninstall password is shown on request, and issued anew after a question',
  async () => {
    const { page, complaints, close } = await stage.open('/system', { language: 'ja' });
    const section = page.getByRole('region', { name: 'アンインストールパスワード' });
    expect(await page.getByText('7K2Q-MX9P-4TRW-H3NB').count()).toBe(0);
    await section.getByRole('button', { name: '表示' }).click();
    await section.getByText('7K2Q-MX9P-4TRW-H3NB').waitFor();
    await section.getByRole('button', { name: '新しく発行' }).click();
    await page.getByText('各端末が次に認証した時点で使えなくなります').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '新しく発行' }).click();
    await page.getByText('アンインストールパスワードを新しく発行しました。').waitFor();
    expect(await page.getByText('7K2Q-MX9P-4TRW-H3NB').count()).toBe(0);
    await section.getByRole('button', { name: '表示' }).click();
    await section.getByText('P8WD-21FZ-KQ0T-6YJE').waitFor();
    await section.getByRole('button', { name: '隠す' }).click();
    await page.getByText('P8WD-21FZ-KQ0T-6YJE').waitFor({ state: 'detached' });
    expect(stage.api.state.changes.map(({ request }) => request)).toEqual([
      'POST /system/uninstall-password/reveal',
      'POST /system/uninstall-password/issue',
      'POST /system/uninstall-password/reveal',
    ]);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'the proxy of a policy is checked while one types, and a device says why it does not use it',
  async () => {
    const { page, complaints, close } = await stage.open('/policies/A04', { language: 'en' });
    await page.getByRole('radio', { name: 'Through this proxy' }).check();
    await page.getByLabel('Address of the proxy').fill('proxy.example.com:8080');
    await page.getByText('Enter a host and port after http:// or https://.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('Address of the proxy').fill('http://proxy.example.com:8080');
    await page.getByText('Proxy: As set on the device → http://proxy.example.com:8080').waitFor();
    await page.getByLabel('Another one over IPv6').fill('[2001:db8::8]:8080');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.getByLabel('Another one over IPv6').fill('http://[2001:db8::8]:8080');
    await page.getByLabel('No proxy for').fill('.example.com');
    await page.getByRole('switch', { name: 'Lock the proxy settings' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing differs from what is saved.').waitFor();
    expect(stage.api.state.policies[3]?.settings.proxy).toEqual({
      mode: 'manual',
      url: 'http://proxy.example.com:8080',
      urlIpv6: 'http://[2001:db8::8]:8080',
      bypass: '.example.com',
      locked: true,
    });
    const [first] = stage.api.state.devices;
    const device = await stage.open(`/devices/${first?.id}`, { language: 'en' });
    await device.page
      .getByText('IPv4: The proxy http://proxy.example.jp:8080 asks for a user name and password.')
      .waitFor();
    await device.page
      .getByText('IPv6: The server cannot be reached through the proxy http://[2001:db8::8]:8080.')
      .waitFor();
    await device.page.getByText('Way in use: without a proxy').waitFor();
    expect([...complaints, ...device.complaints]).toEqual([]);
    await device.close();
    await close();
  },
  timeoutMs,
);
