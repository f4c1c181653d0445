/** Our screen over a session, its process a real one: it says that it holds, is started again, outlives the agent, and gives way to a later one. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@sekisho/testkit/eventually';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScreenContent } from '../../../../src/os/any/drawing/content.ts';
import { desiredFile } from '../../../../src/os/any/drawing/desired-file.ts';
import { createLoginText } from '../../../../src/os/macos/lock-screen/login-text.ts';
import { type CoverProcess, createOwnCover, type StartCover } from '../../../../src/os/macos/lock-screen/own-cover.ts';
import { coverCommand, createStartCover } from '../../../../src/os/macos/lock-screen/start-cover.ts';
import { resolvePlaces } from '../../../../src/os/macos/places.ts';

const entry = path.join(import.meta.dirname, 'cover-entry.ts');
const modules = path.resolve(import.meta.dirname, '../../../../../../node_modules');
const font = path.join(modules, '@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf');
const content: ScreenContent = {
  screen: 'remote',
  title: 'Locked',
  lines: [],
  message: [],
  telephone: '',
  language: 'en',
};
let folder: string;
let started: CoverProcess[];
let ended: number;
let nowMs: number;

const places = () =>
  resolvePlaces(
    { stateFolder: folder },
    { environment: { SEKISHO_AGENT_FONT: font }, executable: process.execPath, script: entry },
  );

/** As on a Mac, without the word that changes the session. */
function startHere(mayActivate = true): StartCover {
  const start = createStartCover(places(), (where, userId, since) => {
    const [, , , ...own] = coverCommand(where, userId, since);
    const [program = '', script = '', , ...args] = own;
    return ['env', `MAY_ACTIVATE=${mayActivate ? 'yes' : 'no'}`, program, script, ...args];
  });
  return (userId, since, listener) => {
    const process = start(userId, since, {
      ...listener,
      ended() {
        ended += 1;
        listener.ended();
      },
    });
    started.push(process);
    return process;
  };
}

function cover(start: StartCover) {
  const files = { readFile, replaceFile: async (file: string, text: string) => writeFileSync(file, text) };
  const file = desiredFile(places().screenFile, files, Date.now);
  return createOwnCover({ file, start, nowMs: () => nowMs, warn: () => undefined });
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sekisho-cover-'));
  [started, ended, nowMs] = [[], 0, 0];
});

afterEach(async () => {
  // Whatever still runs reads here that nothing is to be shown.
  writeFileSync(places().screenFile, JSON.stringify({ revision: Date.now() + 1_000_000, screen: null }));
  for (const process of started) process.release();
  await eventually(
    () => ended,
    (count) => count === started.length,
  );
  rmSync(folder, { recursive: true, force: true });
});

test('it holds once its process says so, and no longer than that process goes on saying it', async () => {
  const own = cover(startHere());
  await own.keep(501, content);
  expect([own.isComing(501), own.isComing(502), own.hasSpoken(), own.covers(501)]).toEqual([true, false, false, false]);
  await eventually(() => own.covers(501), Boolean);
  await own.keep(501, content);
  expect(started).toHaveLength(1);
  expect(own.covers(502)).toBe(false);
  await own.keep(501, { ...content, title: 'Another' });
  expect(own.covers(501)).toBe(false);
  await eventually(() => own.covers(501), Boolean);
  nowMs = 2_500;
  expect(own.covers(501)).toBe(false);
  await eventually(() => own.covers(501), Boolean);
  await own.hide();
  expect(own.covers(501)).toBe(false);
  await eventually(
    () => ended,
    (count) => count === 1,
  );
  expect(own.isComing(501)).toBe(false);
});

test('a process that cannot come to the front never covers anything', async () => {
  const lines: string[] = [];
  const start = startHere(false);
  const own = cover((userId, since, listener) =>
    start(userId, since, {
      ...listener,
      line(text) {
        lines.push(text);
        listener.line(text);
      },
    }),
  );
  await own.keep(501, content);
  await eventually(
    () => lines.length,
    (count) => count >= 3,
  );
  expect(lines.every((line) => line.includes('"open"'))).toBe(true);
  expect([own.covers(501), own.hasSpoken()]).toEqual([false, true]);
});

