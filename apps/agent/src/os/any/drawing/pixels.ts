// Turns coverage (0–255 per pixel) into the bytes of a ZPixmap of the server's own pixel format, and splits it into strips.

import type { Colour } from './content.ts';

export interface PixelFormat {
  readonly depth: number;
  readonly bitsPerPixel: number;
  /** Every row is padded to a multiple of this many bits. */
  readonly scanlinePadBits: number;
  readonly mostSignificantByteFirst: boolean;
  readonly redMask: number;
  readonly greenMask: number;
  readonly blueMask: number;
}

export interface Coverage {
  readonly width: number;
  readonly height: number;
  /** One byte per pixel, row by row. */
  readonly values: Uint8Array;
}

export interface Strip {
  readonly top: number;
  readonly rows: number;
  readonly data: Buffer;
}

/** The pixel value of a colour on a visual with direct colours. */
export function pixelOf(format: PixelFormat, colour: Colour): number {
  const part = (value: number, mask: number): number => {
    const unsigned = mask >>> 0;
    if (unsigned === 0) return 0;
    const shift = 31 - Math.clz32(unsigned & -unsigned);
    const max = unsigned >>> shift;
    return (Math.round((value * max) / 255) << shift) >>> 0;
  };
  const { redMask, greenMask, blueMask } = format;
  // A window of depth 32 needs its alpha bits set, or a compositor shows the desktop through it.
  const alpha = format.depth === 32 ? ~(redMask | greenMask | blueMask) >>> 0 : 0;
  const { red, green, blue } = colour;
  return (alpha | part(red, redMask) | part(green, greenMask) | part(blue, blueMask)) >>> 0;
}

/** Bytes of one padded row of `width` pixels. */
export function rowBytes(format: PixelFormat, width: number): number {
  return (Math.ceil((width * format.bitsPerPixel) / format.scanlinePadBits) * format.scanlinePadBits) / 8;
}

/** The picture as strips whose data is at most `maxBytes` long; a strip has at least one row. */
export function stripsOf(
  picture: Coverage,
  format: PixelFormat,
  background: Colour,
  foreground: Colour,
  maxBytes: number,
): Strip[] {
  const shades = Array.from({ length: 256 }, (_, level) => pixelOf(format, blend(background, foreground, level / 255)));
  const stride = rowBytes(format, picture.width);
  const rowsPerStrip = Math.max(1, Math.floor(maxBytes / stride));
  const strips: Strip[] = [];
  for (let top = 0; top < picture.height; top += rowsPerStrip) {
    const rows = Math.min(rowsPerStrip, picture.height - top);
    const data = Buffer.alloc(rows * stride);
    for (let row = 0; row < rows; row++) packRow(data, row * stride, picture, top + row, shades, format);
    strips.push({ top, rows, data });
  }
  return strips;
}

function packRow(
  out: Buffer,
  offset: number,
  picture: Coverage,
  row: number,
  shades: readonly number[],
  format: PixelFormat,
): void {
  const bytes = format.bitsPerPixel / 8;
  for (let x = 0; x < picture.width; x++) {
    const pixel = shades[picture.values[row * picture.width + x] ?? 0] ?? 0;
    const at = offset + x * bytes;
    for (let index = 0; index < bytes; index++) {
      const place = format.mostSignificantByteFirst ? bytes - 1 - index : index;
      out[at + place] = (pixel >>> (8 * index)) & 0xff;
    }
  }
}

function blend(background: Colour, foreground: Colour, share: number): Colour {
  const mix = (from: number, to: number): number => Math.round(from + (to - from) * share);
  return {
    red: mix(background.red, foreground.red),
    green: mix(background.green, foreground.green),
    blue: mix(background.blue, foreground.blue),
  };
}
