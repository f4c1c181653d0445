// Drawing without a server: areas, pixel formats, strips, the layout of the text.

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PixelFormat, pixelOf, rowBytes, stripsOf } from '../../src/os/linux/lock-screen/pixels.ts';
import { type OutlineCommand, rasterise } from '../../src/os/linux/lock-screen/rasterise.ts';
import { drawPanel, panelSizeFor, textFont } from '../../src/os/linux/lock-screen/text-panel.ts';
import { contentOf, FONT_PATH } from './screen-options.ts';

const SIZE = 16;

function polygon(points: readonly (readonly [number, number])[]): OutlineCommand[] {
  const commands = points.map(([x, y], index): OutlineCommand => ({ type: index === 0 ? 'M' : 'L', x, y }));
  return [...commands, { type: 'Z' }];
}

function areaOf(outline: readonly OutlineCommand[]): number {
  return rasterise(outline, SIZE, SIZE).values.reduce((sum, value) => sum + value, 0) / 255;
}

test('a rectangle covers whole, half and quarter pixels exactly', () => {
  const { values } = rasterise(
    polygon([
      [1.5, 1.5],
      [3, 1.5],
      [3, 3],
      [1.5, 3],
    ]),
    4,
    4,
  );
  expect([...values]).toEqual([0, 0, 0, 0, 0, 64, 128, 0, 0, 128, 255, 0, 0, 0, 0, 0]);
});

test('the covered area of any triangle is its area, whichever way round it is drawn', () => {
  const within = fc.double({ min: 0, max: SIZE, noNaN: true });
  const point = fc.tuple(within, within);
  fc.assert(
    fc.property(point, point, point, (a, b, c) => {
      const exact = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
      expect(Math.abs(areaOf(polygon([a, b, c])) - exact)).toBeLessThan(0.6);
      expect(Math.abs(areaOf(polygon([c, b, a])) - exact)).toBeLessThan(0.6);
    }),
  );
});

test('an outline that leaves the picture is cut off and never fails', () => {
  const far = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(far, far), { minLength: 3, maxLength: 6 }), (points) => {
      const { values } = rasterise(polygon(points), SIZE, SIZE);
      expect(values.length).toBe(SIZE * SIZE);
    }),
  );
  const all = polygon([
    [-9, -9],
    [99, -9],
    [99, 99],
    [-9, 99],
  ]);
  expect(areaOf(all)).toBe(SIZE * SIZE);
});

test('curves: a circle of four cubics and one of quadratics, and a hole drawn the other way round', () => {
  const k = 0.5523 * 6;
  const circle: OutlineCommand[] = [
    { type: 'M', x: 14, y: 8 },
    { type: 'C', x1: 14, y1: 8 + k, x2: 8 + k, y2: 14, x: 8, y: 14 },
    { type: 'C', x1: 8 - k, y1: 14, x2: 2, y2: 8 + k, x: 2, y: 8 },
    { type: 'C', x1: 2, y1: 8 - k, x2: 8 - k, y2: 2, x: 8, y: 2 },
    { type: 'C', x1: 8 + k, y1: 2, x2: 14, y2: 8 - k, x: 14, y: 8 },
    { type: 'Z' },
  ];
  expect(areaOf(circle)).toBeCloseTo(Math.PI * 36, 0);
  const hole = polygon([
    [6, 6],
    [6, 10],
    [10, 10],
    [10, 6],
  ]);
  expect(areaOf([...circle, ...hole])).toBeCloseTo(Math.PI * 36 - 16, 0);
  const arch: OutlineCommand[] = [
    { type: 'M', x: 0, y: 16 },
    { type: 'Q', x1: 8, y1: 0, x: 16, y: 16 },
  ];
  expect(areaOf(arch)).toBeCloseTo((2 / 3) * 16 * 8, 0);
});

const RGB24: PixelFormat = {
  depth: 24,
  bitsPerPixel: 32,
  scanlinePadBits: 32,
  mostSignificantByteFirst: false,
  redMask: 0xff0000,
  greenMask: 0xff00,
  blueMask: 0xff,
};
const RGB16: PixelFormat = {
  ...RGB24,
  depth: 16,
  bitsPerPixel: 16,
  redMask: 0xf800,
  greenMask: 0x07e0,
  blueMask: 0x001f,
};
const COLOUR = { red: 0xff, green: 0x80, blue: 0 };

test.each([
  ['24', RGB24, 0xff8000],
  ['24, blue first', { ...RGB24, redMask: 0xff, blueMask: 0xff0000 }, 0x0080ff],
  ['32, opaque', { ...RGB24, depth: 32 }, 0xffff8000],
  ['16', RGB16, 0xfc00],
] as const)('the pixel of a colour at depth %s', (_, format, pixel) => {
  expect(pixelOf(format, COLOUR)).toBe(pixel);
});

test('rows are padded, bytes stand in the order of the server, strips fit into a request', () => {
  const picture = { width: 3, height: 5, values: Uint8Array.from({ length: 15 }, (_, index) => (index % 3) * 127) };
  const black = { red: 0, green: 0, blue: 0 };
  expect(rowBytes(RGB16, 3)).toBe(8);
  const strips = stripsOf(picture, RGB16, black, COLOUR, 20);
  expect(strips.map(({ top, rows }) => [top, rows])).toEqual([
    [0, 2],
    [2, 2],
    [4, 1],
  ]);
  expect(strips.every(({ data }) => data.length <= 20)).toBe(true);
  const swapped = stripsOf(picture, { ...RGB16, mostSignificantByteFirst: true }, black, COLOUR, 20);
  const pixel = strips[0]?.data.readUInt16LE(4);
  expect(pixel).toBeGreaterThan(0);
  expect(swapped[0]?.data.readUInt16BE(4)).toBe(pixel);
  expect(stripsOf(picture, RGB24, black, COLOUR, 1)).toHaveLength(5);
});

test('long lines are broken and a long title is made smaller, so that all of it is inside', async () => {
  const font = textFont(await readFile(FONT_PATH));
  const size = panelSizeFor(640, 480);
  const short = drawPanel(font, contentOf('remote'), size);
  const long = { ...contentOf('remote'), title: 'リモートロック中'.repeat(8), lines: ['連絡先は'.repeat(40)] };
  const picture = drawPanel(font, long, size);
  expect(short.width).toBeLessThan(size.maxWidthPx);
  expect(picture.width).toBeLessThanOrEqual(size.maxWidthPx);
  expect(picture.height).toBeGreaterThan(short.height);
  const english = drawPanel(font, { ...long, lines: ['This computer is locked. '.repeat(10)] }, size);
  expect(english.width).toBeLessThanOrEqual(size.maxWidthPx);
  expect(picture.values.some((value) => value === 255)).toBe(true);
});

test('a file that is no font is refused', () => {
  expect(() => textFont(Buffer.from('nothing'))).toThrow();
});
