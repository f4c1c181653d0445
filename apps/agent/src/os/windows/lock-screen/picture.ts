/** What a monitor shows, as Windows takes it: a colour for all of it, and bitmaps of text on it. Pure. */
import { backgroundOf, type Colour, type ScreenContent } from '../../any/drawing/content.ts';
import { type ClockText, layOut } from '../../any/drawing/layout.ts';
import type { Monitor } from '../../any/drawing/monitor.ts';
import { type PixelFormat, stripsOf } from '../../any/drawing/pixels.ts';
import { drawBlock, type TextFont } from '../../any/drawing/text-panel.ts';

export interface TextBitmap {
  /** Within the monitor. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Blue, green, red and a blank, row by row from above. */
  readonly bits: Uint8Array;
}

export interface MonitorPicture {
  readonly background: Colour;
  readonly texts: readonly TextBitmap[];
}

const white: Colour = { red: 0xff, green: 0xff, blue: 0xff };

/** BI_RGB with 32 bits. */
const format: PixelFormat = {
  depth: 24,
  bitsPerPixel: 32,
  scanlinePadBits: 32,
  mostSignificantByteFirst: false,
  redMask: 0xff_0000,
  greenMask: 0xff00,
  blueMask: 0xff,
};

export function pictureOf(font: TextFont, content: ScreenContent, clock: ClockText, monitor: Monitor): MonitorPicture {
  const background = backgroundOf(content.screen);
  const texts = layOut(font, content, clock, monitor).flatMap(({ block, x, y }): TextBitmap[] => {
    const { width, height, ...coverage } = drawBlock(font, block);
    const [strip] = stripsOf({ width, height, ...coverage }, format, background, white, Number.MAX_SAFE_INTEGER);
    return strip === undefined ? [] : [{ x: x - monitor.x, y: y - monitor.y, width, height, bits: strip.data }];
  });
  return { background, texts };
}

/** BITMAPINFOHEADER; a height below zero says that the rows come from above. */
export function bitmapHeader({ width, height }: Pick<TextBitmap, 'width' | 'height'>): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(header.length, 0);
  header.writeInt32LE(width, 4);
  header.writeInt32LE(-height, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(format.bitsPerPixel, 14);
  return header;
}

/** COLORREF has red in its lowest byte. */
export const colourNumber = ({ red, green, blue }: Colour): number => red | (green << 8) | (blue << 16);
