// Who else wants the screen and the input: the system's own locker, a screen saver, a second seat, programs that fight.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { grabDevices, masterDevices } from '../../src/os/linux/lock-screen/device-grab.ts';
import { keyboardState } from '../../src/os/linux/lock-screen/keyboard-state.ts';
import { connect, type XConnection } from '../../src/os/linux/lock-screen/x-connection.ts';
import { COLOURS, contentOf, lockScreenOf } from './screen-options.ts';
import { DESKTOP, eventually, foreignWindow, startXServer, type XServer } from './x-server.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-screen-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const locker = '#0000ff';

async function untilPixel(server: XServer, colour: string): Promise<void> {
  await eventually(
    () => server.pixel(300, 300),
    (seen) => seen === colour,
  );
}

/** An xterm with the keyboard, and what was typed into it. */
async function startTerminal(server: XServer): Promise<() => Promise<string>> {
  const typed = join(directory, 'typed');
  await writeFile(typed, '');
  server.start('xterm', '-geometry', '80x24+0+0', '-e', 'sh', '-c', `exec cat > ${typed}`);
  await eventually(
    () => server.program('xdotool', 'search', '--class', 'xterm').catch(() => ''),
    (found) => found.trim() !== '',
  );
  await server.program('xdotool', 'mousemove', '100', '100');
  await eventually(
    async () => {
      await server.program('xdotool', 'key', 'a', 'Return');
      return readFile(typed, 'utf8');
    },
    (text) => text.includes('a'),
  );
  // What comes after it has arrived: nothing typed before is still on its way.
  await server.program('xdotool', 'key', 'q', 'Return');
  await eventually(
    () => readFile(typed, 'utf8'),
    (text) => text.endsWith('q\n'),
  );
  const before = (await readFile(typed, 'utf8')).length;
  return async () => (await readFile(typed, 'utf8')).slice(before);
}

const grabbed = (lockScreen: ReturnType<typeof lockScreenOf>, wanted: boolean) =>
  eventually(
    async () => lockScreen.status().displays[0]?.grabbed,
    (held) => held === wanted,
  );

test("over the system's own locker: covered, no key gets anywhere else, and it is still locked afterwards", async () => {
  await using server = await startXServer();
  const typed = await startTerminal(server);
  const program = server.start('i3lock', '--nofork', '--color', locker.slice(1));
  await untilPixel(server, locker);
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  await untilPixel(server, COLOURS.remote);
  await server.program('xdotool', 'type', 'secret\n');
  await lockScreen.hide();
  await untilPixel(server, locker);
  await server.program('xdotool', 'type', 'secret\n');
  expect(await typed()).toBe('');
  // Opened under the lock screen, it leaves the input to it.
  await lockScreen.show(contentOf('timer'));
  await untilPixel(server, COLOURS.timer);
  program.kill('SIGKILL');
  await grabbed(lockScreen, true);
  await server.program('xdotool', 'type', 'secret\n');
  expect(await typed()).toBe('');
  expect(await server.pixel(300, 300)).toBe(COLOURS.timer);
  await lockScreen.hide();
  await server.program('xdotool', 'key', 'z', 'Return');
  await eventually(typed, (text) => text.endsWith('z\n'));
});

test('a locker that comes up under the lock screen fights for nothing', async () => {
  await using server = await startXServer();
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  server.start('i3lock', '--nofork', '--color', locker.slice(1));
  const { client, ask, root } = server.connection;
  await eventually(
    () => ask<{ children: number[] }>((done) => client.QueryTree(root, done)),
    ({ children }) => children.length > 1,
  );
  const seen = new Set<string>();
  for (let look = 0; look < 200; look++) seen.add(await server.pixel(300, 300));
  expect([...seen]).toEqual([COLOURS.remote]);
});

interface ScreenSaver {
  QueryInfo(window: number, callback: (error: Error | null, info: { state: number }) => boolean): void;
}

test("the server's own screen saver is woken: a person sees that the device is locked", async () => {
  await using server = await startXServer();
  const { client, ask, root } = server.connection;
  const require = client.require.bind(client) as unknown as (
    name: string,
    done: (error: Error | null, extension: ScreenSaver) => boolean,
  ) => void;
  const saver = await ask<ScreenSaver>((done) => require('screen-saver', done as never));
  const state = async () => (await ask<{ state: number }>((done) => saver.QueryInfo(root, done as never))).state;
  await server.program('xset', 's', 'blank', 's', '600', 's', 'activate');
  expect(await state()).toBe(1);
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  await untilPixel(server, COLOURS.remote);
  expect(await state()).toBe(0);
});

test('caps lock and a held key: as they were, not as they were left', async () => {
  await using server = await startXServer();
  const typed = await startTerminal(server);
  const before = await keyboardState(server.connection);
  await server.program('xdotool', 'keydown', 'Shift_L');
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  await grabbed(lockScreen, true);
  await server.program('xdotool', 'keyup', 'Shift_L');
  await server.program('xdotool', 'key', 'Caps_Lock', 'Num_Lock');
  expect(await keyboardState(server.connection)).not.toBe(before);
  await lockScreen.hide();
  expect(await keyboardState(server.connection)).toBe(before);
  await server.program('xdotool', 'key', 'k', 'Return');
  await eventually(typed, (text) => text === 'k\n');
});

