// Finding displays, their servers and cookies, reading monitors and wishes: from files as they stand on a machine.

import { expect, test } from 'vitest';
import { parseDesired } from '../../src/os/any/drawing/content.ts';
import { desiredFile } from '../../src/os/any/drawing/desired-file.ts';
import { createConsoleGuard, terminalOf } from '../../src/os/linux/lock-screen/console-guard.ts';
import { localDisplays } from '../../src/os/linux/lock-screen/displays.ts';
import type { Session } from '../../src/os/linux/lock-screen/logind.ts';
import type { MachineFiles } from '../../src/os/linux/lock-screen/machine-files.ts';
import { readMonitors } from '../../src/os/linux/lock-screen/monitors.ts';
import { needsSystemLock } from '../../src/os/linux/lock-screen/session-guard.ts';
import { cookiesOf } from '../../src/os/linux/lock-screen/x-authority.ts';
import { contentOf } from './screen-options.ts';

/** A machine whose directories are given by their files; a value that begins with `->` is a link. */
function machine(files: Readonly<Record<string, string>>, listening: readonly string[] = []): MachineFiles {
  return {
    readDirectory: async (path) => {
      const below = Object.keys(files).filter((name) => name.startsWith(`${path}/`));
      return [...new Set(below.map((name) => name.slice(path.length + 1).split('/')[0] ?? ''))];
    },
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`no ${path}`);
      return Buffer.from(text);
    },
    readLink: async (path) => files[path]?.replace('->', '') ?? '',
    isListening: async (path) => listening.includes(path),
  };
}

