/** The lock screen of a Mac, on a double of AppKit that knows each message and its types: what is sent, in which order, and what is asked back. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { ScreenContent } from '../../../../src/os/any/drawing/content.ts';
import { textFont } from '../../../../src/os/any/drawing/text-panel.ts';
import type { Koffi } from '../../../../src/os/any/koffi.ts';
import { openDesktop } from '../../../../src/os/macos/lock-screen/desktop.ts';
import { messages, openObjectiveC, type Selector } from '../../../../src/os/macos/lock-screen/objective-c.ts';
import { pictureOf, pngOf } from '../../../../src/os/macos/lock-screen/picture.ts';
import { recordAppKit } from './recorded-objective-c.ts';

const red = { red: 200, green: 30, blue: 10 };
const blank = { background: red, texts: [] };
const place = { x: 10, y: 20, width: 4, height: 1 };
const png = pngOf({ width: 4, height: 1, values: Uint8Array.of(0, 255, 128, 0) }, red);
const screenOf = (x: number) => ({ frame: { x, y: 0, width: 800, height: 600 }, scale: 1 });

test('every selector has a type for each of its colons', () => {
  for (const [selector, [, ...parameters]] of Object.entries(messages))
    expect(parameters, selector).toHaveLength(selector.split(':').length - 1);
});

test('a window over each screen, above everything, with its pictures; then the options, the front, and it holds', () => {
  const appKit = recordAppKit();
  const desktop = openDesktop(appKit);
  expect(appKit.said.splice(0)).toEqual([
    'NSApplication sharedApplication',
    'NSApp setActivationPolicy: 1',
    'NSApp finishLaunching',
  ]);
  expect(desktop.isHolding()).toBe(false);
  desktop.cover([
    { screen: screenOf(0), picture: { background: red, texts: [{ png, place }] } },
    { screen: screenOf(-800), picture: blank },
  ]);
  const said = appKit.said.filter((line) => !/AutoreleasePool|isVisible|OptionS|isActive|current/.test(line));
  expect(said.slice(0, said.indexOf('NSWindow display') + 1)).toEqual([
    'NSWindow alloc',
    'NSWindow initWithContentRect:styleMask:backing:defer: {"x":0,"y":0,"width":800,"height":600} 0 2 false',
    'NSWindow setReleasedWhenClosed: true',
    'NSWindow setLevel: 2147483628',
    'NSWindow setOpaque: true',
    'NSWindow setHasShadow: false',
    'NSWindow setCanHide: false',
    'NSWindow setHidesOnDeactivate: false',
    'NSWindow setCollectionBehavior: 337',
    expect.stringMatching(/^NSColor colorWithSRGBRed:green:blue:alpha: 0\.78\d* 0\.11\d* 0\.03\d* 1$/),
    expect.stringMatching(/^NSWindow setBackgroundColor: \d+$/),
    'NSWindow contentView',
    `NSData dataWithBytes:length: bytes ${png.length}`,
    'NSImage alloc',
    expect.stringMatching(/^NSImage initWithData: \d+$/),
    expect.stringMatching(/^NSImageView imageViewWithImage: \d+$/),
    'NSImage release',
    'imageViewWithImage setImageScaling: 1',
    'imageViewWithImage setFrame: {"x":10,"y":20,"width":4,"height":1}',
    expect.stringMatching(/^contentView addSubview: \d+$/),
    'NSWindow orderFrontRegardless',
    'NSWindow display',
  ]);
  appKit.said.splice(0);
  desktop.hold();
  expect(appKit.said.slice(1, 5)).toEqual([
    'NSApp setPresentationOptions: 506',
    'NSApp activateIgnoringOtherApps: true',
    'NSWindow orderFrontRegardless',
    'NSWindow orderFrontRegardless',
  ]);
  expect([desktop.isHolding(), appKit.windows(), appKit.openPools()]).toEqual([true, 2, 0]);
});

test.each(['front', 'window', 'options'] as const)(
  'what loses its %s does not hold, until it is held again',
  (what) => {
    const appKit = recordAppKit();
    const desktop = openDesktop(appKit);
    desktop.cover([{ screen: screenOf(0), picture: blank }]);
    desktop.hold();
    appKit.disturb(what);
    expect(desktop.isHolding()).toBe(false);
    desktop.hold();
    expect(desktop.isHolding()).toBe(true);
  },
);

test('where the system keeps another application in front, the screen never says that it holds', () => {
  const appKit = recordAppKit();
  appKit.mayActivate = false;
  const desktop = openDesktop(appKit);
  desktop.cover([{ screen: screenOf(0), picture: blank }]);
  desktop.hold();
  expect(desktop.isHolding()).toBe(false);
});

test('new pictures are up before the old ones go; in the end every window is gone and the options are as they were', () => {
  const appKit = recordAppKit();
  const desktop = openDesktop(appKit);
  desktop.cover([{ screen: screenOf(0), picture: blank }]);
  appKit.said.splice(0);
  desktop.cover([{ screen: screenOf(0), picture: blank }]);
  expect(appKit.said.indexOf('NSWindow display')).toBeLessThan(appKit.said.indexOf('NSWindow close'));
  expect(appKit.windows()).toBe(1);
  desktop.uncover();
  expect([appKit.windows(), appKit.said.at(-2), desktop.isHolding()]).toEqual([
    0,
    'NSApp setPresentationOptions: 0',
    false,
  ]);
});

test('keys, clicks, wheels, gestures and the keys of the system end here; the application’s own events go on', () => {
  const appKit = recordAppKit();
  const desktop = openDesktop(appKit);
  const hands = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 17, 18, 19, 20, 22, 23, 25, 26, 27, 29, 30, 31, 34, 37];
  appKit.events = [...hands, 13, ...hands, 15];
  desktop.pump();
  expect(appKit.events).toEqual([]);
  expect(appKit.said.filter((line) => line.includes('sendEvent:'))).toHaveLength(2);
});

test.each([
  [[], false],
  [[5, 6, 13, 22], false],
  [[5, 1], true],
  [[10], true],
])('of the events %j it is said whether something was pressed: %j', (events, isPressed) => {
  const appKit = recordAppKit();
  const desktop = openDesktop(appKit);
  appKit.events = events;
  expect(desktop.pump()).toBe(isPressed);
});

test('over the log-on window each window asks to be visible; neither the front nor the options are taken', () => {
  const appKit = recordAppKit();
  const desktop = openDesktop(appKit, 'log-on');
  desktop.cover([{ screen: screenOf(0), picture: blank }]);
  desktop.hold();
  expect(desktop.isHolding()).toBe(true);
  expect(appKit.said).toContain('NSWindow setCanBecomeVisibleWithoutLogin: true');
  appKit.disturb('window');
  expect(desktop.isHolding()).toBe(false);
  desktop.uncover();
  expect(appKit.windows()).toBe(0);
  expect(appKit.said.filter((line) => /PresentationOptions|activateIgnoring/.test(line))).toEqual([]);
});

test('screens are asked for anew each time: one more, and one with small pixels', () => {
  const appKit = recordAppKit();
  const desktop = openDesktop(appKit);
  expect(desktop.screens()).toEqual(appKit.screens);
  appKit.screens = [...appKit.screens, screenOf(1440)];
  expect(desktop.screens()).toHaveLength(2);
});

/** Koffi as far as it is asked to make calls. */
function recordKoffi() {
  const made: string[] = [];
  const load = (library: string) => ({
    func(name: string, result?: string, parameters?: readonly string[]) {
      if (result !== undefined) made.push(`${name}: ${result}(${parameters?.join(', ')})`);
      return (...values: unknown[]) =>
        name.includes('getClass') && values[0] === 'NSNothing' ? null : [library, values];
    },
  });
  return { made, koffi: { load, struct: () => undefined } as unknown as Koffi };
}

