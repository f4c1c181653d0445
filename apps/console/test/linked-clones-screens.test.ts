/** Linked clones in the console: what their client does not do, the option of those that are thrown away, and the removal of silent ones. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from './console-page.ts';
import { makeInstallerSettings } from './fake-installers.ts';
import { makeDevice } from './fake-world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => {
  const devices = stage.api.state.devices.map((_, index) => makeDevice(index));
  Object.assign(stage.api.state, {
    changes: [],
    devices,
    installerSettings: makeInstallerSettings(),
    silentDays: null,
  });
});

const timeoutMs = 60_000;

test(
  'a device: a linked clone can be locked, and tells what it does not do; one without a client can get no command',
  async () => {
    const [clone, once] = stage.api.state.devices;
    if (clone === undefined || once === undefined) throw new Error('no devices');
    Object.assign(clone, { clientKind: 'linked-clone', state: 'online', lockMode: 'unlocked', openCommand: null });
    Object.assign(once, { clientKind: 'on-demand', state: 'inventory-only', lockMode: 'unlocked', openCommand: null });
    const first = await stage.open(`/devices/${clone.id}`, { language: 'ja' });
    const list = first.page.getByRole('list', { name: 'このクライアントで使えない機能' });
    await list.getByText('クイックリモコン', { exact: true }).waitFor();
    expect(await list.getByRole('listitem').count()).toBe(10);
    expect(await first.page.getByRole('button', { name: 'ロック', exact: true }).isEnabled()).toBe(true);
    expect(first.complaints).toEqual([]);
    await first.close();
    const second = await stage.open(`/devices/${once.id}`, { language: 'en' });
    await second.page.getByText('no command can be issued for it').waitFor();
    for (const name of ['Lock', 'Unlock', 'Wipe…'])
      expect(await second.page.getByRole('button', { name, exact: true }).isDisabled(), name).toBe(true);
    expect(await second.page.getByText('What this client does not do').count()).toBe(0);
    await second.close();
  },
  timeoutMs,
);

test(
  'a setting: what linked clones do not do is said there, and the record of the one before is an option of theirs alone',
  async () => {
    const { page, complaints, close } = await stage.open('/client-deployment/windows/linked-clone/new', {
      language: 'en',
    });
    await page.getByRole('list', { name: 'What this client does not do' }).getByText('Disk encryption').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('VDI');
    const option = page.getByRole('switch', { name: /Thrown-away clones find their earlier record again/ });
    expect(await option.isChecked()).toBe(false);
    await option.check();
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('dialog').getByText('Thrown-away clones').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
    await page.getByText('The setting “VDI” is registered.').waitFor();
    expect(stage.api.state.installerSettings.at(-1)).toMatchObject({
      clientKind: 'linked-clone',
      initial: { findsRecordAgain: true },
    });
    expect(complaints).toEqual([]);
    await close();
    const standard = await stage.open('/client-deployment/windows/standard/new', { language: 'en' });
    await standard.page.getByLabel('Name', { exact: true }).waitFor();
    expect(await standard.page.getByText('Thrown-away clones').count()).toBe(0);
    expect(await standard.page.getByText('What this client does not do').count()).toBe(0);
    await standard.close();
  },
  timeoutMs,
);

test(
  'silent clones: who would go is named before it is saved, and how many went is told afterwards',
  async () => {
    const { page, complaints, close } = await stage.open('/system', { language: 'ja' });
    const days = page.getByLabel('登録解除するまでの日数');
    await days.fill('3');
    await page.getByText('7 から 3,650 までの日数を入力するか、空欄にしてください。').waitFor();
    await days.fill('30');
    await page.getByText('今夜、次の 2 台を登録解除します。').waitFor();
    await page.getByRole('link', { name: 'VDI-2' }).waitFor();
    expect(stage.api.state.silentDays).toBeNull();
    const section = page.getByRole('region', { name: '連絡のないリンククローン' });
    await section.getByRole('button', { name: '保存' }).click();
    await page.getByText('次の夜から有効になります。').waitFor();
    await page.getByText(/4 台を登録解除しました。監査ログで確認できます。/).waitFor();
    expect(stage.api.state.silentDays).toBe(30);
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);
