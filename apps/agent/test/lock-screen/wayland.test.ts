// The lock screen of Wayland sessions, against a compositor that checks every request: real socket, real files, real pixels.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCompositor, type WaylandCompositor } from '@sekisho/testkit/wayland-compositor';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localDisplays } from '../../src/os/linux/lock-screen/displays.ts';
import { createLockScreen, type LockScreen } from '../../src/os/linux/lock-screen/lock-screen.ts';
import { machineFiles, screenProcesses, stateFiles } from '../../src/os/linux/lock-screen/machine-ports.ts';
import { machineTimers } from '../../src/os/linux/lock-screen/timers.ts';
import { waylandDisplays } from '../../src/os/linux/lock-screen/wayland/wayland-displays.ts';
import { encodeMessage, messageReader, textAt, wordAfterText } from '../../src/os/linux/lock-screen/wayland/wire.ts';
import { COLOURS, contentOf, FONT_PATH, screenOptions } from './screen-options.ts';
import { eventually } from './x-server.ts';

let directory: string;
let socketPath: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'wayland-'));
  socketPath = path.join(directory, '1000/wayland-0');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** On the compositors below the test's directory, with the sessions that are given. */
function lockScreenHere(systemLocks: string[] = []): LockScreen & AsyncDisposable {
  const timers = machineTimers();
  const session = { id: '7', uid: 1000, type: 'wayland', sessionClass: 'user', display: '', locked: false };
  const lockScreen = createLockScreen(
    { statePath: path.join(directory, 'screen.json'), fontPath: FONT_PATH },
    {
      displays: waylandDisplays({ files: machineFiles, runtimeDirectory: directory }),
      logind: {
        sessions: async () => [{ ...session, closing: false, terminal: 2 }],
        lock: async (id) => void systemLocks.push(`lock ${id}`),
        unlock: async (id) => void systemLocks.push(`unlock ${id}`),
        switchTo: async () => undefined,
      },
      activeTerminal: async () => undefined,
      startProcess: screenProcesses(screenOptions(directory, []).command, () => undefined),
      delaySleep: () => () => undefined,
      files: stateFiles,
      timers,
      log: () => undefined,
    },
  );
  return Object.assign(lockScreen, {
    [Symbol.asyncDispose]: async () => {
      await lockScreen.hide();
      lockScreen.stop();
    },
  });
}

async function screenPids(): Promise<number[]> {
  const pids: number[] = [];
  for (const name of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('--wayland') && command.includes(directory)) pids.push(Number(name));
  }
  return pids;
}

const untilSeen = (compositor: WaylandCompositor, output: string, kind: keyof typeof COLOURS, size: [number, number]) =>
  eventually(
    async () => (await compositor.look()).outputs[output],
    (seen) => seen?.corner === COLOURS[kind] && seen.white > 500 && `${seen.size}` === `${size}`,
  );

test('every monitor shows the lock in its colour with its text; one is added, one turned, one taken away; it opens', async () => {
  await using compositor = await startCompositor(socketPath);
  compositor.tell({ add: ['left', 1280, 800] });
  compositor.tell({ add: ['right', 800, 600] });
  const systemLocks: string[] = [];
  await using lockScreen = lockScreenHere(systemLocks);
  expect((await lockScreen.show(contentOf('timer'))).covering).toBe('display');
  expect((await compositor.look()).locked).toBe(true);
  await untilSeen(compositor, 'left', 'timer', [1280, 800]);
  await untilSeen(compositor, 'right', 'timer', [800, 600]);
  await lockScreen.show(contentOf('remote'));
  await untilSeen(compositor, 'left', 'remote', [1280, 800]);
  compositor.tell({ add: ['third', 1920, 1080] });
  await untilSeen(compositor, 'third', 'remote', [1920, 1080]);
  compositor.tell({ resize: ['left', 800, 1280] });
  compositor.tell({ resize: ['left', 1280, 800] });
  compositor.tell({ resize: ['left', 800, 1280] });
  await untilSeen(compositor, 'left', 'remote', [800, 1280]);
  compositor.tell({ remove: 'right' });
  await lockScreen.hide();
  expect((await compositor.look()).locked).toBe(false);
  await eventually(screenPids, (pids) => pids.length === 0);
  expect(compositor.events).toEqual(['locked', 'unlocked', 'gone']);
  expect(systemLocks).toEqual([]);
});

