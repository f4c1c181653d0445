// A whole monitor as a picture in memory: the background with its texts, as X8R8G8B8.

import { backgroundOf, type ScreenContent } from '../../../any/drawing/content.ts';
import { type ClockText, layOut } from '../../../any/drawing/layout.ts';
import { type PixelFormat, pixelOf, stripsOf } from '../../../any/drawing/pixels.ts';
import { drawBlock, type TextFont } from '../../../any/drawing/text-panel.ts';

export const BYTES_PER_PIXEL = 4;
const TEXT = { red: 0xff, green: 0xff, blue: 0xff };
const XRGB: PixelFormat = {
  depth: 24,
  bitsPerPixel: 32,
  scanlinePadBits: 32,
  mostSignificantByteFirst: false,
  redMask: 0xff0000,
  greenMask: 0xff00,
  blueMask: 0xff,
};

/** Without a font only the background. */
export function frameOf(
  font: TextFont | undefined,
  content: ScreenContent,
  clock: ClockText,
  size: { readonly width: number; readonly height: number },
): Buffer {
  const background = backgroundOf(content.screen);
  const pixel = Buffer.alloc(BYTES_PER_PIXEL);
  pixel.writeUInt32LE(pixelOf(XRGB, background), 0);
  const frame = Buffer.alloc(size.width * size.height * BYTES_PER_PIXEL, pixel);
  const placed = font === undefined ? [] : layOut(font, content, clock, { x: 0, y: 0, ...size });
  for (const { block, x, y } of placed) {
    const picture = drawBlock(font as TextFont, block);
    for (const { top, rows, data } of stripsOf(picture, XRGB, background, TEXT, Number.MAX_SAFE_INTEGER)) {
      copyRows(data, frame, { x, y: y + top, rows, width: picture.width }, size);
    }
  }
  return frame;
}

function copyRows(
  from: Buffer,
  frame: Buffer,
  part: { x: number; y: number; rows: number; width: number },
  size: { readonly width: number; readonly height: number },
): void {
  const stride = part.width * BYTES_PER_PIXEL;
  const visible = Math.min(part.width, size.width - part.x) * BYTES_PER_PIXEL;
  for (let row = 0; row < part.rows && part.y + row < size.height; row++) {
    const at = ((part.y + row) * size.width + part.x) * BYTES_PER_PIXEL;
    from.copy(frame, at, row * stride, row * stride + Math.max(0, visible));
  }
}
