/** The cover of the log-on window: it waits for a lock, steps aside for whoever has to log on, comes back, and goes with the lock. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@sekisho/testkit/eventually';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDesktop } from '../../../../src/os/macos/lock-screen/desktop.ts';
import { coverLogOn } from '../../../../src/os/macos/lock-screen/log-on-cover.ts';
import { recordAppKit } from './recorded-objective-c.ts';

const modules = path.resolve(import.meta.dirname, '../../../../../../node_modules');
const fontPath = path.join(modules, '@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf');
const content = {
  screen: 'timer',
  title: 'Locked',
  lines: [],
  message: ['Please call.'],
  telephone: '',
  language: 'en',
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sekisho-log-on-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Time goes on when it is told to: every timer runs once a turn. */
function stage() {
  const appKit = recordAppKit();
  const acts: (() => void)[] = [];
  const statePath = path.join(folder, 'screen.json');
  let nowMs = 0;
  let opened = 0;
  let revision = 0;
  const want = (screen: object | null) => {
    revision += 1;
    writeFileSync(statePath, JSON.stringify({ revision, screen }));
  };
  const turn = () => {
    for (const act of acts) act();
  };
  void coverLogOn(
    { statePath, fontPath },
    {
      openDesktop() {
        opened += 1;
        return openDesktop(appKit, 'log-on');
      },
      timers: {
        every(_periodMs, act) {
          acts.push(act);
          return () => undefined;
        },
      },
      nowMs: () => nowMs,
      wallNow: () => 0,
    },
  );
  return {
    appKit,
    want,
    turn,
    opened: () => opened,
    pass: (ms: number) => {
      nowMs += ms;
      turn();
    },
    /** Files are read in between. */
    becomes: (windows: number) =>
      eventually(
        () => {
          turn();
          return appKit.windows();
        },
        (count) => count === windows,
      ),
  };
}

test('nothing is loaded before the first lock; then it covers, and goes with the lock', async () => {
  const { want, becomes, opened, turn } = stage();
  turn();
  want(null);
  await becomes(0);
  expect(opened()).toBe(0);
  want(content);
  await becomes(1);
  expect(opened()).toBe(1);
  want(null);
  await becomes(0);
  want({ ...content, title: 'Locked again' });
  await becomes(1);
  expect(opened()).toBe(1);
});

test('whoever presses a key or a button reaches the log-on window for a minute after the last time', async () => {
  const { appKit, want, becomes, turn, pass } = stage();
  want(content);
  await becomes(1);
  appKit.events = [5, 6];
  turn();
  expect(appKit.windows()).toBe(1);
  appKit.events = [1];
  turn();
  expect(appKit.windows()).toBe(0);
  pass(59_000);
  expect(appKit.windows()).toBe(0);
  pass(1_000);
  expect(appKit.windows()).toBe(1);
});
