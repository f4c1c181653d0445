// The lock screen on a real X server: what a person sees, what keys do, and that nothing gets above it.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScreenKind } from '../../src/os/linux/lock-screen/index.ts';
import { COLOURS, contentOf, lockScreenOf } from './screen-options.ts';
import { DESKTOP, eventually, foreignWindow, startXServer, type XServer } from './x-server.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-screen-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** White pixels of the text in the lower right part of a monitor. */
async function textPixels(server: XServer, right = 1_280, bottom = 800): Promise<number> {
  const pixels = await server.pixels(right - 500, bottom - 120, 500, 120);
  return pixels.filter((pixel) => pixel === '#ffffff').length;
}

test.each<ScreenKind>(['timer', 'remote', 'sim', 'wiping'])('%s has its colour and its name', async (kind) => {
  await using server = await startXServer();
  await using lockScreen = lockScreenOf(directory, [server.display]);
  const outcome = await lockScreen.show(contentOf(kind));
  expect(outcome.covering).toBe('display');
  for (const [x, y] of [
    [0, 0],
    [1_279, 0],
    [640, 400],
    [0, 799],
    [1_279, 799],
  ] as const) {
    expect(await server.pixel(x, y)).toBe(COLOURS[kind]);
  }
  await eventually(
    () => textPixels(server),
    (count) => count > 500,
  );
  const elsewhere = await server.pixels(0, 0, 600, 800);
  expect(new Set(elsewhere)).toEqual(new Set([COLOURS[kind]]));
  await lockScreen.hide();
  expect(await server.pixel(640, 400)).toBe(DESKTOP);
});

test('covers within a second, also where the first attempts meet a busy machine, and tells when', async () => {
  await using server = await startXServer();
  await using lockScreen = lockScreenOf(directory, [server.display]);
  const told: number[] = [];
  const tookMs: number[] = [];
  lockScreen.onShown(({ at }) => told.push(at));
  for (let round = 0; round < 5 && tookMs.every((ms) => ms >= 1_000); round++) {
    const before = Date.now();
    const { at } = await lockScreen.show(contentOf('remote'));
    expect(await server.pixel(640, 300)).toBe(COLOURS.remote);
    tookMs.push(at - before);
    expect(told).toEqual([at]);
    await lockScreen.hide();
    told.length = 0;
  }
  expect(Math.min(...tookMs)).toBeLessThan(1_000);
  expect(Math.min(...tookMs)).toBeGreaterThanOrEqual(0);
});

test('another lock changes the screen without a moment of desktop', async () => {
  await using server = await startXServer();
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('timer'));
  let changed = false;
  const change = lockScreen.show(contentOf('remote')).finally(() => {
    changed = true;
  });
  const seen = new Set<string>();
  while (!changed) seen.add(await server.pixel(300, 300));
  await change;
  seen.add(await server.pixel(300, 300));
  expect(seen.has(DESKTOP)).toBe(false);
  expect(seen.has(COLOURS.remote)).toBe(true);
});

test('keys reach nobody while locked; what was open is still there afterwards', async () => {
  await using server = await startXServer();
  const typed = join(directory, 'typed');
  await writeFile(typed, '');
  server.start('xterm', '-geometry', '80x24+0+0', '-e', 'sh', '-c', `exec cat > ${typed}`);
  await eventually(
    () => server.program('xdotool', 'search', '--class', 'xterm').catch(() => ''),
    (found) => found.trim() !== '',
  );
  await server.program('xdotool', 'mousemove', '100', '100');
  const read = (): Promise<string> => readFile(typed, 'utf8');
  await eventually(
    async () => {
      await server.program('xdotool', 'key', 'a', 'Return');
      return read();
    },
    (text) => text.includes('a'),
  );
  // What comes after it has arrived: nothing typed before is still on its way.
  await server.program('xdotool', 'key', 'q', 'Return');
  await eventually(read, (text) => text.endsWith('q\n'));
  const before = await read();
  const picture = await server.pixels(0, 0, 300, 300);
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  await eventually(
    async () => lockScreen.status().displays[0]?.grabbed,
    (grabbed) => grabbed === true,
  );
  await server.program('xdotool', 'type', 'secret');
  await server.program('xdotool', 'key', 'Return');
  await lockScreen.hide();
  expect(await read()).toBe(before);
  await eventually(
    () => server.pixels(0, 0, 300, 300),
    (pixels) => pixels.filter((pixel, index) => pixel !== picture[index]).length < 200,
  );
  await server.program('xdotool', 'key', 'b', 'Return');
  await eventually(read, (text) => text === `${before}b\n`);
});

