/**
 * The client window (N26, N13, N21, N01) on a real X server with the real GTK, by keyboard alone and as a screen reader finds it: registered
 * there, connected, its proxy locked by policy, out of use, registered anew.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DeviceList, Policy, SystemInformation } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { type ServerProcess, startServer } from '@sekisho/testkit/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Control, setWindowStage, type WindowStage } from './window-stage.ts';

/** Read out by what is in them. */
const containers = new Set(['frame', 'page tab list']);
let server: ServerProcess;
let serialNumber: string;
const timeoutMs = 180_000;
const pictures = process.env['SEKISHO_TEST_PICTURES'];

beforeAll(async () => {
  server = await startServer();
  serialNumber = ((await server.api('/system')).body as SystemInformation).serialNumber;
}, timeoutMs);
afterAll(() => server.dispose());

const config = () => ({ server: server.url, ca: null, trustHash: null, proxy: null });
const registered = async () => ((await server.api('/system')).body as SystemInformation).registeredDevices;
const named = (controls: readonly Control[], role: string, name: string | RegExp) =>
  controls.find(
    (control) => control.role === role && (typeof name === 'string' ? control.name === name : name.test(control.name)),
  );

async function savePolicy(change: (policy: Policy) => void): Promise<void> {
  const policy = (await server.api('/policies/A01')).body as Policy;
  change(policy);
  const { name, settings, revision } = policy;
  const saved = await server.api('/policies/A01', { method: 'PUT', body: { name, settings, revision } });
  expect(saved.status).toBe(200);
}

async function picture(stage: WindowStage, name: string): Promise<void> {
  if (pictures !== undefined) await stage.screen.save(path.join(pictures, `${name}.png`));
}

test('registered, connected, locked by policy, out of use and registered anew, in Japanese, without a mouse', {
  timeout: timeoutMs,
}, async () => {
  await using stage = await setWindowStage(config());
  await stage.startAgent();
  const before = await registered();
  await stage.openWindow('ja');
  await stage.hear('未登録');
  // The field for the serial number has the focus; a wrong number brings the documented sentence.
  await stage.type('AAAAA-AAAAA-AAAAA-AAAAA');
  await stage.press('Return');
  await stage.hear('認証に失敗しました。入力されたシリアル番号、または契約数に間違いがないかご確認ください。');
  await picture(stage, 'window-refused-ja');
  await stage.press('ctrl+a');
  await stage.type(serialNumber.toLowerCase());
  await stage.press('alt+g');
  const done = await stage.hear('登録しました。組織: ');
  const badge = named(done, 'label', '登録済み');
  const [frame] = done.filter(({ role }) => role === 'frame');
  if (badge?.box == null || frame?.box == null) throw new Error('no badge');
  // At the lower left.
  expect(badge.box[0]).toBeLessThan(30);
  expect(badge.box[1]).toBeGreaterThan(frame.box[3] * 0.8);
  expect(await registered()).toBe(before + 1);
  const [device] = ((await server.api('/devices')).body as DeviceList).items;

  await stage.press('alt+s');
  await stage.hear('ロックなし');
  await stage.press('alt+c');
  await stage.hear('接続しました。最新の設定を受け取りました。');
  await picture(stage, 'window-status-ja');

  await savePolicy(({ settings }) => Object.assign(settings.proxy, { mode: 'none', locked: true }));
  await stage.press('alt+n');
  const locked = await stage.hear('管理者がプロキシの設定をロックしているため、変更できません。');
  for (const radio of locked.filter(({ role }) => role === 'radio button'))
    expect(radio.sensitive, radio.name).toBe(false);
  expect(named(locked, 'push button', /^適用/)?.sensitive).toBe(false);
  await picture(stage, 'window-locked-ja');
  expect((await stage.cli('proxy', '--proxy', 'none')).said).toMatch(/locked/);
  await savePolicy(({ settings }) => Object.assign(settings.proxy, { mode: 'device', locked: false }));
  await stage.hear('サーバーとの通信に使うプロキシを選んでください。');

  await server.api(`/devices/${device?.id}/deregister`, { method: 'POST' });
  await stage.press('alt+s');
  const over = await stage.hear('この端末は登録を解除されました。');
  expect(named(over, 'label', '使用不可')).toBeDefined();
  expect(named(over, 'push button', /^接続/)?.sensitive).toBe(false);
  await picture(stage, 'window-deregistered-ja');
  expect(await registered()).toBe(before);
  expect((await stage.cli('status')).said).toMatch(/State: deregistered/);

  await stage.press('alt+r', 'alt+e', 'ctrl+a');
  await stage.type(serialNumber);
  await stage.press('Return');
  await stage.hear('登録済み');
  const again = await eventually(
    async () =>
      ((await server.api('/devices')).body as DeviceList).items.filter(({ state }) => state !== 'deregistered'),
    (items) => items.length === before + 1,
  );
  expect(again.map(({ id }) => id)).not.toContain(device?.id);
});

