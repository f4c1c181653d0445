/** Wipe in the console: its targets set on a policy's page, issued from a device's page by typing its name, followed to the signed word. */

import { readFile } from 'node:fs/promises';
import type { Wipe, WipeTargets } from '@sekisho/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { wipePreview, wipeRules, withPreset } from '../src/features/policies/sections/wipe.ts';
import { type Stage, setStage } from './console-page.ts';
import { makeOutcome, reported } from './fake-wipes.ts';

const timeoutMs = 60_000;
const none: WipeTargets = { folders: [], patterns: [], volumes: [], encryptionKeys: false, shutDown: false };
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
    wipes: new Map(),
  });
});

function deviceAt(index: number) {
  const device = stage.api.state.devices[index];
  if (device === undefined) throw new Error('no such device');
  return device;
}

function setTargets(targets: Partial<WipeTargets>): void {
  for (const policy of stage.api.state.policies)
    policy.settings = { ...policy.settings, wipeTargets: { ...none, ...targets } };
}

test(
  'targets are set by hand and from presets, faults stand at their field, the preview says what goes and what stays',
  async () => {
    setTargets({});
    const { page, complaints, close } = await stage.open('/policies/A03', { language: 'ja' });
    const section = page.getByRole('region', { name: '消去対象' });
    await section.getByText('消去命令を出せません').waitFor();
    await section.getByRole('button', { name: 'フォルダーを追加' }).click();
    await section.getByLabel('フォルダー 1', { exact: true }).fill('/home/../etc');
    await section.getByText('フォルダーの完全なパスを指定してください').waitFor();
    expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true);
    await section.getByLabel('フォルダー 1', { exact: true }).fill('/srv/業務');
    await section.getByRole('button', { name: 'ファイル名を追加' }).click();
    await section.getByLabel('検索するフォルダー 1').fill('/data');
    await section.getByLabel('ファイル名 1', { exact: true }).fill('*.xlsx');
    await section.getByRole('button', { name: 'よく使う対象を追加' }).click();
    await page.getByRole('menuitem', { name: /システムのあるボリューム全体/ }).click();
    await section.getByRole('button', { name: 'C: を削除' }).click();
    await section.getByRole('switch', { name: '暗号化の鍵を消す' }).check();
    expect(await section.getByRole('switch', { name: '消去の後にシャットダウンする' }).isDisabled()).toBe(true);
    for (const line of ['/data 以下の *.xlsx', 'フォルダー /srv/業務', 'ボリューム / 全体', '暗号化の鍵'])
      await section.getByRole('listitem').filter({ hasText: line }).first().waitFor();
    await section.getByText('消えないもの').waitFor();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('保存した内容から変わっていません。').waitFor();
    expect(stage.api.state.policies[2]?.settings.wipeTargets).toEqual({
      folders: ['/srv/業務'],
      patterns: [{ folder: '/data', pattern: '*.xlsx' }],
      volumes: ['/'],
      encryptionKeys: true,
      shutDown: false,
    });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'a wipe shows its targets first, wants the name typed, says how it goes, and can be cancelled while unfetched',
  async () => {
    setTargets({ folders: ['/home', 'C:\\Users'], encryptionKeys: true });
    const device = deviceAt(5);
    const { page, complaints, close } = await stage.open(`/devices/${device.id}`, { language: 'en' });
    await page.getByRole('button', { name: 'Wipe…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Folder /home', { exact: true }).waitFor();
    expect(await dialog.getByText('C:\\Users').count()).toBe(0);
    await dialog.getByText('Disks encrypted with LUKS').waitFor();
    await dialog.getByText('Other volumes mounted inside a target').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Wipe it' });
    const name = dialog.getByLabel(`To confirm, type the computer name “${device.computerName}”`);
    await name.fill(device.computerName.toUpperCase());
    expect(await confirm.isDisabled()).toBe(true);
    await name.fill(device.computerName);
    await confirm.click();
    await page.getByText('The wipe has been issued.').waitFor();
    expect(stage.api.state.changes.at(-1)).toEqual({
      request: `POST /devices/${device.id}/wipe`,
      body: { computerName: device.computerName, policyRevision: stage.api.state.policies[0]?.revision },
    });
    const panel = page.getByRole('region', { name: 'Wipe', exact: true });
    await panel.getByText('Void if the device has not fetched it by').waitFor();
    for (const button of ['Lock', 'Unlock', 'Wipe…'])
      expect(await page.getByRole('button', { name: button, exact: true }).isDisabled()).toBe(true);
    await panel.getByRole('button', { name: 'Cancel the wipe' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the wipe' }).click();
    await page.getByText('The wipe has been cancelled.').waitFor();
    await panel.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  },
  timeoutMs,
);

test(
  'what the device has said stands target by target, a failed one plainly, and can be kept as a file',
  async () => {
    setTargets({ folders: ['/home'], encryptionKeys: true });
    const device = deviceAt(7);
    const { page, close } = await stage.open(`/devices/${device.id}`, { language: 'ja' });
    await page.getByRole('button', { name: '消去…' }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/コンピューター名/)
      .fill(device.computerName);
    await page.getByRole('button', { name: '消去する' }).click();
    const panel = page.getByRole('region', { name: '消去', exact: true });
    await panel.waitFor();
    const issued = stage.api.state.wipes.get(device.id) as Wipe;
    const home = makeOutcome({
      kind: 'folder',
      path: '/home',
      removedFiles: 8210,
      removedFolders: 655,
      removedBytes: 9e9,
    });
    stage.api.state.wipes.set(device.id, reported(issued, 'before-keys', [home]));
    await panel.getByText('鍵を消す前までの結果が届きました').waitFor();
    await panel.getByText('端末を再登録すると解除されます').waitFor();
    const keys = makeOutcome({
      kind: 'encryption-keys',
      path: '/dev/nvme0n1p3',
      keyslotsBefore: 2,
      code: 'wipe-keys-left',
      keyslotsAfter: 2,
    });
    const failed = makeOutcome({
      kind: 'pattern',
      path: '/srv',
      pattern: '*.xlsx',
      code: 'wipe-target-incomplete',
      failed: 1,
      failures: [{ path: '/srv/locked.xlsx', reason: 'EPERM' }],
    });
    stage.api.state.wipes.set(device.id, reported(issued, 'complete', [failed, home, keys]));
    Object.assign(device, { state: 'wipe-incomplete', openCommand: null, lockMode: 'wiping' });
    await panel.getByText('消去できなかったものがあります。').waitFor();
    await panel.getByText('/srv/locked.xlsx: EPERM').waitFor();
    await panel.getByText('鍵 2 → 2').waitFor();
    await page.getByText('一部未消去').first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: '署名付きの報告を保存' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`wipe-${issued.id}.json`);
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toHaveProperty('receipts');
    await close();
  },
  timeoutMs,
);

test(
  'a device whose policy names nothing to wipe is not wiped, and the way to the targets is shown',
  async () => {
    setTargets({ folders: ['C:\\Users'] });
    const { page, close } = await stage.open(`/devices/${deviceAt(0).id}`, { language: 'en' });
    await page.getByRole('button', { name: 'Wipe…' }).click();
    await page.getByText('has no wipe targets for the system of this device').waitFor();
    expect(await page.getByRole('button', { name: 'Wipe it' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Look at or change the targets' }).click();
    await page.getByRole('region', { name: 'Wipe targets' }).waitFor();
    await close();
  },
  timeoutMs,
);

test('presets add what is not there yet; the preview leaves out what is not given', () => {
  const once = withPreset({ ...none, folders: ['/home'] }, 'linuxUsers');
  expect(once.folders).toEqual(['/home', '/root']);
  expect(withPreset(once, 'linuxUsers')).toEqual(once);
  const words = { t: (key: string) => key, duration: String } as unknown as Parameters<typeof wipePreview>[1];
  expect(wipePreview({ ...none, folders: ['', 'C:\\Users'] }, words).map(({ on }) => on)).toEqual(['windows']);
  expect(wipePreview(none, words)).toEqual([]);
});

test('faults are named by their fields', async () => {
  const { defaultPolicySettings } = await import('@sekisho/contracts');
  const words = { t: (key: string) => key, duration: String } as unknown as Parameters<typeof wipeRules.faults>[1];
  const wipeTargets = {
    ...none,
    folders: ['/a', 'b', ''],
    patterns: [{ folder: '/a', pattern: 'x/y' }],
    volumes: ['D:', 'D:'],
  };
  expect(wipeRules.faults({ ...defaultPolicySettings, wipeTargets }, words)).toEqual({
    'wipe/folders/1': 'policy.wipe.fault.wipe-path-invalid',
    'wipe/folders/2': 'common.required',
    'wipe/patterns/0/pattern': 'policy.wipe.fault.wipe-pattern-invalid',
    'wipe/volumes/1': 'policy.wipe.fault.wipe-target-repeated',
  });
});
