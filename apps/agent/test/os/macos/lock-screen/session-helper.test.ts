/** What the helper of the session is left: for everybody to read, for root to write, and only what has changed. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseDesired, type ScreenContent } from '../../../../src/os/any/drawing/content.ts';
import { createSessionHelper } from '../../../../src/os/macos/lock-screen/session-helper.ts';
import { recordedMac } from '../recorded-mac.ts';

const content: ScreenContent = {
  screen: 'remote',
  title: 'Locked',
  lines: [],
  message: [],
  telephone: '',
  language: 'en',
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sekisho-helper-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('it reads what is to be shown, then that nothing is; each with a greater revision, also for a later agent', async () => {
  const file = path.join(folder, 'run/screen.json');
  const read = () => parseDesired(readFileSync(file, 'utf8'));
  const mac = recordedMac();
  const helper = createSessionHelper(mac, file, expect.unreachable);
  await helper.prepare(content);
  const first = read();
  expect(first?.screen).toEqual(content);
  expect([statSync(file).mode & 0o777, statSync(path.dirname(file)).mode & 0o777]).toEqual([0o644, 0o755]);
  await helper.prepare(content);
  expect(read()).toEqual(first);
  const later = createSessionHelper(mac, file, expect.unreachable);
  await later.hide();
  expect(read()?.screen).toBeNull();
  expect(read()?.revision).toBeGreaterThan(first?.revision ?? 0);
  await helper.start(501);
  expect(mac.calls).toEqual(['launchctl kickstart gui/501/sekisho.agent.session']);
});

test('what could not be written is said, and written the next time', async () => {
  const warned: string[] = [];
  const parent = path.join(folder, 'full');
  writeFileSync(parent, '');
  const helper = createSessionHelper(recordedMac(), path.join(parent, 'screen.json'), (message) =>
    warned.push(message),
  );
  await helper.prepare(content);
  expect(warned).toHaveLength(1);
  rmSync(parent);
  mkdirSync(parent);
  await helper.prepare(content);
  expect(parseDesired(readFileSync(path.join(parent, 'screen.json'), 'utf8'))?.screen).toEqual(content);
});