test.each([
  ['x64', 'objc_msgSend_stret'],
  ['arm64', 'objc_msgSend'],
])('on %s each message is called as the function it is; a rectangle comes back by %s', (architecture, entry) => {
  const { made, koffi } = recordKoffi();
  const objc = openObjectiveC(koffi, architecture);
  objc.send(1n, 'frame');
  objc.send(1n, 'setFrame:', place);
  objc.send(1n, 'setFrame:', place);
  expect(made).toEqual([
    `${entry}: SekishoRectangle(void *, void *)`,
    'objc_msgSend: void(void *, void *, SekishoRectangle)',
  ]);
  for (const selector of Object.keys(messages) as Selector[])
    expect(() => objc.send(null, selector)).toThrow('nothing there');
  expect(() => objc.classNamed('NSNothing')).toThrow('AppKit knows no NSNothing');
});

const sources = path.resolve(import.meta.dirname, '../../../../../../node_modules');
const fontFile = path.join(sources, '@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf');

test('name at the bottom right, message in the middle, within the screen, in points from below', () => {
  const font = textFont(readFileSync(fontFile));
  const content: ScreenContent = {
    screen: 'remote',
    title: 'リモートロック中',
    lines: ['株式会社見本'],
    message: ['拾われた方はお電話ください。'],
    telephone: '電話 03-0000-0000',
    language: 'ja',
  };
  const screen = { frame: { x: 300, y: 200, width: 1440, height: 900 }, scale: 2 };
  const { texts } = pictureOf(font, content, { time: '14:05', date: '11月28日(土)' }, screen);
  const [name, clock, message] = texts.map((text) => text.place);
  expect(texts).toHaveLength(3);
  for (const { place: each, png: picture } of texts) {
    expect(each.x).toBeGreaterThanOrEqual(0);
    expect(each.x + each.width).toBeLessThanOrEqual(1440);
    expect(each.y).toBeGreaterThanOrEqual(0);
    expect(each.y + each.height).toBeLessThanOrEqual(900);
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([each.width * 2, each.height * 2]);
  }
  expect(name?.y).toBeLessThan(100);
  expect((name?.x ?? 0) + (name?.width ?? 0)).toBeGreaterThan(1350);
  expect(clock?.y).toBeGreaterThan(700);
  expect(message?.x).toBeGreaterThan(200);
});

test('a picture holds its shares as they are: each pixel names its colour between background and white', () => {
  const at = png.indexOf('IDAT');
  expect([...inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))]).toEqual([0, 0, 255, 128, 0]);
  const palette = png.subarray(png.indexOf('PLTE') + 4);
  expect([...palette.subarray(0, 3)]).toEqual([200, 30, 10]);
  expect([...palette.subarray(255 * 3, 256 * 3)]).toEqual([255, 255, 255]);
});