const UNIX_TABLE = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 111 /tmp/.X11-unix/X0
0000000000000000: 00000002 00000000 00010000 0001 01 222 /tmp/.X11-unix/X1
0000000000000000: 00000003 00000000 00000000 0001 03 333 /tmp/.X11-unix/X2
0000000000000000: 00000002 00000000 00010000 0001 01 444 /run/other
`;

const MACHINE = {
  '/tmp/.X11-unix/X0': '',
  '/tmp/.X11-unix/X1': '',
  '/tmp/.X11-unix/X2': '',
  '/tmp/.X11-unix/strange': '',
  '/proc/net/unix': UNIX_TABLE,
  '/proc/self/cmdline': '',
  '/proc/50/cmdline': '/usr/lib/xorg/Xorg\0vt2\0-displayfd\x003\0-auth\0/run/user/120/gdm/Xauthority\0',
  '/proc/50/fd/5': '->socket:[111]',
  '/proc/60/cmdline': '/usr/bin/Xvfb\0:1\0',
  '/proc/60/stat': '60 (X) vt9 (b) S 1 60 60 1031 -1',
  '/proc/60/fd/5': '->socket:[222]',
  '/proc/70/cmdline': 'xterm\0',
  '/proc/70/environ': 'HOME=/home/taro\0DISPLAY=:1.0\0',
  '/proc/71/cmdline': 'xclock\0',
  '/proc/71/environ': 'DISPLAY=:1\0XAUTHORITY=/tmp/cookie\0HOME=/home/taro\0',
  '/proc/72/environ': 'DISPLAY=:7\0XAUTHORITY=/tmp/wrong\0',
};

test('displays are found with the authority file of the server, else with those of the programs on them', async () => {
  const found = await localDisplays({ files: machine(MACHINE), now: () => 0 }).list();
  expect(found).toEqual([
    {
      protocol: 'x11',
      uid: undefined,
      display: ':0',
      socketPath: '/tmp/.X11-unix/X0',
      authorityPaths: ['/run/user/120/gdm/Xauthority'],
      serverKey: '111',
      terminal: 2,
    },
    {
      protocol: 'x11',
      uid: undefined,
      display: ':1',
      socketPath: '/tmp/.X11-unix/X1',
      authorityPaths: ['/home/taro/.Xauthority', '/tmp/cookie'],
      serverKey: '222',
      terminal: 7,
    },
  ]);
});

test('Xwayland is left out; a socket of another network namespace is asked whether it lives', async () => {
  const wayland = { ...MACHINE, '/proc/50/cmdline': '/usr/bin/Xwayland\0:0\0-rootless\0' };
  const files = machine(wayland, ['/tmp/.X11-unix/X2']);
  const found = await localDisplays({ files, now: () => 0 }).list();
  expect(found.map(({ display }) => display)).toEqual([':1', ':2']);
  const only = await localDisplays({ files, now: () => 0, only: [':2'] }).list();
  expect(only.map(({ display }) => display)).toEqual([':2']);
});

test('the cookies of a display are read, and a damaged file gives those before the damage', () => {
  const field = (text: string): Buffer => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text, 'latin1')]);
  const entry = (display: string, data: string): Buffer =>
    Buffer.concat([Buffer.from([1, 0]), field('host'), field(display), field('MIT-MAGIC-COOKIE-1'), field(data)]);
  const file = Buffer.concat([entry('0', 'zero'), entry('1', 'one'), entry('', 'any'), entry('1', 'cut')]);
  const data = (bytes: Buffer): string[] => cookiesOf(bytes, 1).map((cookie) => cookie.data);
  expect(data(file)).toEqual(['one', 'any', 'cut']);
  expect(data(file.subarray(0, file.length - 1))).toEqual(['one', 'any']);
  expect(data(Buffer.alloc(0))).toEqual([]);
});

test('monitors are read with any number of outputs each', () => {
  const answer = Buffer.alloc(24 + 24 + 8 + 24);
  answer.writeUInt32LE(2, 4);
  const write = (offset: number, outputs: number, values: readonly [number, number, number, number]): void => {
    answer.writeUInt16LE(outputs, offset + 6);
    answer.writeInt16LE(values[0], offset + 8);
    answer.writeInt16LE(values[1], offset + 10);
    answer.writeUInt16LE(values[2], offset + 12);
    answer.writeUInt16LE(values[3], offset + 14);
  };
  write(24, 2, [0, 0, 1920, 1080]);
  write(24 + 24 + 8, 0, [1920, -100, 1080, 1920]);
  expect(readMonitors(answer)).toEqual([
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1920, y: -100, width: 1080, height: 1920 },
  ]);
});

test.each([
  ['', false],
  ['{}', false],
  ['[]', false],
  ['{"revision":1}', false],
  ['{"revision":1.5,"screen":null}', false],
  ['{"revision":1,"screen":{"screen":"none","title":"","lines":[],"language":"ja"}}', false],
  ['{"revision":1,"screen":{"screen":"sim","title":"","lines":[3],"language":"ja"}}', false],
  ['{"revision":1,"screen":null}', true],
  [JSON.stringify({ revision: 1, screen: contentOf('sim') }), true],
] as const)('a wish %s is understood: %s', (text, understood) => {
  expect(parseDesired(text) !== undefined).toBe(understood);
});

test('revisions rise over a restart, over two wishes in one millisecond and over a clock put back', async () => {
  let disk = '';
  let now = 1_000;
  const files = {
    readFile: async () => Buffer.from(disk),
    replaceFile: async (_: string, text: string) => {
      disk = text;
    },
  };
  const revisions: number[] = [];
  for (const time of [1_000, 500]) {
    now = time;
    const file = desiredFile('screen.json', files, () => now);
    for (const screen of [contentOf('timer'), null]) {
      const { desired, written } = await file.next(screen);
      await written;
      revisions.push(desired.revision);
      expect(parseDesired(disk)).toEqual(desired);
    }
  }
  expect(revisions).toEqual([1_000, 1_001, 1_002, 1_003]);
});

const SESSION: Session = {
  id: '1',
  uid: 1000,
  type: 'x11',
  sessionClass: 'user',
  display: ':0',
  locked: false,
  closing: false,
  terminal: 2,
};

test.each([
  ['a covered display', SESSION, [':0'], false],
  ['a covered display with its screen', { ...SESSION, display: ':0.0' }, [':0'], false],
  ['another display', SESSION, [':1'], true],
  ['an X11 session that tells no display, something covered', { ...SESSION, display: '' }, [':0'], false],
  ['an X11 session that tells no display, nothing covered', { ...SESSION, display: '' }, [], true],
  ['Wayland', { ...SESSION, type: 'wayland' }, [':0'], true],
  ['Wayland whose compositor is covered', { ...SESSION, type: 'wayland' }, ['wayland:1000'], false],
  ["Wayland of one, covered is another's", { ...SESSION, type: 'wayland' }, ['wayland:1001'], true],
  ['a text console', { ...SESSION, type: 'tty' }, [], false],
  ['a greeter', { ...SESSION, type: 'wayland', sessionClass: 'greeter' }, [], false],
  ['a session that is closing', { ...SESSION, closing: true }, [], false],
] as const)('the system lock is for %s', (_, session, covered, needed) => {
  expect(needsSystemLock(session, covered)).toBe(needed);
});

test.each([
  ['tty2\n', 2],
  ['tty12', 12],
  ['', undefined],
  ['pts/0', undefined],
])('the terminal in front is read from %j', (text, terminal) => {
  expect(terminalOf(text)).toBe(terminal);
});

test.each([
  ['stays on a covered display', [2], [], [2], []],
  ['leaves a text console', [2, 3], [], [2], [2]],
  ['goes back to where it was last', [5, 3], [], [2, 5], [5]],
  ['stays on a Wayland session, which the system locks', [4], [{ ...SESSION, type: 'wayland', terminal: 4 }], [2], []],
  ['has nowhere to go', [3], [{ ...SESSION, type: 'tty', terminal: 3 }], [], []],
  ['does nothing on a machine without terminals', [undefined], [], [2], []],
] as const)('the console guard %s', async (_, active, sessions, covered, switched) => {
  const asked: number[] = [];
  let tick: (() => void) | undefined;
  let front: number | undefined;
  const guard = createConsoleGuard({
    timers: {
      now: () => 0,
      after: () => () => undefined,
      every: (_periodMs, run) => {
        tick = run;
        return () => undefined;
      },
    },
    activeTerminal: async () => front,
    sessions: async () => sessions,
    covered: () => covered,
    switchTo: async (terminal) => {
      asked.push(terminal);
    },
  });
  guard.start();
  for (const terminal of active) {
    front = terminal;
    tick?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  guard.stop();
  expect(asked).toEqual(switched);
});