/** Whether every device is held by somebody else; what is not is given back. */
async function areHeld(connection: XConnection): Promise<boolean[]> {
  const devices = await masterDevices(connection);
  return Promise.all(devices.map(async (device) => !(await grabDevices(connection, [device], connection.root, 0))));
}

test('every seat of the display is taken, also one that is made under the lock', async () => {
  await using server = await startXServer();
  await server.program('xinput', 'create-master', 'second');
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  await eventually(
    () => areHeld(server.connection),
    (held) => held.length === 4 && !held.includes(false),
  );
  await server.program('xinput', 'create-master', 'third');
  const another = await connect(server.display, `/tmp/.X11-unix/X${server.display.slice(1)}`, { name: '', data: '' });
  await eventually(
    async () => (await masterDevices(another)).length,
    (count) => count === 6,
  );
  // A second is what the look at everything takes.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await areHeld(another)).toEqual(Array(6).fill(true));
  another.close();
  await lockScreen.hide();
  expect(await areHeld(server.connection)).toEqual(Array(6).fill(false));
});

/** Processor time of the screen process so far, in milliseconds. */
async function processorMs(): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes(directory)) continue;
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(')').at(-1)?.trim().split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }
  throw new Error('no screen process');
}

test.each([true, false])(
  'a program that raises itself thousands of times, thrown out and back at once, costs little (overlay: %s)',
  async (overlay) => {
    await using server = await startXServer({ args: overlay ? [] : ['-extension', 'Composite'] });
    await using lockScreen = lockScreenOf(directory, [server.display]);
    await lockScreen.show(contentOf('remote'));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const socket = `/tmp/.X11-unix/X${server.display.slice(1)}`;
    const before = await processorMs();
    const started = performance.now();
    let thrownOut = 0;
    while (performance.now() - started < 4_000) {
      const hostile = await connect(server.display, socket, { name: '', data: '' });
      const window = foreignWindow(hostile, true);
      let open = true;
      void hostile.closed.then(() => {
        open = false;
        thrownOut += 1;
      });
      while (open && performance.now() - started < 4_000) {
        for (let time = 0; time < 20; time++) hostile.client.RaiseWindow(window);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      hostile.close();
    }
    const share = ((await processorMs()) - before) / (performance.now() - started);
    console.log(`a fight costs ${(share * 100).toFixed(1)} % of a core; thrown out ${thrownOut} times`);
    expect(share).toBeLessThan(0.5);
    expect(await server.pixel(640, 300)).toBe(COLOURS.remote);
  },
);

test('a program that maps itself again and again is thrown out', async () => {
  await using server = await startXServer();
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  const hostile = await connect(server.display, `/tmp/.X11-unix/X${server.display.slice(1)}`, { name: '', data: '' });
  const window = foreignWindow(hostile, true);
  let closed = false;
  void hostile.closed.then(() => {
    closed = true;
  });
  for (let round = 0; round < 2_000 && !closed; round++) {
    hostile.client.MapWindow(window);
    hostile.client.RaiseWindow(window);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(closed).toBe(true);
  expect(await server.pixel(640, 300)).toBe(COLOURS.remote);
  await lockScreen.hide();
  expect(await server.pixel(640, 300)).toBe(DESKTOP);
});

/** A pixel of a server that writes its screen to a file, read without asking the server. */
async function glassPixel(folder: string, x: number, y: number): Promise<string> {
  const file = await readFile(join(folder, 'Xvfb_screen0'));
  const [headerBytes, stride, colours] = [file.readUInt32BE(0), file.readUInt32BE(48), file.readUInt32BE(76)];
  const pixel = file.readUInt32LE(headerBytes + colours * 12 + y * stride + x * 4) & 0xffffff;
  return `#${pixel.toString(16).padStart(6, '0')}`;
}

test('a program that throws the lock screen out again and again is shut out of the display until it opens', async () => {
  await using server = await startXServer({ args: ['-fbdir', directory] });
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  const socket = `/tmp/.X11-unix/X${server.display.slice(1)}`;
  const hostile = await connect(server.display, socket, { name: '', data: '' });
  const { client, composite, ask, root } = hostile;
  const overlay = composite === undefined ? root : await ask<number>((done) => composite.GetOverlayWindow(root, done));
  let lastKill = performance.now();
  let going = true;
  const attacking = (async () => {
    while (going) {
      for (const parent of [root, overlay]) {
        const { children } = await ask<{ children: number[] }>((done) => client.QueryTree(parent, done));
        for (const id of children.filter((each) => each !== overlay)) {
          client.KillClient(id);
          client.KillClient(id);
          lastKill = performance.now();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })().catch(() => undefined);
  await eventually(
    async () => performance.now() - lastKill,
    (quietMs) => quietMs > 3_000,
    25_000,
  );
  const seen = new Set<string>();
  for (let look = 0; look < 100; look++) {
    seen.add(await glassPixel(directory, 300, 300));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect([...seen]).toEqual([COLOURS.remote]);
  going = false;
  await lockScreen.hide();
  await attacking;
  hostile.close();
  expect(await server.pixel(300, 300)).toBe(DESKTOP);
});