test('follows a screen that is turned and made smaller', async () => {
  await using server = await startXServer({ size: '1280x1280x24' });
  const modes = [
    ['wide', '1280', '800'],
    ['tall', '800', '1280'],
  ] as const;
  for (const [name, width, height] of modes) {
    await server.program('xrandr', '--newmode', name, '60', width, '1', '2', '3', height, '1', '2', '3');
    await server.program('xrandr', '--addmode', 'screen', name);
  }
  await server.program('xrandr', '--output', 'screen', '--mode', 'wide');
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('timer'));
  await eventually(
    () => textPixels(server),
    (count) => count > 500,
  );
  for (const [name, width, height] of [...modes].reverse()) {
    await server.program('xrandr', '--output', 'screen', '--mode', name);
    await eventually(
      () => textPixels(server, Number(width), Number(height)),
      (count) => count > 500,
    );
    expect(await server.pixel(Number(width) - 1, 0)).toBe(COLOURS.timer);
    expect(await server.pixel(0, Number(height) - 1)).toBe(COLOURS.timer);
  }
});

test('every monitor has the text, also one that is added', async () => {
  await using server = await startXServer({ size: '1600x600x24' });
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('sim'));
  await eventually(
    () => textPixels(server, 1_600, 600),
    (count) => count > 300,
  );
  await server.program('xrandr', '--setmonitor', 'left', '800/200x600/150+0+0', 'screen');
  await server.program('xrandr', '--setmonitor', 'right', '800/200x600/150+800+0', 'none');
  for (const right of [800, 1_600]) {
    await eventually(
      () => textPixels(server, right, 600),
      (count) => count > 300,
    );
  }
});

test.each([true, false])('a window that raises itself again and again loses (overlay: %s)', async (useOverlay) => {
  await using server = await startXServer({ args: useOverlay ? [] : ['-extension', 'Composite'] });
  expect(server.connection.composite === undefined).toBe(!useOverlay);
  const { client } = server.connection;
  const hostile = foreignWindow(server.connection, true);
  await server.connection.sync();
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  const raising = setInterval(() => client.RaiseWindow(hostile), 5);
  client.on('event', () => undefined);
  await eventually(
    async () => {
      const seen = new Set<string>();
      for (let look = 0; look < 40; look++) seen.add(await server.pixel(640, 300));
      return [...seen];
    },
    (seen) => seen.length === 1 && seen[0] === COLOURS.remote,
  );
  clearInterval(raising);
  await lockScreen.hide();
  expect(await server.pixel(640, 300)).toBe('#ffff00');
});

test.each([
  ['a menu', true],
  ['a program', false],
])('a grab held by %s is broken', async (_, overrideRedirect) => {
  await using server = await startXServer();
  const { client, ask } = server.connection;
  const window = foreignWindow(server.connection, overrideRedirect);
  await server.connection.sync();
  const grab = (): Promise<number> => ask<number>((done) => client.GrabKeyboard(window, false, 0, 1, 1, done));
  expect(await grab()).toBe(0);
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  expect(await server.pixel(640, 300)).toBe(COLOURS.remote);
  await eventually(
    async () => lockScreen.status().displays[0]?.grabbed,
    (grabbed) => grabbed === true,
  );
  expect(await grab()).toBe(1);
  await lockScreen.hide();
  expect(await server.pixel(640, 300)).toBe('#ffff00');
});

test.each([true, false])('a window of ours that another program removes comes back (overlay: %s)', async (overlay) => {
  await using server = await startXServer({ args: overlay ? [] : ['-extension', 'Composite'] });
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  const { client, composite, ask, root } = server.connection;
  const parents = [root];
  if (composite !== undefined) parents.push(await ask<number>((done) => composite.GetOverlayWindow(root, done)));
  for (const attack of ['UnmapWindow', 'DestroyWindow'] as const) {
    for (const parent of parents) {
      const tree = await ask<{ children: number[] }>((done) => client.QueryTree(parent, done));
      for (const id of tree.children) if (!parents.includes(id)) client[attack](id);
    }
    await server.connection.sync();
    await eventually(
      () => server.pixel(640, 300),
      (colour) => colour === COLOURS.remote,
      1_000,
    );
    await eventually(
      () => textPixels(server),
      (count) => count > 500,
    );
  }
});

test('a display of depth 16 and without RandR', async () => {
  await using server = await startXServer({ size: '1280x800x16', args: ['-extension', 'RANDR'] });
  await using lockScreen = lockScreenOf(directory, [server.display]);
  await lockScreen.show(contentOf('remote'));
  const { client, ask, root } = server.connection;
  const image = await ask<{ data: Buffer }>((done) => client.GetImage(2, root, 0, 0, 1_280, 800, 0xffffffff, done));
  const pixels = Array.from({ length: 1_280 * 800 }, (_, index) => image.data.readUInt16LE(index * 2));
  expect(pixels[0]).toBe((15 << 11) | (3 << 5) | 2);
  await eventually(
    async () => {
      const now = await ask<{ data: Buffer }>((done) => client.GetImage(2, root, 780, 680, 500, 120, 0xffffffff, done));
      return Array.from({ length: 500 * 120 }, (_, index) => now.data.readUInt16LE(index * 2)).filter(
        (pixel) => pixel === 0xffff,
      ).length;
    },
    (count) => count > 500,
  );
});
