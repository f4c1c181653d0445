/** What launchd starts in sessions, as far as it goes without AppKit: the helper ends at once where nothing is to be shown. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { macProcesses } from '../../../../src/os/macos/processes.ts';

const modules = path.resolve(import.meta.dirname, '../../../../../../node_modules');
const font = path.join(modules, '@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf');
const screen = { screen: 'remote', title: 'Locked', lines: [], message: [], telephone: '', language: 'en' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sekisho-session-'));
  vi.stubEnv('SEKISHO_AGENT_STATE', path.join(folder, 'state'));
  vi.stubEnv('SEKISHO_AGENT_FONT', font);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function leave(text: string): void {
  mkdirSync(path.join(folder, 'state.client'));
  writeFileSync(path.join(folder, 'state.client/screen.json'), text);
}

test.each([
  ['no file', null],
  ['an unlocked Mac', JSON.stringify({ revision: 1, screen: null })],
  ['what is not to be understood', '{"revision":1,"screen":{}}'],
])('%s: the helper ends, and loads nothing', async (_, text) => {
  if (text !== null) leave(text);
  expect(await macProcesses.lockScreen(['--session'])).toBe(0);
});

test('a locked Mac: the helper draws what was left for it, which takes AppKit', async () => {
  leave(JSON.stringify({ revision: 1, screen }));
  await expect(macProcesses.lockScreen(['--session'])).rejects.toThrow('Failed to load shared library');
});
