/** What a display of a Mac shows: a colour for all of it, and pictures of text on it, each as PNG with 256 shades between colour and white. Pure. */
import { crc32, deflateSync } from 'node:zlib';
import { backgroundOf, type Colour, type ScreenContent } from '../../any/drawing/content.ts';
import { type ClockText, layOut } from '../../any/drawing/layout.ts';
import type { Coverage } from '../../any/drawing/pixels.ts';
import { drawBlock, type TextFont } from '../../any/drawing/text-panel.ts';
import type { Rectangle } from './objective-c.ts';

/** In points, with the origin below on the left, as AppKit has it. */
export interface MacScreen {
  readonly frame: Rectangle;
  /** Pixels for each point. */
  readonly scale: number;
}

export interface TextPicture {
  /** In points within its screen, from below. */
  readonly place: Rectangle;
  readonly png: Buffer;
}

export interface ScreenPicture {
  readonly background: Colour;
  readonly texts: readonly TextPicture[];
}

function chunk(name: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(name, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

/** The share of each pixel is the number of its colour. */
export function pngOf({ width, height, values }: Coverage, { red, green, blue }: Colour): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, colours from a palette.
  header.set([8, 3], 8);
  const mix = (from: number, share: number) => Math.round(from + ((255 - from) * share) / 255);
  const palette = Array.from({ length: 256 }, (_, share) => [red, green, blue].map((from) => mix(from, share))).flat();
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1)
    rows.set(values.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function pictureOf(
  font: TextFont,
  content: ScreenContent,
  clock: ClockText,
  { frame, scale }: MacScreen,
): ScreenPicture {
  const background = backgroundOf(content.screen);
  const pixels = { x: 0, y: 0, width: Math.round(frame.width * scale), height: Math.round(frame.height * scale) };
  const texts = layOut(font, content, clock, pixels).map(({ block, x, y }): TextPicture => {
    const coverage = drawBlock(font, block);
    const [width, height] = [coverage.width / scale, coverage.height / scale];
    const place = { x: x / scale, y: frame.height - y / scale - height, width, height };
    return { place, png: pngOf(coverage, background) };
  });
  return { background, texts };
}
