// Drawing without a server: areas, pixel formats, strips, the layout of the text.

import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockText } from '../../src/os/any/drawing/clock-text.ts';
import { layOut } from '../../src/os/any/drawing/layout.ts';
import { breakLines } from '../../src/os/any/drawing/line-breaks.ts';
import { type PixelFormat, pixelOf, rowBytes, stripsOf } from '../../src/os/any/drawing/pixels.ts';
import { type OutlineCommand, rasterise } from '../../src/os/any/drawing/rasterise.ts';
import { cleanLine, paragraphsOf } from '../../src/os/any/drawing/screen-text.ts';
import { textFont } from '../../src/os/any/drawing/text-panel.ts';
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

test.each([
  ['timer', '2026-02-28T23:59:30Z'],
  ['remote', '2028-02-29T12:00:00Z'],
] as const)(
  '%s: everything is inside of the monitor and nothing over another, on any monitor, turned or not',
  async (kind, at) => {
    const font = textFont(await readFile(FONT_PATH));
    const long = {
      ...contentOf(kind),
      title: `${contentOf(kind).title}・${contentOf(kind).title}`,
      lines: ['株式会社関所システムズ東日本営業本部'.repeat(3), 'Connect to a network: it opens by itself.'],
      message: [
        'この端末を拾われた方は、下記までご連絡ください。'.repeat(6),
        'Thank you very much for your kindness. '.repeat(4),
      ],
      telephone: '連絡先: 03-1234-5678 (24時間)',
    };
    for (const [width, height] of [
      [640, 480],
      [1_280, 800],
      [800, 1_280],
      [1_080, 2_400],
      [3_840, 2_160],
      [2_560, 1_080],
      [480, 320],
    ] as const) {
      const monitor = { x: 100, y: 50, width, height };
      const placed = layOut(font, long, clockText('ja', Date.parse(at)), monitor);
      expect(placed).toHaveLength(3);
      for (const { x, y, block } of placed) {
        expect([x >= 100, y >= 50, x + block.width <= 100 + width, y + block.height <= 50 + height]).toEqual(
          Array(4).fill(true),
        );
        for (const row of block.rows) expect(font.widthOf(row.text, row.sizePx)).toBeLessThanOrEqual(block.width);
      }
      const [name, face, message] = placed.map(({ y, block }) => [y, y + block.height] as const);
      expect(face?.[1]).toBeLessThanOrEqual(message?.[0] ?? 0);
      expect(message?.[1]).toBeLessThanOrEqual(name?.[0] ?? 0);
    }
  },
);

test('a message of another kind: none, only a number, and a monitor that holds no more than the name', async () => {
  const font = textFont(await readFile(FONT_PATH));
  const clock = clockText('en', 0);
  const on = (content: ReturnType<typeof contentOf>, height = 800) =>
    layOut(font, content, clock, { x: 0, y: 0, width: 1_280, height }).map(({ block }) => block.rows[0]?.text);
  expect(on(contentOf('remote'))).toEqual(['リモートロック中', clock.time]);
  expect(on({ ...contentOf('remote'), telephone: 'Call: 110' })[2]).toBe('Call: 110');
  expect(on(contentOf('remote'), 60)).toEqual(['リモートロック中']);
});

test('the clock in both languages, on the 29th of February too', () => {
  const leap = new Date(2028, 1, 29, 9, 5).getTime();
  expect(clockText('ja', leap)).toEqual({ time: '09:05', date: '2月29日(火)' });
  expect(clockText('en', leap)).toEqual({ time: '09:05', date: 'Tuesday 29 February' });
});

const perLetter = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > '\u00ff' ? 2 : 1), 0);

test.each([
  ['この端末は、会社のものです。', 10, ['この端末', 'は、会社の', 'ものです。']],
  ['「関所」にご連絡ください。', 8, ['「関所」', 'にご連絡', 'くださ', 'い。']],
  ['チェックアウト', 6, ['チェッ', 'クアウ', 'ト']],
  ['Please return this computer.', 12, ['Please', 'return this', 'computer.']],
  ['return-address', 8, ['return-', 'address']],
  ['関所Sekishoです', 10, ['関所', 'Sekishoで', 'す']],
  ['supercalifragilistic', 8, ['supercal', 'ifragili', 'stic']],
  ['', 8, ['']],
])('%j breaks as people expect', (text, room, rows) => {
  expect(breakLines(text, room, perLetter)).toEqual(rows);
});

test('no text is lost or too wide by breaking it, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 4, max: 40 }), (text, room) => {
      const rows = breakLines(text, room, perLetter);
      expect(rows.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const row of rows) if ([...row].length > 1) expect(perLetter(row)).toBeLessThanOrEqual(room);
    }),
  );
});

test('what people write is cleaned: control and turning characters go, paragraphs stay', () => {
  expect(paragraphsOf('\n\n一行目\t\u0000二\r\n\r\n\u202e三行目\u200b\n ')).toEqual(['一行目 二', '', '三行目']);
  expect(paragraphsOf('')).toEqual([]);
  expect(paragraphsOf('x\n'.repeat(100))).toHaveLength(12);
  expect(cleanLine(' 03-\u00071234\n5678 ')).toBe('03-1234 5678');
});

test('a file that is no font is refused', () => {
  expect(() => textFont(Buffer.from('nothing'))).toThrow();
});