test('network settings in English: told by their names to a screen reader, used by keyboard, kept over a restart', {
  timeout: timeoutMs,
}, async () => {
  await using stage = await setWindowStage(config());
  await stage.startAgent();
  await stage.openWindow('en');
  await stage.hear('Not registered');
  const registration = await stage.read();
  expect(named(registration, 'text', '')?.labels).toEqual(['Serial number']);
  await stage.press('alt+n', 'alt+m', 'alt+l');
  await stage.hear('Enter a valid host and port');
  await stage.press('alt+h');
  await stage.type('2001:db8::7');
  await stage.press('Tab');
  await stage.type('3128');
  await stage.press('alt+b');
  await stage.type('.example.com');
  const filled = await stage.read();
  const fields = filled.filter(({ role }) => role === 'text').map(({ labels, text }) => [labels[0], text]);
  expect(fields.sort()).toEqual([
    ['Host for IPv6', ''],
    ['Host', '2001:db8::7'],
    ['No proxy for (by-pass)', '.example.com'],
    ['Port for IPv6', ''],
    ['Port', '3128'],
  ]);
  await stage.press('alt+l');
  await stage.hear('The network settings were changed.');
  await picture(stage, 'window-network-en');
  const kept = JSON.parse(readFileSync(path.join(stage.stateFolder, 'agent.json'), 'utf8')) as { proxy: unknown };
  expect(kept.proxy).toEqual({ mode: 'manual', url: 'http://[2001:db8::7]:3128', bypass: '.example.com' });
  // A second one for the way over IPv6; the port is asked for with the host.
  await stage.press('alt+i');
  await stage.type('proxy6.example.com');
  await stage.press('alt+l');
  await stage.hear('Enter a valid host and port');
  await stage.press('alt+v');
  await stage.type('8080');
  await stage.press('alt+h', 'ctrl+a');
  await stage.type('proxy.example.com');
  await stage.press('alt+l');
  await stage.hear('The network settings were changed.');
  const both = JSON.parse(readFileSync(path.join(stage.stateFolder, 'agent.json'), 'utf8')) as { proxy: unknown };
  expect(both.proxy).toEqual({
    mode: 'manual',
    url: 'http://proxy.example.com:3128',
    urlIpv6: 'http://proxy6.example.com:8080',
    bypass: '.example.com',
  });
  const controls = await stage.read();
  for (const control of controls.filter(({ focusable, role }) => focusable && !containers.has(role)))
    expect([control.name, ...control.labels].join(''), `${control.role} without a name`).not.toBe('');
});

test('a second start brings the window to the front and ends; closed by keyboard', { timeout: timeoutMs }, async () => {
  await using stage = await setWindowStage(config());
  await stage.startAgent();
  const first = await stage.openWindow('en');
  await stage.hear('Not registered');
  expect(await stage.cli('window')).toEqual({ code: 0, said: '' });
  await stage.press('alt+o');
  expect(await first.exited).toBe(0);
});

test('without an agent the window says so; without a desktop the terminal does', { timeout: timeoutMs }, async () => {
  await using stage = await setWindowStage(config());
  await stage.openWindow('ja');
  const controls = await stage.hear('エージェントが動いていません');
  expect(named(controls, 'push button', /^接続/)?.sensitive).toBe(false);
  const { code, said } = await windowWithout(stage);
  expect([code, said]).toEqual([1, expect.stringContaining('there is no desktop')]);
});

async function windowWithout(stage: WindowStage) {
  const { startChild } = await import('@sekisho/testkit/child');
  const script = path.join(import.meta.dirname, '../../src/main.ts');
  const child = startChild(process.execPath, [script, 'window', '--state', stage.stateFolder], {
    env: {
      DISPLAY: undefined,
      WAYLAND_DISPLAY: undefined,
      XDG_RUNTIME_DIR: undefined,
      LANG: 'en_US.UTF-8',
      LC_ALL: undefined,
    },
  });
  return { code: await child.exited, said: child.output() };
}