test('kill -9 of the screen: the compositor keeps the session covered, the next process takes over and opens', async () => {
  await using compositor = await startCompositor(socketPath);
  compositor.tell({ add: ['only', 1280, 800] });
  await using lockScreen = lockScreenHere();
  await lockScreen.show(contentOf('remote'));
  const [pid = 0] = await screenPids();
  process.kill(pid, 'SIGKILL');
  await eventually(
    async () => compositor.events,
    (events) => events.includes('gone'),
  );
  expect((await compositor.look()).locked).toBe(true);
  await untilSeen(compositor, 'only', 'remote', [1280, 800]);
  await lockScreen.hide();
  expect((await compositor.look()).locked).toBe(false);
});

test('agent and screen killed: the next agent opens what they left, and touches nothing where they left nothing', async () => {
  await using compositor = await startCompositor(socketPath);
  compositor.tell({ add: ['only', 1280, 800] });
  const before = lockScreenHere();
  await before.show(contentOf('remote'));
  before.stop();
  for (const pid of await screenPids()) process.kill(pid, 'SIGKILL');
  await eventually(screenPids, (pids) => pids.length === 0);
  expect((await compositor.look()).locked).toBe(true);
  await using next = lockScreenHere();
  await next.hide();
  expect((await compositor.look()).locked).toBe(false);
  const locks = compositor.events.filter((event) => event === 'locked').length;
  await next.hide();
  expect(compositor.events.filter((event) => event === 'locked')).toHaveLength(locks);
});

test('another locker holds the session: it is asked again until the session can be had', async () => {
  await using compositor = await startCompositor(socketPath);
  compositor.tell({ add: ['only', 1280, 800] });
  compositor.tell({ deny: true });
  await using lockScreen = lockScreenHere();
  void lockScreen.show(contentOf('remote'));
  await untilSeen(compositor, 'only', 'remote', [1280, 800]);
  expect((await compositor.look()).locked).toBe(true);
});

test("a compositor without the protocol: the session's own lock, and no process that tries again and again", async () => {
  await using compositor = await startCompositor(socketPath, false);
  compositor.tell({ add: ['only', 1280, 800] });
  const systemLocks: string[] = [];
  await using lockScreen = lockScreenHere(systemLocks);
  await lockScreen.show(contentOf('remote'));
  await eventually(
    async () => systemLocks,
    (locks) => locks.includes('lock 7'),
  );
  expect(lockScreen.status().displays.map(({ state }) => state)).toEqual(['unable']);
  expect(await screenPids()).toEqual([]);
  await lockScreen.hide();
  expect(systemLocks).toContain('unlock 7');
});

test('an X display and a compositor are told apart; names that only look like sockets are none', async () => {
  await using compositor = await startCompositor(socketPath);
  const found = await waylandDisplays({ files: machineFiles, runtimeDirectory: directory }).list();
  expect(found).toMatchObject([{ protocol: 'wayland', display: compositor.socketPath, uid: 1000 }]);
  const only = await waylandDisplays({ files: machineFiles, runtimeDirectory: directory, only: [':0'] }).list();
  expect(only).toEqual([]);
  const none = { files: machineFiles, now: () => 0, socketDirectory: path.join(directory, '1000') };
  expect(await localDisplays(none).list()).toEqual([]);
});

test('whatever is written is read again, however it is cut', () => {
  const argument = fc.oneof(fc.nat(0xffff_ffff), fc.string({ unit: 'grapheme' }));
  const message = fc.record({
    object: fc.nat(0xffff),
    opcode: fc.nat(0xff),
    args: fc.array(argument, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), fc.integer({ min: 1, max: 13 }), (messages, cut) => {
      const bytes = Buffer.concat(messages.map(({ object, opcode, args }) => encodeMessage(object, opcode, args)));
      const read = messageReader();
      const got = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, index) =>
        read(bytes.subarray(index * cut, (index + 1) * cut)).map(({ body, ...rest }) => ({
          ...rest,
          body: Buffer.from(body),
        })),
      ).flat();
      expect(got.map(({ object, opcode }) => [object, opcode])).toEqual(
        messages.map(({ object, opcode }) => [object, opcode]),
      );
      for (const [index, { args }] of messages.entries()) {
        let word = 0;
        for (const arg of args) {
          const body = got[index]?.body ?? Buffer.alloc(0);
          if (typeof arg === 'number') expect(body.readUInt32LE(word * 4)).toBe(arg);
          else expect(textAt(body, word)).toBe(arg);
          word = typeof arg === 'number' ? word + 1 : wordAfterText(body, word);
        }
      }
    }),
  );
});