test('a process that was ended is started again at the next look; another user gets another one', async () => {
  const own = cover((_userId, _since, listener) => {
    queueMicrotask(() => listener.ended());
    return { writeLine: () => undefined, release: () => undefined };
  });
  await own.keep(501, content);
  await Promise.resolve();
  expect(own.isComing(501)).toBe(false);
  const told: string[] = [];
  const two = cover((userId) => ({
    writeLine: (line) => told.push(`${userId} ${JSON.parse(line).screen?.title}`),
    release: () => told.push(`${userId} released`),
  }));
  await two.keep(501, content);
  await two.keep(502, content);
  expect(told).toEqual(['501 Locked', '501 released', '502 Locked']);
});

test('it outlives the agent, and leaves when a later agent has started one of its own', async () => {
  const before = cover(startHere());
  await before.keep(501, content);
  await eventually(() => before.covers(501), Boolean);
  started[0]?.release();
  const after = cover(startHere());
  await after.keep(501, content);
  await eventually(() => after.covers(501), Boolean);
  await eventually(
    () => ended,
    (count) => count === 1,
  );
  nowMs += 2_500;
  await eventually(() => after.covers(501), Boolean);
  expect(JSON.parse(readFileSync(places().screenFile, 'utf8'))).toMatchObject({ screen: { title: 'Locked' } });
});

test('it is started in the session of the user, with the rights of root', () => {
  const where = resolvePlaces({}, { environment: {}, executable: '/S/agent/node-arm64', script: '/S/agent/agent.cjs' });
  expect(coverCommand(where, 501, 7).join(' ')).toBe(
    'launchctl asuser 501 /S/agent/node-arm64 /S/agent/agent.cjs lock-screen --state /Library/Application Support/Sekisho/state/screen.json --font /S/agent/lock-screen.ttf --since 7',
  );
});

/** `defaults` with one value; while it is `locked` it takes no other. */
function defaultsWith(value: string | null) {
  const defaults = {
    value,
    locked: false,
    async run(program: string, [what, , , , text]: readonly string[]): Promise<string | null> {
      expect(program).toBe('defaults');
      if (what === 'read') return defaults.value === null ? null : `${defaults.value}\n`;
      if (defaults.locked) return null;
      defaults.value = what === 'write' ? (text ?? '') : null;
      return '';
    },
  };
  return defaults;
}

test.each([null, '会社の Mac です。\n総務部'])(
  'the log-on screen tells whom to call, and then again what it did: %j',
  async (before) => {
    const file = path.join(folder, 'login-text');
    const defaults = defaultsWith(before);
    const text = createLoginText(defaults, file);
    expect([await text.restore(), await text.show('')]).toEqual([true, true]);
    expect([defaults.value, existsSync(file)]).toEqual([before, false]);
    expect(await text.show('Please call 03-0000-0000')).toBe(true);
    // Another policy, and another agent after a restart: what stood there first is what comes back.
    await createLoginText(defaults, file).show('Please call 06-0000-0000');
    expect(defaults.value).toBe('Please call 06-0000-0000');
    expect(await createLoginText(defaults, file).restore()).toBe(true);
    expect([defaults.value, existsSync(file)]).toEqual([before, false]);
  },
);

test.each([null, '会社の Mac です。'])(
  'what macOS does not take is said, and nothing is forgotten: %j',
  async (before) => {
    const file = path.join(folder, 'login-text');
    const defaults = defaultsWith(before);
    defaults.locked = true;
    if (before === null) expect(await createLoginText(defaults, file).show('Please call')).toBe(false);
    defaults.locked = false;
    expect(await createLoginText(defaults, file).show('Please call')).toBe(true);
    defaults.locked = true;
    expect([await createLoginText(defaults, file).restore(), existsSync(file)]).toEqual([false, true]);
    defaults.locked = false;
    expect([await createLoginText(defaults, file).restore(), defaults.value]).toEqual([true, before]);
  },
);

test('where what stood there cannot be kept, it is not written over', async () => {
  const defaults = defaultsWith('会社の Mac です。');
  writeFileSync(path.join(folder, 'full'), '');
  expect(await createLoginText(defaults, path.join(folder, 'full/login-text')).show('Please call')).toBe(false);
  expect(defaults.value).toBe('会社の Mac です。');
});
